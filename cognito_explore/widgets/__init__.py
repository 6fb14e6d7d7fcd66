"""The actions as ipywidgets forms; each module is loaded by whoever needs it."""
