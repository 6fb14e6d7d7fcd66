"""The forms in a real browser: JupyterLab and Voilà, driven by Chromium."""
