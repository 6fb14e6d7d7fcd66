"""What a policy document allows is read as IAM does, and what it does not tell stays open."""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import cognito_explore as cx
from cognito_explore.delivery.policies import (
    ANY,
    Asked,
    add_statement,
    decide,
    document,
    is_action_like,
    is_arn_like,
    is_like,
    read_policy,
)

POOL = "arn:aws:cognito-idp:us-east-1:123456789012:userpool/us-east-1_aBcDeFgHi"
COGNITO = {"Service": "cognito-idp.amazonaws.com"}
PUBLISH = Asked("sns:Publish")
LETTERS = "ab.\n[*?"


def allow(action: Any = "sns:Publish", resource: Any = "*", **more: Any) -> dict[str, Any]:
    """Make a statement that allows."""
    return {"Effect": "Allow", "Action": action, "Resource": resource} | more


def deny(action: Any = "sns:Publish", resource: Any = "*", **more: Any) -> dict[str, Any]:
    """Make a statement that denies."""
    return allow(action, resource, **more) | {"Effect": "Deny"}


def trust(**more: Any) -> dict[str, Any]:
    """Make a statement that lets Cognito assume a role."""
    told = {"Effect": "Allow", "Principal": COGNITO, "Action": "sts:AssumeRole"}
    return told | more


def assuming(**context: str | None) -> Asked:
    """Make what Cognito asks when it assumes a role."""
    told = {"sts:externalid": "pool-1", "aws:sourcearn": POOL, "aws:sourceaccount": "123456789012"}
    return Asked("sts:AssumeRole", service=COGNITO["Service"], context=told | context)


def decision(asked: Asked, *statements: dict[str, Any]) -> str:
    """Tell what statements come to."""
    return decide(read_policy(document(*statements)), asked)


def by_expression(pattern: str, text: str) -> bool:
    """Match as a regular expression would, which is slow with many stars, and right."""
    parts = {"*": ".*", "?": "."}
    made = "".join(parts.get(char, re.escape(char)) for char in pattern)
    return re.fullmatch(made, text, re.DOTALL) is not None


@given(st.text(LETTERS, max_size=8), st.text(LETTERS, max_size=10))
@example("*a*b", "xaxbxab")
@example("", "")
@example("**", "")
def test_wildcards_are_any_text_and_any_character(pattern: str, text: str):
    """Nothing else in a pattern is special, and a star may be nothing."""
    assert is_like(pattern, text) == by_expression(pattern, text)


@given(st.text(LETTERS, max_size=12))
def test_text_is_like_itself(text: str):
    """A pattern matches at least the text that it is."""
    assert is_like(text, text)


def test_many_stars_take_no_time():
    """A regular expression would not come back from this."""
    assert not is_like("*a" * 40, "a" * 2_000 + "b")


def test_actions_are_the_same_in_small_and_large():
    """IAM takes either."""
    assert is_action_like("SNS:publish*", "sns:Publish")
    assert not is_like("SNS:Publish", "sns:Publish")


@pytest.mark.parametrize(
    ("pattern", "is_same"),
    [
        (POOL, True),
        ("arn:aws:cognito-idp:*:123456789012:userpool/*", True),
        ("*", True),
        ("arn:aws:cognito-idp:*", False),
        ("arn:aws:cognito-idp:us-east-1:123456789012:userpool/us-east-1_other", False),
        ("arn:*:userpool/*", False),
    ],
)
def test_each_part_of_an_arn_is_compared_by_itself(pattern: str, is_same: bool):  # noqa: FBT001
    """A star in one part does not reach into the next."""
    assert is_arn_like(pattern, POOL) is is_same


@pytest.mark.parametrize(
    ("statements", "expected"),
    [
        ([], "not_allowed"),
        ([allow()], "allowed"),
        ([allow("sns:*")], "allowed"),
        ([allow(["logs:*", "sns:Pub?ish"])], "allowed"),
        ([allow("sns:Subscribe")], "not_allowed"),
        ([allow(resource="arn:aws:sns:us-east-1:123456789012:codes")], "not_allowed"),
        ([allow(resource="arn:aws:sns:*:*:*")], "not_allowed"),
        ([allow(), deny()], "denied"),
        ([deny(), allow()], "denied"),
        ([deny("sns:*")], "denied"),
        ([allow(), deny("logs:*")], "allowed"),
        ([allow(), deny(resource="arn:aws:sns:*:*:*")], "allowed"),
        ([{"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"}], "allowed"),
        ([{"Effect": "Allow", "NotAction": "sns:*", "Resource": "*"}], "not_allowed"),
        (
            [{"Effect": "Allow", "Action": "*", "NotResource": "arn:aws:sns:*:*:*"}],
            "allowed",
        ),
        ([allow(), {"Effect": "Deny", "Action": "*", "NotResource": "arn:aws:sns:*"}], "denied"),
        ([allow(resource="arn:aws:sns:${aws:PrincipalTag/place}")], "undecided"),
        ([allow(Condition={"Bool": {"aws:SecureTransport": "true"}})], "undecided"),
        ([allow(), deny(Condition={"Bool": {"aws:SecureTransport": "false"}})], "undecided"),
        ([deny(Condition={"Bool": {"aws:SecureTransport": "false"}})], "not_allowed"),
        ([allow(Condition={"Bool": {"aws:SecureTransport": "true"}}), allow()], "allowed"),
    ],
)
def test_denial_goes_first_and_what_is_not_known_is_open(
    statements: list[dict[str, Any]], expected: str
):
    """As IAM evaluates, but that a condition on what is not known is never taken for met."""
    assert decision(PUBLISH, *statements) == expected


@pytest.mark.parametrize(
    ("principal", "expected"),
    [
        (COGNITO, "allowed"),
        ({"Service": ["sns.amazonaws.com", "cognito-idp.amazonaws.com"]}, "allowed"),
        ({"Service": "sns.amazonaws.com"}, "not_allowed"),
        ({"AWS": "arn:aws:iam::123456789012:root"}, "not_allowed"),
        ("*", "undecided"),
        ({"AWS": "*"}, "undecided"),
        (None, "not_allowed"),
    ],
)
def test_trust_is_about_whom_it_names(principal: Any, expected: str):
    """Whether everybody is Cognito too, a document does not tell."""
    assert decision(assuming(), trust(Principal=principal)) == expected


def test_those_who_are_not_named_are_not_known():
    """`NotPrincipal` lets in more than one thinks."""
    told = {"Effect": "Allow", "NotPrincipal": COGNITO, "Action": "sts:AssumeRole"}

    assert decision(assuming(), told) == "undecided"


@pytest.mark.parametrize(
    ("condition", "external_id", "expected"),
    [
        ({"StringEquals": {"sts:ExternalId": "pool-1"}}, "pool-1", "allowed"),
        ({"StringEquals": {"STS:externalid": ["a", "pool-1"]}}, "pool-1", "allowed"),
        ({"StringEquals": {"sts:ExternalId": "Pool-1"}}, "pool-1", "not_allowed"),
        ({"StringEqualsIgnoreCase": {"sts:ExternalId": "Pool-1"}}, "pool-1", "allowed"),
        ({"StringEquals": {"sts:ExternalId": "pool-1"}}, None, "not_allowed"),
        ({"StringEqualsIfExists": {"sts:ExternalId": "pool-1"}}, None, "allowed"),
        ({"StringEqualsIfExists": {"sts:ExternalId": "pool-1"}}, "other", "not_allowed"),
        ({"StringLike": {"sts:ExternalId": "pool-*"}}, "pool-1", "allowed"),
        ({"StringEquals": {"sts:ExternalId": "pool-*"}}, "pool-1", "not_allowed"),
        ({"StringNotEquals": {"sts:ExternalId": "pool-1"}}, "pool-1", "not_allowed"),
        ({"StringNotEquals": {"sts:ExternalId": "pool-1"}}, "other", "allowed"),
        ({"StringNotEquals": {"sts:ExternalId": "pool-1"}}, None, "allowed"),
        ({"Null": {"sts:ExternalId": "true"}}, None, "allowed"),
        ({"Null": {"sts:ExternalId": True}}, "pool-1", "not_allowed"),
        ({"Null": {"sts:ExternalId": "false"}}, "pool-1", "allowed"),
        ({"StringEquals": {"sts:ExternalId": "pool-1"}}, ANY, "allowed"),
        ({"StringNotEquals": {"sts:ExternalId": "pool-1"}}, ANY, "allowed"),
        ({"StringEquals": {"sts:ExternalId": "${aws:userid}"}}, "pool-1", "undecided"),
        ({"ForAnyValue:StringEquals": {"sts:ExternalId": "pool-1"}}, "pool-1", "undecided"),
        ({"StringEquals": {"aws:PrincipalOrgID": "o-1"}}, "pool-1", "undecided"),
        ({"ArnLike": {"aws:SourceArn": "arn:aws:cognito-idp:*:*:userpool/*"}}, None, "allowed"),
        ({"ArnNotLike": {"aws:SourceArn": POOL}}, None, "not_allowed"),
        (
            {"StringEquals": {"sts:ExternalId": "pool-1", "aws:SourceAccount": "2"}},
            "pool-1",
            "not_allowed",
        ),
        (
            {"StringEquals": {"sts:ExternalId": "no", "aws:PrincipalOrgID": "o-1"}},
            "pool-1",
            "not_allowed",
        ),
    ],
)
def test_conditions_are_met_only_as_far_as_is_known(
    condition: dict[str, Any], external_id: str | None, expected: str
):
    """All of them must be; a key that is certainly absent is not the same as an unknown one."""
    asked = assuming(**{"sts:externalid": external_id})

    assert decision(asked, trust(Condition=condition)) == expected


def test_document_is_read_in_each_form_that_aws_gives_it():
    """botocore decodes some, Lambda and KMS give JSON, IAM's wire has URL encoding."""
    text = document(allow())
    forms = [text, quote(text), json.loads(text), {"Statement": allow()}]

    assert [decide(read_policy(it), PUBLISH) for it in forms] == ["allowed"] * 4


@pytest.mark.parametrize(
    "told",
    [
        None,
        "",
        "no JSON",
        "[" * 100_000,
        [],
        {},
        {"Statement": "Allow"},
        {"Statement": ["Allow"]},
        {"Statement": [{"Action": "*", "Resource": "*"}]},
        {"Statement": [allow() | {"Effect": "allow"}]},
        {"Statement": [allow(Condition="never")]},
        {"Statement": [allow(Condition={"StringEquals": "never"})]},
    ],
)
def test_what_is_no_policy_is_told(told: object):
    """Such an answer is not AWS's, so nothing is concluded from it."""
    with pytest.raises(cx.OutcomeUnknownError):
        read_policy(told)


@pytest.mark.parametrize(
    "statement",
    [allow({"a": 1}), allow(resource=[["*"]]), trust(Principal={"Service": {"a": "b"}})],
)
def test_member_of_another_form_is_told(statement: dict[str, Any]):
    """A statement that cannot be read allows nothing, and denies nothing."""
    with pytest.raises(cx.OutcomeUnknownError):
        decision(assuming() if "Principal" in statement else PUBLISH, statement)


def test_statement_is_added_to_those_that_were_there():
    """Whoever could before can after."""
    others = trust(Principal={"Service": "sns.amazonaws.com"})

    told = json.loads(add_statement(document(others), trust()))

    assert told["Statement"] == [others, trust()]
    assert decide(read_policy(told), assuming()) == "allowed"
