"""The page on the embedded AWS says what the embedded AWS answers, and all that it decides."""

import re
import runpy
import tokenize
from pathlib import Path

import pytest

import cognito_explore as cx
from cognito_explore import embedded

DOCS = Path(__file__).parent.parent.parent / "docs"
MAKE = runpy.run_path(str(DOCS / "_make" / "the_embedded_aws.py"))
SOURCES = Path(embedded.__file__).parent
PAGE = (DOCS / "explanation" / "the_embedded_aws.md").read_text(encoding="utf-8")
LISTED = dict(re.findall(r"^- \*\*.*?\*\* \(`([\w-]+)`\): (.*)\.$", PAGE, re.MULTILINE))


def test_stored_page_is_what_is_made():
    """`make reference` makes it anew."""
    assert MAKE["page"]() == PAGE


def test_making_it_twice_changes_nothing(monkeypatch, tmp_path):
    """What is written by hand stays, and a part that is out of date is replaced."""
    old = tmp_path / "page.md"
    old.write_text(PAGE.replace("`DescribeKey`, ", ""), encoding="utf-8")
    monkeypatch.setitem(MAKE["page"].__globals__, "PAGE", old)

    made = MAKE["page"]()

    assert made == PAGE
    assert old.read_text(encoding="utf-8") != PAGE


@pytest.mark.parametrize(
    ("client", "operation"),
    [
        ("cognito-idp", "GetUserAttributeVerificationCode"),
        ("cognito-idp", "InitiateAuth"),
        ("sns", "GetSMSSandboxAccountStatus"),
        ("lambda", "GetFunctionConfiguration"),
        ("sesv2", "GetAccount"),
    ],
)
def test_what_a_code_needs_is_listed(client, operation):
    """By whichever way a service finds its operations."""
    assert f"`{operation}`" in LISTED[client]


@pytest.mark.parametrize(
    ("client", "operation", "arguments"),
    [
        ("cognito-idp", "ForgotPassword", {"ClientId": "made-up", "Username": "ana"}),
        ("sns", "CreateTopic", {"Name": "news"}),
        ("lambda", "Invoke", {"FunctionName": "made-up"}),
    ],
)
def test_what_is_not_there_is_not_listed(client, operation, arguments):
    """And says so when it is asked for."""
    aws = cx.connect("embedded").aws.boto3_session.client(client)

    with pytest.raises(cx.UnsupportedByEmbeddedError, match=f"no operation {operation} "):
        aws._make_api_call(operation, arguments)

    assert f"`{operation}`" not in LISTED[client]


def test_operations_that_only_want_another_token_are_not_listed():
    """DeleteUser refuses a made-up token before it is found that it is not there."""
    assert "`DeleteUser`" not in LISTED["cognito-idp"]


@pytest.mark.parametrize(
    "path",
    [it for it in sorted(SOURCES.rglob("*.py")) if it.stem != "aws"],
    ids=lambda it: ".".join(it.relative_to(SOURCES).with_suffix("").parts),
)
def test_every_module_that_decides_is_listed(path):
    """No word about it in the source is left out: it stands in a docstring, and on the page."""
    name = ".".join(path.relative_to(SOURCES).with_suffix("").parts)
    words = " ".join(path.read_text(encoding="utf-8").split())

    decides = MAKE["DECIDES"].search(words) is not None

    assert (f"\n- `{name}`. " in PAGE) == decides


def test_what_is_decided_is_not_said_in_comments_alone():
    """A comment that says more than its module's docstrings would be missing on the page."""
    alone = []
    for path in sorted(SOURCES.rglob("*.py")):
        with path.open(encoding="utf-8") as file:
            comments = [
                it.string
                for it in tokenize.generate_tokens(file.readline)
                if it.type == tokenize.COMMENT and MAKE["DECIDES"].search(it.string)
            ]
        if comments and not list(MAKE["told_by"](path)):
            alone.append(path.name)

    assert alone == []
