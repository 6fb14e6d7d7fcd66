"""What the tests of SMS share: an embedded AWS of a test's own, and its services."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from botocore.exceptions import ClientError
from conftest import NOW

import cognito_explore as cx
from embedded.conftest import SENT_ONCE

ANA = "+12025550123"
SERVICES = ("sns", "pinpoint-sms-voice-v2", "logs", "cloudwatch")


@dataclass(frozen=True)
class Account:
    """An embedded AWS, with `ana` signed in."""

    session: cx.Session
    token: cx.AccessToken

    @property
    def aws(self) -> Any:
        """The embedded AWS."""
        return self.session.aws

    @property
    def region_name(self) -> str:
        """Of the boto3 session."""
        return str(self.aws.boto3_session.region_name)

    def sms(self, region_name: str | None = None) -> Any:
        """Look inside at the SMS account of a Region."""
        return self.aws._world.sms[region_name or self.region_name]

    def client(self, service: str, region_name: str | None = None) -> Any:
        """Make an ordinary boto3 client, which does not wait to try again."""
        return self.aws.boto3_session.client(service, region_name=region_name, config=SENT_ONCE)

    def send(self) -> cx.CodeDelivery:
        """Have a code sent to the phone of `ana`."""
        return self.session.send_code(self.token, "phone_number")

    def inbox(self) -> list[str]:
        """Give where messages arrived, oldest first."""
        return [message.to for message in self.aws.messages()]

    def code(self) -> str:
        """Read the newest code."""
        return str(self.aws.messages()[-1].code)

    def log(self, group: str = "/Failure", region_name: str | None = None) -> list[Any]:
        """Read what SNS wrote to CloudWatch Logs: of failures, or with "" of successes."""
        region_name = region_name or self.region_name
        name = f"sns/{region_name}/123456789012/DirectPublishToPhoneNumber{group}"
        logs = self.client("logs", region_name)
        groups = logs.describe_log_groups()["logGroups"]
        if name not in {it["logGroupName"] for it in groups}:
            return []
        events = logs.filter_log_events(logGroupName=name)["events"]
        return [json.loads(event["message"]) for event in events]

    def why(self, region_name: str | None = None) -> list[str]:
        """Read why messages did not arrive."""
        return [it["delivery"]["providerResponse"] for it in self.log(region_name=region_name)]


def open_account(**arguments: Any) -> Account:
    """Open an embedded AWS, and sign `ana` in."""
    session = cx.connect("embedded", seed=1, now=NOW, **arguments)
    token = session.sign_in("ana", session.aws.demo.password).access_token
    return Account(session, token)


@dataclass(frozen=True)
class Refusal:
    """How a service refused."""

    code: str
    status: int
    answer: dict[str, Any]
    exception: str


def refusal(act: Callable[..., object], **parameters: Any) -> Refusal:
    """Ask for what is refused, and give how."""
    with pytest.raises(ClientError) as caught:
        act(**parameters)
    told = dict(caught.value.response)
    status = told["ResponseMetadata"]["HTTPStatusCode"]
    return Refusal(told["Error"]["Code"], status, told, type(caught.value).__name__)
