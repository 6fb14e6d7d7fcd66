"""A secret that is typed is taken once, and stays nowhere where it could be read."""

from __future__ import annotations

import copy
import inspect
import json
import pickle
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import traitlets
from conftest import write_tracebacks

import cognito_explore as cx
from cognito_explore.widgets import secret_input
from cognito_explore.widgets.secret_input import SecretInput

SECRET = "canary-secret-pässwörd"
TYPED = {"kind": "secret"}
SUBMITTED = {"kind": "submit"}


@pytest.fixture
def field() -> SecretInput:
    """An empty field."""
    return SecretInput("Password")


def type_in(field: SecretInput, text: str | bytes = SECRET) -> list[Any]:
    """Send what the browser sends when the field is left, and give the buffers."""
    buffers = [memoryview(text.encode() if isinstance(text, str) else text)]
    field._handle_custom_msg(dict(TYPED), buffers)
    return buffers


def submit(field: SecretInput) -> None:
    """Send what the browser sends when Enter is pressed."""
    field._handle_custom_msg(dict(SUBMITTED), [])


def everything_in_traits(field: SecretInput) -> str:
    """Write all that traits hold: what is saved, echoed and exported, and all the others."""
    state = field.get_state()
    values = {name: getattr(field, name, None) for name in field.traits()}
    return repr([state, values, json.dumps(state, default=repr), field.trait_values()])


WAYS: dict[str, Callable[[SecretInput], object]] = {
    "typed": type_in,
    "filled": lambda field: field.fill(SECRET),
    "filled hidden": lambda field: field.fill(cx.Sensitive(SECRET)),
}
every_way = pytest.mark.parametrize("put", WAYS.values(), ids=WAYS)


def test_new_field_is_empty(field: SecretInput):
    """There is nothing to take."""
    assert field.is_filled is False
    assert field.take() is None
    assert (field.label, field.placeholder, field.is_masked) == ("Password", "", True)


@every_way
def test_secret_is_taken_once(field: SecretInput, put: Callable[[SecretInput], object]):
    """Whoever takes it has it, and the field has forgotten it."""
    put(field)

    taken = field.take()

    assert taken == cx.Sensitive(SECRET)
    assert type(taken) is cx.Sensitive
    assert field.take() is None


@every_way
def test_field_says_whether_it_is_filled(field: SecretInput, put: Callable[[SecretInput], object]):
    """True from when something arrives until it is taken; observers are told."""
    seen = []
    field.observe(lambda change: seen.append(change["new"]), "is_filled")

    put(field)
    assert field.is_filled is True
    field.take()

    assert field.is_filled is False
    assert seen == [True, False]


@every_way
def test_newest_secret_counts(field: SecretInput, put: Callable[[SecretInput], object]):
    """What is typed again replaces what was there."""
    field.fill("older")

    put(field)

    assert field.take() == cx.Sensitive(SECRET)
    assert field.take() is None


@pytest.mark.parametrize("empty", ["", cx.Sensitive("")])
def test_empty_text_empties_the_field(field: SecretInput, empty: Any):
    """An empty secret is none."""
    field.fill(SECRET)

    field.fill(empty)

    assert field.is_filled is False
    assert field.take() is None


def test_empty_message_empties_the_field(field: SecretInput):
    """As `fill` does."""
    type_in(field)

    type_in(field, b"")

    assert field.is_filled is False
    assert field.take() is None


def test_is_filled_cannot_be_set(field: SecretInput):
    """It is read, not given."""
    with pytest.raises(traitlets.TraitError, match="read-only"):
        field.is_filled = True


@pytest.mark.parametrize("buffer", [bytes, bytearray, memoryview])
def test_buffers_are_read_and_emptied(field: SecretInput, buffer: Callable[[bytes], object]):
    """Whatever holds the message afterwards holds no secret."""
    buffers = [buffer(SECRET.encode())]

    field._handle_custom_msg(dict(TYPED), buffers)

    assert buffers == []
    assert field.take() == cx.Sensitive(SECRET)


def test_text_that_is_no_utf_8_is_taken_as_far_as_it_is(field: SecretInput):
    """It will be refused by Cognito, and breaks nothing here."""
    type_in(field, b"can\xff")

    assert field.take() == cx.Sensitive("can\ufffd")


@pytest.mark.parametrize(
    ("content", "buffers"),
    [
        (TYPED, []),
        ({"kind": "secret", "text": SECRET}, []),
        ({"kind": "other"}, [memoryview(b"x")]),
        ({}, [memoryview(b"x")]),
        ({"kind": 5}, [memoryview(b"x")]),
    ],
)
def test_other_messages_are_none(
    everything_logged: list[str], field: SecretInput, content: Any, buffers: list[Any]
):
    """Only a buffer is a secret, and only if the message says so; nothing fails."""
    called = []
    field.on_fill(called.append)
    field.on_submit(called.append)

    field._handle_custom_msg(dict(content), buffers)

    assert field.take() is None
    assert called == everything_logged == []


@every_way
def test_callback_is_called_when_there_is_something(
    field: SecretInput, put: Callable[[SecretInput], object]
):
    """With the field, whose secret waits; Enter alone is another matter."""
    called: list[tuple[SecretInput, bool]] = []
    field.on_fill(lambda it: called.append((it, it.is_filled)))
    field.on_submit(lambda _: called.append((field, False)))

    put(field)

    assert called == [(field, True)]


def test_enter_calls_back_after_what_was_typed(field: SecretInput):
    """The browser gives the secret first, so the callback of Enter can take it."""
    told: list[object] = []
    field.on_fill(lambda _: told.append("filled"))
    field.on_submit(lambda it: told.append(it.take()))

    type_in(field)
    submit(field)

    assert told == ["filled", cx.Sensitive(SECRET)]


def test_enter_in_an_empty_field_calls_back(field: SecretInput):
    """Whoever is called sees that there is nothing."""
    told: list[object] = []
    field.on_submit(lambda it: told.append(it.take()))

    submit(field)

    assert told == [None]


def test_several_callbacks_are_called_in_their_order(field: SecretInput):
    """One that fails keeps the others from nothing."""
    told: list[str] = []

    def fail(_: SecretInput) -> None:
        told.append("fails")
        raise ValueError

    field.on_fill(fail)
    field.on_fill(lambda _: told.append("second"))

    type_in(field)

    assert told == ["fails", "second"]
    assert field.take() == cx.Sensitive(SECRET)


@every_way
def test_no_trait_ever_has_the_text(field: SecretInput, put: Callable[[SecretInput], object]):
    """Neither before, during nor after: there is nothing to save, to echo or to export."""
    shown = []

    def look(_: object) -> None:
        shown.append(everything_in_traits(field))

    field.observe(look, traitlets.All)
    field.on_fill(look)
    look(None)
    put(field)
    look(None)
    field.take()
    look(None)

    assert len(shown) == 6
    assert not [text for text in shown if "canary" in text]


@pytest.mark.parametrize("name", sorted(SecretInput.class_traits(sync=True)))
def test_no_trait_that_is_synchronised_is_made_for_a_secret(name: str):
    """What reaches the browser is known by name, and is what those who show it need."""
    ours = {"label", "placeholder", "is_masked", "is_filled", "disabled"}
    widgets = {"_dom_classes", "layout", "tabbable", "tooltip"}

    trait = SecretInput.class_traits(sync=True)[name]

    assert name in ours or name in widgets or name.startswith(("_model", "_view", "_anywidget"))
    assert (name in ours) == (trait.this_class is SecretInput)


@every_way
def test_no_message_to_the_browser_has_the_text(
    field: SecretInput, put: Callable[[SecretInput], object]
):
    """What is echoed is that the field is filled."""
    sent: list[object] = []

    class Recorder:
        comm_id = "made-up"

        def send(self, data: object = None, **more: object) -> None:
            sent.append((data, more))

        def on_msg(self, callback: object) -> None:
            """Hear nothing."""

        def close(self) -> None:
            """Close nothing."""

    field.comm = Recorder()

    put(field)
    field.take()
    field.send_state()

    assert "'is_filled': True" in repr(sent)
    assert "canary" not in repr(sent)


def test_what_the_browser_is_given_sends_no_trait():
    """The text goes as a buffer of a message, and nothing is set or saved."""
    module = (Path(secret_input.__file__).parent / "secret_input.js").read_text(encoding="utf-8")

    assert 'model.send({ kind: "secret" }, undefined, [bytes.buffer])' in module
    assert "model.set(" not in module
    assert "save_changes" not in module
    assert "localStorage" not in module


@every_way
def test_repr_has_no_secret(field: SecretInput, put: Callable[[SecretInput], object]):
    """It names the field, and whether it is filled."""
    assert repr(field) == "SecretInput('Password', is_filled=False)"

    put(field)

    assert repr(field) == str(field) == "SecretInput('Password', is_filled=True)"
    assert "canary" not in repr(vars(field))


@pytest.mark.parametrize("copied", [pickle.dumps, copy.copy, copy.deepcopy])
@pytest.mark.parametrize("is_filled", [True, False])
def test_field_is_neither_pickled_nor_copied(
    field: SecretInput, copied: Callable[[object], object], *, is_filled: bool
):
    """A pickle is a file that somebody may keep; refused also while it is empty."""
    if is_filled:
        field.fill(SECRET)

    with pytest.raises((TypeError, NotImplementedError), match="copied") as caught:
        copied(field)

    assert "canary" not in write_tracebacks(caught.value)


def test_notebook_without_widgets_shows_a_table(field: SecretInput):
    """Beside the widget there is HTML that stays as it is, with a mask for a secret."""
    empty, _ = field._repr_mimebundle_()
    field.fill(SECRET)

    filled, _ = field._repr_mimebundle_()

    assert "application/vnd.jupyter.widget-view+json" in filled
    assert "Password" in empty["text/html"]
    assert "•••" not in empty["text/html"]
    assert "•••" in filled["text/html"]
    assert "canary" not in repr([empty, filled])


def test_label_is_escaped_in_the_table():
    """It may come from anywhere."""
    data, _ = SecretInput("<img src=x>")._repr_mimebundle_()

    assert "<img" not in data["text/html"]
    assert "&lt;img src=x&gt;" in data["text/html"]


@pytest.mark.parametrize("wrong", [918273, b"918273", ["918273"], None])
def test_what_is_no_text_is_refused(field: SecretInput, wrong: Any):
    """And changes nothing."""
    field.fill("older")

    with pytest.raises(TypeError, match="a secret must be text"):
        field.fill(wrong)

    assert field.take() == cx.Sensitive("older")


@pytest.mark.parametrize("wrong", [918273, b"918273", ["918273"]])
def test_what_is_no_text_is_not_shown(field: SecretInput, wrong: Any):
    """A number where text belongs is a secret all the same."""
    with pytest.raises(TypeError) as caught:
        field.fill(wrong)

    assert "918273" not in write_tracebacks(caught.value)


@pytest.mark.parametrize("name", ["value", "description", "password", "secret", "is_filled"])
def test_unknown_argument_is_refused(name: str):
    """A field is not made with a secret in it, nor with what it does not know."""
    with pytest.raises(TypeError, match=f"unexpected keyword argument '{name}'"):
        SecretInput(**{name: "x"})


def test_arguments_but_the_label_are_named():
    """So that none is taken for another."""
    parameters = inspect.signature(SecretInput).parameters.values()

    assert [it.name for it in parameters if it.kind is it.POSITIONAL_OR_KEYWORD] == ["label"]
    assert [it.name for it in parameters if it.kind is it.KEYWORD_ONLY] == [
        "placeholder",
        "is_masked",
        "layout",
    ]


def test_arguments_are_the_traits():
    """What is given is what is shown."""
    field = SecretInput("Code", placeholder="six digits", is_masked=False)

    state = field.get_state()

    assert (state["label"], state["placeholder"], state["is_masked"]) == (
        *("Code", "six digits"),
        False,
    )
    assert state["disabled"] is False


@every_way
def test_interrupted_callback_shows_no_secret(
    field: SecretInput, put: Callable[[SecretInput], object]
):
    """ipywidgets lets an interrupt through, with every frame from the message on."""

    def interrupt(_: SecretInput) -> None:
        raise KeyboardInterrupt

    field.on_fill(interrupt)

    with pytest.raises(KeyboardInterrupt) as caught:
        put(field)

    # From the callback's caller on; the frames of this test hold the text by right.
    assert "canary" not in write_tracebacks(caught.value)
    assert field.take() == cx.Sensitive(SECRET)


def test_failed_callback_logs_no_secret(field: SecretInput, everything_logged: list[str]):
    """ipywidgets logs what a callback raises, with its traceback."""

    def fail(_: SecretInput) -> None:
        msg = "it failed"
        raise ValueError(msg)

    field.on_fill(fail)

    type_in(field)

    assert "it failed" in "".join(everything_logged)
    assert field.take() == cx.Sensitive(SECRET)
    assert "canary" not in "".join(everything_logged)
