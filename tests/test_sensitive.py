"""A secret shows itself nowhere, and is a value everywhere else."""

import copy
import dataclasses
import io
import json
import logging
import operator
import pickle
import pprint
import traceback
from collections.abc import Callable
from string import Template

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from IPython.core.formatters import DisplayFormatter, HTMLFormatter, PlainTextFormatter

import cognito_explore as cx

SECRET = "hunter2-correct-horse.battery.staple"
ANY_TEXT = st.text(st.characters(exclude_categories=()))


@dataclasses.dataclass
class Login:
    username: str
    password: cx.Sensitive


def log(secret: cx.Sensitive) -> str:
    """Log a secret in the ways that logging knows, and give what was written."""
    stream = io.StringIO()
    logger = logging.getLogger(__name__)
    logger.handlers = [logging.StreamHandler(stream)]
    logger.error(secret)
    logger.error("%s %r", secret, secret)
    logger.error("%(password)s", {"password": secret})
    return stream.getvalue()


def fail_with(secret: cx.Sensitive) -> traceback.TracebackException:
    """Fail while a secret is a local variable, and in the error as well."""
    try:
        raise ValueError("wrong", secret)  # noqa: TRY301 -- a traceback is what is wanted
    except ValueError as error:
        return traceback.TracebackException.from_exception(error, capture_locals=True)


def make_frame(secret: cx.Sensitive) -> pd.DataFrame:
    """Make a frame of one record that has a secret."""
    return pd.DataFrame([Login("ana", secret)])


FAST_WAYS: dict[str, Callable[[cx.Sensitive], object]] = {
    "repr": repr,
    "ascii": ascii,
    "str": str,
    "format": format,
    "format with a width": lambda secret: format(secret, "*^60"),
    "format with a precision": lambda secret: format(secret, ".1"),
    "str.format": "{0} {0!r} {0:>40}".format,
    "f-string": lambda secret: f"{secret} {secret!r} {secret!s} {secret!a} {secret:^40} {secret=}",
    "percent": lambda secret: operator.mod("%s %r %a", (secret, secret, secret)),
    "string.Template": lambda secret: Template("$password").substitute(password=secret),
    "list": lambda secret: str([secret]),
    "dict": lambda secret: str({"password": secret, secret: "password"}),
    "pprint": lambda secret: pprint.pformat({"password": [secret]}, width=1),
    "dataclass": lambda secret: repr(Login("ana", secret)),
    "exception": lambda secret: repr(ValueError(secret)),
    "json with a default": lambda secret: json.dumps(secret, default=str),
}
SLOW_WAYS: dict[str, Callable[[cx.Sensitive], object]] = {
    "logging": log,
    "traceback": lambda secret: "".join(fail_with(secret).format()),
    "IPython plain": lambda secret: PlainTextFormatter()([secret, secret]),
    "IPython HTML": HTMLFormatter(),
    "IPython": lambda secret: DisplayFormatter().format(secret),
    "frame": lambda secret: repr(make_frame(secret)),
    "frame as CSV": lambda secret: make_frame(secret).to_csv(),
    "frame as HTML": lambda secret: make_frame(secret).to_html(),
    "frame as text": lambda secret: make_frame(secret).to_string(),
    "frame as JSON": lambda secret: make_frame(secret).to_json(),
    "frame as strings": lambda secret: make_frame(secret).astype("string")["password"].iloc[0],
    "frame in IPython": lambda secret: DisplayFormatter().format(make_frame(secret)),
    "series": lambda secret: repr(pd.Series([secret])),
}


@pytest.mark.parametrize("kind", [cx.Sensitive, cx.AccessToken])
@pytest.mark.parametrize("way", FAST_WAYS | SLOW_WAYS)
def test_no_way_of_showing_shows_the_secret(way: str, kind: type[cx.Sensitive]):
    """Whatever prints a secret prints something else."""
    secret = kind(SECRET)

    shown = str((FAST_WAYS | SLOW_WAYS)[way](secret))

    assert SECRET not in shown
    assert SECRET[:7] not in shown


@given(ANY_TEXT)
def test_what_is_shown_does_not_depend_on_the_text(text: str):
    """All secrets look alike, so that nothing is told of the text, nor of its length."""
    shown = {way: show(cx.Sensitive(text)) for way, show in FAST_WAYS.items()}

    assert shown == {way: show(cx.Sensitive("another")) for way, show in FAST_WAYS.items()}


def test_repr_says_that_there_is_a_secret():
    """A hidden secret is told from an absent one by its type's name and the mask."""
    shown = [repr(cx.Sensitive(SECRET)), str(cx.Sensitive(SECRET)), repr(cx.AccessToken(SECRET))]

    assert shown == ["Sensitive('•••')", "Sensitive('•••')", "AccessToken('•••')"]


def test_locals_in_a_traceback_show_the_mask():
    """A traceback with local variables has the secret's variable in it, masked."""
    told = fail_with(cx.Sensitive(SECRET))

    assert told.stack[0].locals
    assert told.stack[0].locals["secret"] == "Sensitive('•••')"


def test_json_refuses_a_secret():
    """A secret is not written to JSON by accident, and the refusal does not tell it."""
    with pytest.raises(TypeError) as caught:
        json.dumps({"password": cx.Sensitive(SECRET)})

    assert SECRET not in str(caught.value)


@pytest.mark.parametrize("join", [lambda it: "password: " + it, "".join, len, list])
def test_a_secret_is_not_used_as_text(join: Callable[[object], object]):
    """What would take the text out by accident fails, and does not tell it."""
    with pytest.raises(TypeError) as caught:
        join(cx.Sensitive(SECRET))

    assert SECRET not in str(caught.value)


@given(text=ANY_TEXT)
def test_reveal_gives_the_text_back(text: str):
    """Any text comes out of `reveal()` as it went in, lone surrogates included."""
    assert cx.Sensitive(text).reveal() == text


@given(one=ANY_TEXT, other=ANY_TEXT)
def test_equal_texts_are_equal_secrets(one: str, other: str):
    """Secrets are equal, hash alike and are true exactly as their texts are."""
    assert (cx.Sensitive(one) == cx.Sensitive(other)) == (one == other)
    assert cx.Sensitive(one) == cx.Sensitive(str(one))
    assert hash(cx.Sensitive(one)) == hash(cx.Sensitive(str(one)))
    assert bool(cx.Sensitive(one)) == bool(one)


def test_lone_surrogates_can_be_compared():
    """Text that no encoding takes is compared all the same."""
    broken = cx.Sensitive("\ud800")

    assert broken == cx.Sensitive("\ud800")
    assert broken != cx.Sensitive("\ud801")
    assert broken != cx.Sensitive("?")


def test_a_secret_is_not_equal_to_its_text():
    """Comparing with text is no way to try texts out."""
    assert cx.Sensitive(SECRET) != SECRET
    assert cx.Sensitive(SECRET) not in {SECRET, None, 5}


def test_a_token_equals_the_secret_of_the_same_text():
    """The same text is the same secret, whichever of the two types holds it."""
    assert cx.AccessToken(SECRET) == cx.Sensitive(SECRET)
    assert {cx.AccessToken(SECRET), cx.Sensitive(SECRET)} == {cx.Sensitive(SECRET)}


@pytest.mark.parametrize("kind", [cx.Sensitive, cx.AccessToken])
def test_wrapping_twice_is_wrapping_once(kind: type[cx.Sensitive]):
    """A secret of a secret is the same secret."""
    assert kind(kind(SECRET)) == kind(SECRET)
    assert kind(cx.Sensitive(SECRET)).reveal() == SECRET


@pytest.mark.parametrize("kind", [cx.Sensitive, cx.AccessToken])
@pytest.mark.parametrize("duplicate", [copy.copy, copy.deepcopy])
def test_a_copy_is_as_secret(kind: type[cx.Sensitive], duplicate: Callable[..., object]):
    """Copying keeps the type and the text, alone and inside of something."""
    secret = kind(SECRET)

    made = duplicate({"password": secret})["password"]

    assert type(made) is kind
    assert made == secret
    assert duplicate(secret) == secret


def test_a_record_as_a_dict_keeps_its_secrets():
    """dataclasses.asdict copies deeply, and what it makes is still secret."""
    made = dataclasses.asdict(Login("ana", cx.Sensitive(SECRET)))

    assert made["password"] == cx.Sensitive(SECRET)
    assert SECRET not in repr(made)


@pytest.mark.parametrize("kind", [cx.Sensitive, cx.AccessToken])
@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_pickle_refuses_a_secret(kind: type[cx.Sensitive], protocol: int):
    """No pickle of any protocol holds a secret; the refusal says what to do instead."""
    stream = io.BytesIO()

    with pytest.raises(TypeError, match="reveal") as caught:
        pickle.Pickler(stream, protocol).dump(["before", kind(SECRET)])

    assert SECRET not in str(caught.value)
    assert SECRET.encode() not in stream.getvalue()


def test_a_frame_with_a_secret_is_not_pickled():
    """A frame cannot be kept in a file with its secrets."""
    frame = make_frame(cx.Sensitive(SECRET))

    with pytest.raises(TypeError, match="not pickled"):
        frame.to_pickle(io.BytesIO())


@pytest.mark.parametrize("kind", [cx.Sensitive, cx.AccessToken])
@pytest.mark.parametrize("value", [None, 123456, 1.5, SECRET.encode(), [SECRET], object()])
def test_only_text_can_be_a_secret(kind: type[cx.Sensitive], value: object):
    """What is no text is refused by the name of its type, and is not repeated."""
    with pytest.raises(TypeError, match=type(value).__name__) as caught:
        kind(value)

    assert "hunter2" not in str(caught.value)
    assert "123456" not in str(caught.value)
