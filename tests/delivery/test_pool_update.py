"""A change of a user pool names all that is to stay, and says what it changes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from conftest import NOW
from hypothesis import given, settings
from hypothesis import strategies as st

import cognito_explore as cx
from cognito_explore.delivery.pool_update import pool_update
from cognito_explore.wire import operation_model

ROLE = "arn:aws:iam::123456789012:role/sms"
LAMBDA = "arn:aws:lambda:us-east-1:123456789012:function:"
SHAPE = operation_model("UpdateUserPool").input_shape
BY_SNS = {"SnsCallerArn": ROLE, "ExternalId": "pool", "SnsRegion": "us-east-1"}
DIRECT = {
    "EumsSms": {
        "CallerArn": ROLE,
        "ExternalId": "pool",
        "OriginationIdentity": "+18335550100",
        "ConfigurationSetName": "codes",
        "InEntityId": "1101",
        "InTemplateId": "1107",
        "Region": "us-east-1",
    }
}
# Every member of UpdateUserPool, but for the ways that shut each other out.
EVERYTHING: dict[str, Any] = {
    "Policies": {
        "PasswordPolicy": {
            "MinimumLength": 12,
            "RequireUppercase": False,
            "RequireLowercase": True,
            "RequireNumbers": False,
            "RequireSymbols": True,
            "PasswordHistorySize": 3,
            "TemporaryPasswordValidityDays": 9,
        },
        "SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD", "SMS_OTP"]},
    },
    "DeletionProtection": "ACTIVE",
    "LambdaConfig": {
        **dict.fromkeys(
            (
                *("PreSignUp", "CustomMessage", "PostConfirmation", "PreAuthentication"),
                *("PostAuthentication", "DefineAuthChallenge", "CreateAuthChallenge"),
                *("VerifyAuthChallengeResponse", "PreTokenGeneration", "UserMigration"),
            ),
            f"{LAMBDA}one",
        ),
        "PreTokenGenerationConfig": {"LambdaVersion": "V2_0", "LambdaArn": f"{LAMBDA}one"},
        "CustomSMSSender": {"LambdaVersion": "V1_0", "LambdaArn": f"{LAMBDA}sms"},
        "CustomEmailSender": {"LambdaVersion": "V1_0", "LambdaArn": f"{LAMBDA}email"},
        "KMSKeyID": "arn:aws:kms:us-east-1:123456789012:key/one",
        "InboundFederation": {"LambdaVersion": "V1_0", "LambdaArn": f"{LAMBDA}in"},
    },
    "AutoVerifiedAttributes": ["phone_number"],
    "SmsVerificationMessage": "Older {####}",
    "EmailVerificationMessage": "Older {####}",
    "EmailVerificationSubject": "Older",
    "VerificationMessageTemplate": {
        "SmsMessage": "Code {####}",
        "EmailMessage": "Code {####}",
        "EmailSubject": "Your code",
        "EmailMessageByLink": "{##Verify##}",
        "EmailSubjectByLink": "Your link",
        "DefaultEmailOption": "CONFIRM_WITH_CODE",
    },
    "SmsAuthenticationMessage": "Sign in with {####}",
    "UserAttributeUpdateSettings": {"AttributesRequireVerificationBeforeUpdate": ["phone_number"]},
    "MfaConfiguration": "OPTIONAL",
    "DeviceConfiguration": {
        "ChallengeRequiredOnNewDevice": True,
        "DeviceOnlyRememberedOnUserPrompt": False,
    },
    "EmailConfiguration": {
        "SourceArn": "arn:aws:ses:us-east-1:123456789012:identity/example.com",
        "ReplyToEmailAddress": "help@example.com",
        "EmailSendingAccount": "DEVELOPER",
        "From": "Example <no-reply@example.com>",
        "ConfigurationSet": "mail",
    },
    "SmsConfiguration": BY_SNS,
    "UserPoolTags": {"stage": "test", "team.name": "codes"},
    "AdminCreateUserConfig": {
        "AllowAdminCreateUserOnly": True,
        "UnusedAccountValidityDays": 5,
        "InviteMessageTemplate": {
            "SMSMessage": "{username} {####}",
            "EmailMessage": "{username} {####}",
            "EmailSubject": "Welcome",
        },
    },
    "UserPoolAddOns": {
        "AdvancedSecurityMode": "AUDIT",
        "AdvancedSecurityAdditionalFlows": {"CustomAuthMode": "AUDIT"},
    },
    "DcrConfiguration": {
        "EnableStatus": "Disabled",
        "OpenDcrEnabled": False,
        "AuthenticatedGrantTypes": ["code"],
        "OpenDcrGrantTypes": ["code"],
        "AllowedScopes": ["openid"],
    },
    "AccountRecoverySetting": {
        "RecoveryMechanisms": [
            {"Priority": 1, "Name": "verified_email"},
            {"Priority": 2, "Name": "verified_phone_number"},
        ]
    },
    "PoolName": "everything",
    "UserPoolTier": "PLUS",
    "KeyConfiguration": {
        "KeyType": "CUSTOMER_MANAGED_KEY",
        "KmsKeyArn": "arn:aws:kms:us-east-1:123456789012:key/two",
    },
    "IssuerConfiguration": {"Type": "UPDATED"},
    "AcrConfiguration": {"Level1": {"AcrValue": "urn:one"}},
}
# What cannot be changed later, and what a pool says of itself.
FOR_GOOD = {
    "AliasAttributes": ["email"],
    "UsernameConfiguration": {"CaseSensitive": False},
}
# They mirror others, or were followed by others.
UNUSED = {
    "SmsVerificationMessage",
    "EmailVerificationMessage",
    "EmailVerificationSubject",
    "AdminCreateUserConfig.UnusedAccountValidityDays",
}


@pytest.fixture(scope="module")
def cognito() -> Any:
    """A client of one embedded AWS for all tests, because each makes pools of its own."""
    return cx.connect("embedded", seed=1, now=NOW).boto3_session.client("cognito-idp")


def leaves(value: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, Any]]:
    """Give every setting that has no members, by the names on the way to it."""
    if isinstance(value, Mapping):
        for name, inner in value.items():
            yield from leaves(inner, (*path, name))
    else:
        yield ".".join(path), value


def in_part(draw: Any, full: Mapping[str, Any], shape: Any) -> dict[str, Any]:
    """Take some members of a structure; those that it must have always."""
    taken = {}
    for name, value in full.items():
        inner = shape.members[name]
        if name in shape.required_members or draw(st.booleans()):
            is_structure = inner.type_name == "structure"
            taken[name] = in_part(draw, value, inner) if is_structure else value
    return taken


@st.composite
def some_settings(draw: Any) -> dict[str, Any]:
    """Draw the settings of a pool."""
    sms = draw(st.sampled_from([BY_SNS, DIRECT]))
    full = {name: EVERYTHING[name] for name in EVERYTHING if name != "UserPoolId"}
    asked = {name: it for name, it in full.items() if name != "PoolName"}
    return in_part(draw, asked | {"SmsConfiguration": sms}, _without_id())


def _without_id() -> Any:
    """Give the shape of the request as if it did not ask for the pool's id."""

    class Shape:
        members = SHAPE.members
        required_members = ()

    return Shape


def make(cognito: Any, **asked: Any) -> dict[str, Any]:
    """Make a pool, and describe it."""
    made = cognito.create_user_pool(PoolName="test", **asked)["UserPool"]
    return describe(cognito, made["Id"])


def describe(cognito: Any, pool_id: str) -> dict[str, Any]:
    """Describe a pool, but for when it was changed."""
    told: dict[str, Any] = cognito.describe_user_pool(UserPoolId=pool_id)["UserPool"]
    del told["LastModifiedDate"]
    return told


def change(cognito: Any, pool: Mapping[str, Any], changes: Mapping[str, Any]) -> set[str]:
    """Change a pool, and name the settings that the difference names."""
    call, difference = pool_update(pool, changes)
    cognito.update_user_pool(**call.parameters)
    return {line.partition(": ")[0] for line in difference.splitlines()}


def changed(before: Mapping[str, Any], after: Mapping[str, Any]) -> set[str]:
    """Name the settings that differ, by UpdateUserPool's names."""
    old, new = dict(leaves(before)), dict(leaves(after))
    names = {name for name in old.keys() | new.keys() if old.get(name) != new.get(name)}
    return {"PoolName" if name == "Name" else name for name in names} - UNUSED


def members(shape: Any, path: tuple[str, ...] = ()) -> Iterator[str]:
    """Name every setting that a structure has."""
    for name, inner in shape.members.items():
        if inner.type_name == "structure":
            yield from members(inner, (*path, name))
        else:
            yield ".".join((*path, name))


def test_pool_of_these_tests_has_every_member():
    """A member that AWS adds is missed here before it is missed in a pool."""
    maps = {name for name, it in SHAPE.members.items() if it.type_name == "map"}
    told = {name for name, _ in leaves(EVERYTHING)} | {
        f"SmsConfiguration.{name}" for name, _ in leaves(DIRECT)
    }
    told = {next((it for it in maps if name.startswith(f"{it}.")), name) for name in told}

    assert told == set(members(SHAPE)) - {"UserPoolId"}


@settings(max_examples=40)
@given(asked=some_settings())
def test_empty_change_leaves_every_pool_as_it_was(cognito, asked):
    """All that DescribeUserPool tells stays, although UpdateUserPool resets what it is not told."""
    pool = make(cognito, **asked, **FOR_GOOD)

    assert change(cognito, pool, {}) == set()
    assert describe(cognito, pool["Id"]) == pool


@pytest.mark.parametrize("sms", [BY_SNS, DIRECT])
def test_empty_change_leaves_a_pool_with_every_member_as_it_was(cognito, sms):
    """Nothing that can be set is forgotten."""
    asked = {name: it for name, it in EVERYTHING.items() if name != "PoolName"}
    pool = make(cognito, **asked | {"SmsConfiguration": sms}, **FOR_GOOD)

    assert change(cognito, pool, {}) == set()
    assert describe(cognito, pool["Id"]) == pool


@settings(max_examples=40)
@given(asked=some_settings(), changes=some_settings())
def test_change_changes_what_the_difference_says(cognito, asked, changes):
    """Each line is a setting that is another afterwards, and there are no others."""
    pool = make(cognito, **asked)
    changes = {name: it for name, it in changes.items() if name not in UNUSED}
    if not {"SnsCallerArn", "EumsSms"} & (changes.get("SmsConfiguration") or {}).keys():
        changes.pop("SmsConfiguration", None)

    named = change(cognito, pool, changes | {"PoolName": "renamed"})

    after = describe(cognito, pool["Id"])
    assert named - UNUSED == changed(pool, after)
    assert after["Name"] == "renamed"


def test_difference_reads_as_one_line_a_setting(cognito):
    """What was, what will be, and what was not there."""
    pool = make(cognito, SmsConfiguration={"SnsCallerArn": ROLE, "ExternalId": "one"})
    changes = {"SmsConfiguration": {"SnsRegion": "us-east-1", "ExternalId": None}}

    call, difference = pool_update(pool, changes)

    assert difference.splitlines() == [
        "SmsConfiguration.ExternalId: one -> (absent)",
        "SmsConfiguration.SnsRegion: (absent) -> us-east-1",
    ]
    assert call.parameters["SmsConfiguration"] == {"SnsCallerArn": ROLE, "SnsRegion": "us-east-1"}
    assert call.parameters["PoolName"] == "test"
    assert str(call) == "cognito-idp:UpdateUserPool in us-east-1"


def test_long_texts_that_differ_at_their_end_differ(cognito):
    """A difference that is cut off is a difference all the same."""
    pool = make(cognito, UserPoolTags={"note": "x" * 900})

    _, difference = pool_update(pool, {"UserPoolTags": {"note": "x" * 899 + "y"}})

    assert difference.startswith("UserPoolTags.note: x")


def test_password_days_are_told_once(cognito):
    """Cognito refuses both, and DescribeUserPool tells both."""
    pool = make(cognito)
    assert "UnusedAccountValidityDays" in pool["AdminCreateUserConfig"]

    call, _ = pool_update(pool, {})

    assert "UnusedAccountValidityDays" not in call.parameters["AdminCreateUserConfig"]
    with pytest.raises(cognito.exceptions.InvalidParameterException, match="PasswordPolicy"):
        cognito.update_user_pool(
            UserPoolId=pool["Id"],
            Policies=pool["Policies"],
            AdminCreateUserConfig=pool["AdminCreateUserConfig"],
        )


def test_password_days_of_an_old_pool_stay():
    """A pool without the newer setting keeps the older one."""
    pool = {"Id": "us-east-1_a", "AdminCreateUserConfig": {"UnusedAccountValidityDays": 30}}

    call, _ = pool_update(pool, {})

    assert call.parameters["AdminCreateUserConfig"] == {"UnusedAccountValidityDays": 30}


def test_older_message_does_not_speak_against_the_template(cognito):
    """The template is what Cognito uses, and moto's older members would win over it."""
    pool = make(cognito, VerificationMessageTemplate={"SmsMessage": "Old {####}"})
    assert pool["SmsVerificationMessage"] == "Old {####}"

    named = change(cognito, pool, {"VerificationMessageTemplate": {"SmsMessage": "New {####}"}})

    assert named == {"VerificationMessageTemplate.SmsMessage"}
    assert describe(cognito, pool["Id"])["SmsVerificationMessage"] == "New {####}"


def test_older_message_without_its_like_in_the_template_stays():
    """What only the older member tells is not lost."""
    pool = {
        "Id": "us-east-1_a",
        "SmsVerificationMessage": "Old {####}",
        "VerificationMessageTemplate": {"DefaultEmailOption": "CONFIRM_WITH_CODE"},
    }

    call, _ = pool_update(pool, {})

    assert call.parameters["SmsVerificationMessage"] == "Old {####}"


def test_call_is_made_by_an_account():
    """Its answer is an empty object, as AWS's is, and can be read."""
    session = cx.connect("embedded", seed=1, now=NOW)
    cognito = session.aws.boto3_session.client("cognito-idp")
    call, _ = pool_update(describe(cognito, session.user_pool_id), {"SmsConfiguration": DIRECT})

    assert "UserPool" not in session._account.call(call)
    assert describe(cognito, session.user_pool_id)["SmsConfiguration"] == DIRECT


def test_one_way_of_sending_sms_takes_the_place_of_the_other(cognito):
    """A pool has one of them."""
    pool = make(cognito, SmsConfiguration=BY_SNS)

    to_direct, difference = pool_update(pool, {"SmsConfiguration": DIRECT})
    cognito.update_user_pool(**to_direct.parameters)

    assert to_direct.parameters["SmsConfiguration"] == DIRECT
    assert f"SmsConfiguration.SnsCallerArn: {ROLE} -> (absent)" in difference
    back, _ = pool_update(describe(cognito, pool["Id"]), {"SmsConfiguration": BY_SNS})
    assert back.parameters["SmsConfiguration"] == BY_SNS


def test_embedded_aws_takes_one_way_of_sending_sms(cognito):
    """Both at once are refused, and so is the direct one of another Region; nothing changes."""
    pool = make(cognito, SmsConfiguration=BY_SNS)
    elsewhere = {"EumsSms": DIRECT["EumsSms"] | {"Region": "eu-west-1"}}

    for sms in (BY_SNS | DIRECT, elsewhere):
        with pytest.raises(cognito.exceptions.InvalidParameterException):
            cognito.update_user_pool(UserPoolId=pool["Id"], SmsConfiguration=sms)
        with pytest.raises(cognito.exceptions.InvalidParameterException):
            make(cognito, SmsConfiguration=sms)

    assert describe(cognito, pool["Id"]) == pool


def test_part_of_a_way_that_is_not_taken_changes_nothing_else():
    """Deleting what is not there does not switch the pool over."""
    pool = {"Id": "us-east-1_a", "SmsConfiguration": BY_SNS}

    call, difference = pool_update(
        pool, {"SmsConfiguration": {"EumsSms": {"OriginationIdentity": None}}}
    )

    assert call.parameters["SmsConfiguration"] == BY_SNS
    assert difference == ""


ONE, TWO = f"{LAMBDA}one", f"{LAMBDA}two"
BOTH = {
    "PreTokenGeneration": ONE,
    "PreTokenGenerationConfig": {"LambdaVersion": "V2_0", "LambdaArn": ONE},
    "PreSignUp": ONE,
}


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"PreTokenGeneration": TWO}, (TWO, TWO)),
        ({"PreTokenGenerationConfig": {"LambdaArn": TWO}}, (TWO, TWO)),
        ({"PreTokenGeneration": None}, (None, None)),
        ({"PreTokenGenerationConfig": None}, (None, None)),
        ({"PreSignUp": TWO}, (ONE, ONE)),
    ],
)
def test_trigger_with_two_names_is_the_same_under_both(cognito, changes, expected):
    """Cognito refuses two ARNs, and what is deleted does not live on under the other name."""
    pool = make(cognito, LambdaConfig=BOTH)

    call, _ = pool_update(pool, {"LambdaConfig": changes})

    told = call.parameters["LambdaConfig"]
    newer = told.get("PreTokenGenerationConfig", {}).get("LambdaArn")
    assert (told.get("PreTokenGeneration"), newer) == expected
    cognito.update_user_pool(**call.parameters)


def test_client_registration_is_left_out_unless_it_is_changed():
    """Left out it stays, while a status that is not told would switch it on."""
    pool = {"Id": "us-east-1_a", "DcrConfiguration": {"OpenDcrEnabled": False}}

    same, _ = pool_update(pool, {"MfaConfiguration": "ON"})
    other, _ = pool_update(pool, {"DcrConfiguration": {"EnableStatus": "Disabled"}})

    assert "DcrConfiguration" not in same.parameters
    assert other.parameters["DcrConfiguration"] == {
        "OpenDcrEnabled": False,
        "EnableStatus": "Disabled",
    }


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"SmsConfig": {}}, "did you mean SmsConfiguration"),
        ({"SmsConfiguration": {"SnsRegio": "x"}}, "did you mean SmsConfiguration.SnsRegion"),
        ({"SmsConfiguration": "x"}, "is a structure"),
        ({"UserPoolId": "us-east-1_b"}, "has no UserPoolId"),
        ({"SmsVerificationMessage": "x"}, "VerificationMessageTemplate.SmsMessage"),
        ({"SmsConfiguration": BY_SNS | DIRECT}, "not both"),
        ({"DcrConfiguration": None}, "Disabled"),
    ],
)
def test_change_that_cannot_be_made_is_refused(changes, words):
    """A misspelt name would be lost, and what Cognito refuses is told before."""
    with pytest.raises(ValueError, match=words):
        pool_update({"Id": "us-east-1_a", "DcrConfiguration": {"OpenDcrEnabled": True}}, changes)


@pytest.mark.parametrize(
    "pool",
    [
        {},
        {"Id": 5},
        {"Id": "us-east-1_a", "SmsConfiguration": "text"},
        {"Id": "us-east-1_a", "AutoVerifiedAttributes": "email"},
        {"Id": "us-east-1_a", "UserPoolTags": []},
    ],
)
def test_malformed_pool_is_told(pool):
    """A payload of what nobody understands would reset the rest."""
    with pytest.raises(cx.OutcomeUnknownError, match="form"):
        pool_update(pool, {})


def test_region_is_named_or_read_from_the_id():
    """An emulator's pool tells none."""
    call, _ = pool_update({"Id": "local_a"}, {}, region_name="us-west-2")

    assert call.region_name == "us-west-2"
    with pytest.raises(ValueError, match="region_name"):
        pool_update({"Id": "local_a"}, {})


def test_settings_that_are_not_named_are_reset(cognito):
    """So the embedded AWS shows what the complete call is for."""
    pool = make(cognito, SmsConfiguration=BY_SNS, DeletionProtection="ACTIVE", **FOR_GOOD)

    cognito.update_user_pool(UserPoolId=pool["Id"], MfaConfiguration="OFF")

    after = describe(cognito, pool["Id"])
    assert "SmsConfiguration" not in after
    assert "DeletionProtection" not in after
    assert after["AliasAttributes"] == ["email"]
