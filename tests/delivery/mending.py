"""What tests of several families of checks share: play, diagnose, mend as told, send."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from botocore import xform_name
from conftest import NOW

import cognito_explore as cx
from cognito_explore.calls import Call


@dataclass
class Stage:
    """A session on an embedded AWS, and what its diagnosis is about."""

    session: cx.Session
    about: dict[str, Any]

    def diagnose(self) -> cx.Diagnosis:
        """Diagnose it as it is now."""
        return self.session.diagnose(**self.about)

    def find(self, check_id: str) -> cx.CheckFinding:
        """Give what one check finds now."""
        (found,) = [it for it in self.diagnose().findings if it.check_id == check_id]
        return found

    def client(self, service: str) -> Any:
        """Make a client of the embedded AWS."""
        return self.session.aws.boto3_session.client(service)

    def run(self, calls: tuple[Call, ...]) -> None:
        """Make the calls of a fix."""
        for call in calls:
            client = self.session.aws.boto3_session.client(call.service, call.region_name)
            getattr(client, xform_name(call.operation))(**call.parameters)

    def send(self) -> str:
        """Send a code, and give what arrived; empty if nothing did."""
        self.session.send_code(self.about["access_token"], self.about["attribute_name"])
        messages = self.session.aws.messages()
        return messages[-1].code if messages else ""


def play(scenario: str) -> Stage:
    """Set up a scenario on an embedded AWS of its own."""
    session = cx.connect("embedded", seed=1, now=NOW)
    return Stage(session, session.aws.play(scenario))


def healthy(attribute_name: str = "phone_number") -> Stage:
    """Set up nothing: everything works."""
    session = cx.connect("embedded", seed=1, now=NOW)
    tokens = session.sign_in("ana", "correct-horse-1")
    about = {"access_token": tokens.access_token, "attribute_name": attribute_name}
    return Stage(session, about)


def statements(call: Call) -> list[Mapping[str, Any]]:
    """Read the policy document that a call sets."""
    told = json.loads(call.parameters["PolicyDocument"])["Statement"]
    return list(told)
