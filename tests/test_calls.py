"""A call of an AWS service is a value, which names its permission and writes itself as code."""

from types import SimpleNamespace

import pytest

import cognito_explore as cx
from cognito_explore.calls import as_code

NUMBER = cx.PhoneNumber("+12025550123")
ADD = cx.Call("sns", "CreateSMSSandboxPhoneNumber", "eu-west-1", {"PhoneNumber": NUMBER})
REQUEST = cx.Call(
    "pinpoint-sms-voice-v2",
    "RequestPhoneNumber",
    "us-east-1",
    {
        "IsoCountryCode": "US",
        "NumberCapabilities": ["SMS", "VOICE"],
        "DeletionProtectionEnabled": True,
        "InternationalSendingEnabled": False,
        "Tags": [{"Key": 'na"me', "Value": "it's"}],
    },
)


def test_call_names_the_action_that_allows_it():
    """IAM's name of a service is not always boto3's."""
    assert ADD.action == "sns:CreateSMSSandboxPhoneNumber"
    assert REQUEST.action == "sms-voice:RequestPhoneNumber"
    assert cx.Call("sesv2", "GetAccount", "us-east-1").action == "ses:GetAccount"
    assert str(REQUEST) == "sms-voice:RequestPhoneNumber in us-east-1"


@pytest.mark.parametrize(
    ("operation", "is_repeatable"),
    [
        ("DescribePhoneNumbers", True),
        ("ListSMSSandboxPhoneNumbers", True),
        ("GetMetricData", True),
        ("PutRegistrationFieldValue", True),
        ("RequestPhoneNumber", False),
        ("CreateSMSSandboxPhoneNumber", False),
        ("SubmitRegistrationVersion", False),
        ("PutOptedOutNumber", False),
    ],
)
def test_only_what_is_as_good_done_twice_is_repeatable(operation: str, *, is_repeatable: bool):
    """What sends or costs is asked once, whatever botocore would do."""
    assert cx.Call("sns", operation, "us-east-1").is_repeatable is is_repeatable


def test_python_runs_and_makes_the_same_call():
    """The code that is shown asks for what would be asked, numbers from the environment."""
    made: list[object] = []

    class Client:
        def __getattr__(self, name: str):
            return lambda **given: made.append((name, given))

    class Boto3:
        @staticmethod
        def client(service: str, *, region_name: str) -> Client:
            made.append((service, region_name))
            return Client()

    environment = SimpleNamespace(environ={"PHONE_NUMBER": "+12025550123"})
    code = as_code([ADD, REQUEST])
    for line in ("import boto3", "import os"):
        assert line in code
        code = code.replace(line, "")
    exec(code, {"boto3": Boto3, "os": environment})  # noqa: S102 -- what a reader would run

    sent = dict(ADD.parameters) | {"PhoneNumber": "+12025550123"}
    assert made == [
        ("sns", "eu-west-1"),
        ("create_sms_sandbox_phone_number", sent),
        ("pinpoint-sms-voice-v2", "us-east-1"),
        ("request_phone_number", dict(REQUEST.parameters)),
    ]


def test_two_calls_of_one_service_share_a_client():
    """A program makes a client once for each service and Region."""
    assert as_code([ADD, ADD]).count("boto3.client(") == 1


def test_shell_quotes_what_it_must():
    """Text of a user stays text in a shell; flags are flags."""
    text = REQUEST.as_code("cli")

    assert text.splitlines() == [
        "aws pinpoint-sms-voice-v2 request-phone-number \\",
        "  --iso-country-code US \\",
        "  --number-capabilities SMS VOICE \\",
        "  --deletion-protection-enabled \\",
        "  --no-international-sending-enabled \\",
        """  --tags '[{"Key": "na\\"me", "Value": "it'"'"'s"}]' \\""",
        "  --region us-east-1",
    ]


def test_text_that_names_a_file_stays_text():
    """The AWS CLI sends the content of a file that an option names so."""
    parameters = {"RegistrationId": "r-1", "FieldPath": "a.b", "TextValue": "file:///etc/passwd"}
    call = cx.Call("pinpoint-sms-voice-v2", "PutRegistrationFieldValue", "us-east-1", parameters)

    assert call.as_code("cli").splitlines() == [
        "aws pinpoint-sms-voice-v2 put-registration-field-value \\",
        """  --cli-input-json '{"TextValue": "file:///etc/passwd"}' \\""",
        "  --registration-id r-1 \\",
        "  --field-path a.b \\",
        "  --region us-east-1",
    ]


def test_text_that_begins_with_a_dash_is_no_option():
    """A value is a value, whatever it begins with."""
    call = cx.Call("sns", "PutRegistrationFieldValue", "us-east-1", {"TextValue": "-x"})

    assert "--text-value=-x" in call.as_code("cli")


def test_region_is_quoted():
    """Code that is shown is code that was meant."""
    call = cx.Call("sns", "ListSMSSandboxPhoneNumbers", 'us-east-1"); print("x")  #')

    assert 'region_name="us-east-1\\"); print' in call.as_code()


@pytest.mark.parametrize("language", ["boto3", "cli"])
def test_no_number_or_code_is_written(language: str):
    """A number and a code come from the environment of whoever runs it."""
    parameters = {"PhoneNumber": NUMBER, "OneTimePassword": cx.Sensitive("739104")}

    text = cx.Call("sns", "VerifySMSSandboxPhoneNumber", "us-east-1", parameters).as_code(language)

    assert "2025550123" not in text + repr(parameters)
    assert "739104" not in text + repr(parameters)
    assert "PHONE_NUMBER" in text
    assert "ONE_TIME_PASSWORD" in text


def test_numbers_in_a_list_come_from_the_environment():
    """A list of numbers is as hidden as one."""
    parameters = {"DestinationPhoneNumbers": [NUMBER]}
    call = cx.Call("pinpoint-sms-voice-v2", "DescribeVerifiedDestinationNumbers", "x", parameters)

    assert 'os.environ["DESTINATION_PHONE_NUMBER"]' in call.as_code()
    assert '--destination-phone-numbers "$DESTINATION_PHONE_NUMBER"' in call.as_code("cli")


def test_unknown_language_is_told():
    """A misspelt language names those there are."""
    with pytest.raises(ValueError, match="use one of boto3, cli"):
        ADD.as_code("rust")
