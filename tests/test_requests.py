"""The request records: values that check themselves and know their wire form."""

import dataclasses
import json

import pytest
from conftest import make_token
from hypothesis import given
from hypothesis import strategies as st

import cognito_explore as cx

TOKEN = make_token()
REQUESTS = [
    cx.GetUserAttributeVerificationCode(TOKEN, "email", {"campaign": "spring"}),
    cx.VerifyUserAttribute(TOKEN, "phone_number", "012345"),
    cx.GetUser(TOKEN),
    cx.InitiateAuth("USER_PASSWORD_AUTH", "client", {"USERNAME": "ana", "PASSWORD": "secret"}),
    cx.RespondToAuthChallenge(
        "SMS_MFA", "client", {"USERNAME": "ana", "SMS_MFA_CODE": "1"}, "session " * 3
    ),
    cx.GlobalSignOut(TOKEN),
]


def faults_of(*arguments, **options):
    """Build a request that is refused at once, and give its faults as text."""
    with pytest.raises(cx.InvalidRequestError) as caught:
        cx.GetUserAttributeVerificationCode(*arguments, **options)
    return {fault.field: str(fault) for fault in caught.value.faults}


# -- values ---------------------------------------------------------------------------


def test_equal_requests_are_equal_and_hash_alike():
    """A request is a value, metadata and all."""
    first = cx.GetUserAttributeVerificationCode(TOKEN, "email", {"a": "1", "b": "2"})
    second = cx.GetUserAttributeVerificationCode(TOKEN, "email", {"b": "2", "a": "1"})

    assert first == second
    assert hash(first) == hash(second)
    assert len({first, second}) == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"access_token": make_token(username="ben")},
        {"attribute_name": "phone_number"},
        {"client_metadata": {"a": "other"}},
        {"client_metadata": None},
    ],
)
def test_replace_changes_one_field(changes):
    """`dataclasses.replace` makes another request, checked like the first."""
    request = cx.GetUserAttributeVerificationCode(TOKEN, "email", {"a": "1"})

    other = dataclasses.replace(request, **changes)

    assert other != request
    assert dataclasses.replace(other, access_token=TOKEN).access_token == cx.AccessToken(TOKEN)


def test_replace_checks_the_new_field():
    """A wrong field is refused there too."""
    request = cx.GetUserAttributeVerificationCode(TOKEN, "email")

    with pytest.raises(cx.InvalidRequestError):
        dataclasses.replace(request, attribute_name="nonsense")


def test_a_request_does_not_change():
    """Neither its fields nor the metadata it was given."""
    metadata = {"a": "1"}
    request = cx.GetUserAttributeVerificationCode(TOKEN, "email", metadata)

    metadata["a"] = "2"
    with pytest.raises(dataclasses.FrozenInstanceError):
        request.attribute_name = "phone_number"

    assert request.client_metadata == {"a": "1"}


@pytest.mark.parametrize("request_", REQUESTS, ids=lambda it: it.OPERATION)
def test_a_repr_hides_the_secrets(request_):
    """What is printed by accident tells nothing."""
    assert TOKEN not in repr(request_)
    assert "012345" not in repr(request_)
    assert "secret" not in repr(request_)
    assert "•••" in repr(request_)


# -- wire form ------------------------------------------------------------------------


@pytest.mark.parametrize("request_", REQUESTS, ids=lambda it: it.OPERATION)
def test_the_wire_form_is_what_botocore_makes(request_, server):
    """Body, headers and path equal what a plain boto3 client sends."""
    import boto3
    from botocore import UNSIGNED, xform_name
    from botocore.config import Config

    unsigned = Config(signature_version=UNSIGNED)
    client = boto3.client("cognito-idp", "us-east-1", endpoint_url=server.url, config=unsigned)
    server.body = b"{}"
    shown = json.loads(request_.to_json())

    getattr(client, xform_name(request_.OPERATION))(**shown)

    received = server.received[0]
    assert received.body.decode() == request_.to_json()
    assert request_.to_headers().items() <= received.headers.items()
    assert request_.to_path() == received.path
    assert request_.to_query() == {}


def test_the_body_has_just_the_members_that_were_given():
    """An absent metadata is absent, an empty one is sent as it is."""
    without = cx.GetUserAttributeVerificationCode(TOKEN, "email")
    empty = cx.GetUserAttributeVerificationCode(TOKEN, "email", {})

    assert json.loads(without.to_json()) == {"AccessToken": TOKEN, "AttributeName": "email"}
    assert json.loads(empty.to_json())["ClientMetadata"] == {}


def test_preview_shows_the_whole_request_with_the_token_hidden():
    """Start line, headers and body, as they would leave."""
    request = cx.GetUserAttributeVerificationCode(TOKEN, "email", {"campaign": "frühling"})

    shown = request.preview(region_name="eu-central-1")

    assert shown.splitlines() == [
        "POST https://cognito-idp.eu-central-1.amazonaws.com/ HTTP/1.1",
        "Host: cognito-idp.eu-central-1.amazonaws.com",
        "X-Amz-Target: AWSCognitoIdentityProviderService.GetUserAttributeVerificationCode",
        "Content-Type: application/x-amz-json-1.1",
        f"Content-Length: {len(request.to_json())}",
        "",
        "{",
        '  "AccessToken": "•••",',
        '  "AttributeName": "email",',
        '  "ClientMetadata": {',
        '    "campaign": "frühling"',
        "  }",
        "}",
    ]
    assert repr(shown) == shown


def test_preview_of_what_does_not_print_shows_escapes():
    """Whatever is in the metadata, the preview is printable text."""
    request = cx.GetUserAttributeVerificationCode(TOKEN, "email", {"a": "\ud800\u202e\x1b[2J"})

    shown = request.preview()

    assert all(line.isprintable() for line in shown.splitlines())
    assert "cognito-idp.<Region>.amazonaws.com" in shown


def test_preview_knows_the_domains_of_other_partitions():
    """China's Regions have a domain of their own."""
    shown = REQUESTS[0].preview(region_name="cn-north-1")

    assert shown.startswith("POST https://cognito-idp.cn-north-1.amazonaws.com.cn/ HTTP/1.1\n")


def test_preview_shows_another_endpoint():
    """An emulator's URL stands where AWS's would."""
    shown = REQUESTS[0].preview(endpoint_url="http://127.0.0.1:9229/")

    assert shown.startswith("POST http://127.0.0.1:9229/ HTTP/1.1\n")


@given(st.dictionaries(st.text(), st.text(), max_size=5))
def test_any_text_in_metadata_arrives_as_it_was(metadata):
    """The body is valid JSON with the same texts, whatever they are."""
    request = cx.GetUserAttributeVerificationCode(TOKEN, "email", metadata)

    assert json.loads(request.to_json())["ClientMetadata"] == metadata
    assert hash(request) == hash(dataclasses.replace(request))


# -- checks ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("", "It is empty."),
        ("x" * 33, "33 characters"),
        ("email\x00\x1b[31m", "none that Cognito sends codes for"),
        ("given_name", "allow_any_attribute=True"),
        ("Email", 'Use "email".'),
        ("phone-number", 'Use "phone_number".'),
        (" email ", 'Use "email".'),
        ("+12025550123", "That is an address"),
        ("ana@example.com", "That is an address"),
        (None, "NoneType, not text"),
        (5, "int, not text"),
    ],
)
def test_a_wrong_attribute_name_is_told_with_what_would_be_right(name, said):
    """One fault, which names the field."""
    faults = faults_of(TOKEN, name)

    assert list(faults) == ["attribute_name"]
    assert said in faults["attribute_name"]
    assert faults["attribute_name"].isprintable()


def test_another_attribute_may_leave_on_request(remote, server):
    """To see Cognito's own refusal."""
    server.refuse(
        "InvalidParameterException",
        "Invalid attribute name. Only phone_number and email can be verified.",
    )

    with pytest.raises(cx.InvalidParameterError) as caught:
        remote.send_code(TOKEN, "given_name", allow_any_attribute=True)

    assert server.received[0].json()["AttributeName"] == "given_name"
    assert "exactly `email`" in caught.value.hint


def test_botocore_does_not_check_what_may_leave(remote, server):
    """Its own validation would raise an error that can show the token."""
    remote.send_code(TOKEN, "", allow_any_attribute=True)

    assert server.received[0].json() == {"AccessToken": TOKEN, "AttributeName": ""}


def test_any_token_may_leave_on_request(remote, server):
    """To see Cognito's own refusal."""
    server.refuse("NotAuthorizedException", "Invalid Access Token")

    with pytest.raises(cx.NotAuthorizedError):
        remote.send_code("not a token!", "email", allow_any_token=True)

    assert server.received[0].json()["AccessToken"] == "notatoken!"


@pytest.mark.parametrize(
    ("metadata", "said"),
    [
        ({"a": 1}, "value of 'a' is int"),
        ({1: "a"}, "key 1 is int"),
        ({"a": {"nested": "x"}}, "value of 'a' is dict"),
        ({"a": None}, "value of 'a' is NoneType"),
        ({"a": b"x"}, "value of 'a' is bytes"),
        ({"a": "x" * 1_000_000}, "1,000,000 characters"),
        ({"k" * 131_073: "x"}, "131,073 characters"),
        ("text", "It is str, not a mapping"),
        ([("a", "b")], "It is list, not a mapping"),
    ],
)
def test_wrong_metadata_is_told_with_what_would_be_right(metadata, said):
    """Text to text, within the limits of AWS's model."""
    faults = faults_of(TOKEN, "email", metadata)

    assert list(faults) == ["client_metadata"]
    assert said in faults["client_metadata"]
    assert len(faults["client_metadata"]) < 300


def test_metadata_at_the_limit_is_taken():
    """131,072 characters are allowed."""
    request = cx.GetUserAttributeVerificationCode(TOKEN, "email", {"k": "x" * 131_072})

    assert request.faults() == []


def test_several_faults_come_in_one_error():
    """Nobody mends one thing just to be told of the next."""
    faults = faults_of("garbage", "nonsense", {"a": 1})

    assert list(faults) == ["access_token", "attribute_name", "client_metadata"]


@pytest.mark.parametrize("token", [None, 5, b"bytes", ["list"]])
def test_a_token_that_is_no_text_is_a_fault(token):
    """Not a TypeError from the depths."""
    faults = faults_of(token, "email")

    assert "not text" in faults["access_token"]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"token_use": "id"}, "This is the ID token"),
        ({"username": None}, "It belongs to no user"),
        ({"scope": "openid"}, "in both places"),
        ({"exp": 1_700_000_000}, "It expired"),
    ],
)
def test_a_token_that_will_be_refused_does_not_leave(remote, server, changes, said):
    """Its own claims tell, before anything is sent."""
    with pytest.raises(cx.InvalidRequestError) as caught:
        remote.send_code(make_token(**changes), "email")

    assert [fault.field for fault in caught.value.faults] == ["access_token"]
    assert said in str(caught.value)
    assert server.received == []
    assert remote.history[-1].outcome == "not_sent"


def test_a_pasted_token_is_repaired_before_it_leaves(remote, server):
    """`Bearer`, quotes and line breaks are taken off."""
    remote.send_code(f' "Bearer {TOKEN[:40]}\n{TOKEN[40:]}" ', "email")

    assert server.received[0].json()["AccessToken"] == TOKEN


@given(st.text())
def test_any_text_as_a_token_is_one_clear_error_and_an_attempt(text):
    """Never a traceback from the depths, whatever is pasted."""
    session = OFFLINE
    before = len(session.history)

    with pytest.raises(cx.InvalidRequestError) as caught:
        session.send_code(text, "email")

    assert [fault.field for fault in caught.value.faults] == ["access_token"]
    assert len(session.history) == before + 1
    assert session.history[-1].outcome == "not_sent"


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("", "It is empty."),
        ("  ", "It is empty."),
        ("123 456", "white space"),
        ("1" * 2049, "2,049 characters"),
        (123456, "int, not text"),
        (None, "NoneType, not text"),
    ],
)
def test_a_wrong_code_is_told_without_showing_it(code, said):
    """The code is a secret as well."""
    with pytest.raises(cx.InvalidRequestError) as caught:
        cx.VerifyUserAttribute(TOKEN, "email", code)

    assert said in str(caught.value)
    assert "123" not in str(caught.value).replace("2,049", "")


def test_white_space_around_a_code_is_dropped():
    """As it comes when it is pasted."""
    request = cx.VerifyUserAttribute(TOKEN, "email", " 012345\n")

    assert json.loads(request.to_json())["Code"] == "012345"


@pytest.mark.parametrize(
    ("arguments", "fields"),
    [
        (("", "", {}), ["auth_flow", "client_id"]),
        (("F", "c", {"USERNAME": "", "PASSWORD": ""}), ["username", "password"]),
        (("F", "c", {"USERNAME": 5, "PASSWORD": 5}), ["username", "password"]),
        (("F", "c", "text"), ["auth_parameters"]),
        ((None, 5, {}), ["auth_flow", "client_id"]),
    ],
)
def test_a_wrong_sign_in_is_told_with_every_field(arguments, fields):
    """All faults in one error."""
    with pytest.raises(cx.InvalidRequestError) as caught:
        cx.InitiateAuth(*arguments)

    assert [fault.field for fault in caught.value.faults] == fields


OFFLINE = cx.connect("http://127.0.0.1:9", region_name="us-east-1")
