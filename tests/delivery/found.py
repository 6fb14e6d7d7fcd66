"""What the tests of checks share: play a scenario, and look at what one check finds."""

from __future__ import annotations

from typing import Any

from conftest import NOW

import cognito_explore as cx


class Played:
    """A scenario on an embedded AWS of its own.

    Attributes:
        session: The session on it.
        about: The arguments of `diagnose` that it is about.
    """

    def __init__(self, scenario: str, **settings: Any) -> None:
        """Play it."""
        self.session = cx.connect("embedded", seed=1, now=NOW, **settings)
        self.about: dict[str, Any] = self.session.aws.play(scenario)

    @property
    def aws(self) -> Any:
        """The embedded AWS."""
        return self.session.aws

    def client(self, service: str = "cognito-idp") -> Any:
        """Give a client of boto3's."""
        return self.aws.boto3_session.client(service)

    def diagnose(self, **changes: Any) -> cx.Diagnosis:
        """Diagnose what it is about."""
        return self.session.diagnose(**self.about | changes)

    def found(self, check_id: str, **changes: Any) -> Any:
        """Give the one finding of a check."""
        return find(self.diagnose(**changes), check_id)

    def user(self) -> dict[str, str]:
        """Name the user to an administrator's operation."""
        demo = self.aws.demo
        return {"UserPoolId": demo.user_pool_id, "Username": demo.username}

    def change(self, name: str, value: str) -> None:
        """Change an attribute as an administrator."""
        changed = [{"Name": name, "Value": value}]
        self.client().admin_update_user_attributes(**self.user(), UserAttributes=changed)

    def mend(self, finding: Any) -> None:
        """Run the fix of a finding, as it is given."""
        assert finding.fix_calls
        for call in finding.fix_calls:
            self.session._account.call(call)

    def is_delivered(self) -> bool:
        """Have a code sent to the user, and see whether it arrives."""
        before = len(self.aws.messages())
        try:
            self.session.send_code(
                self.about["access_token"], self.about["attribute_name"], allow_any_token=True
            )
        except cx.CognitoExploreError:
            return False
        return len(self.aws.messages()) > before


def find(diagnosis: cx.Diagnosis, check_id: str) -> Any:
    """Give the one finding of a check."""
    (one,) = [it for it in diagnosis.findings if it.check_id == check_id]
    return one
