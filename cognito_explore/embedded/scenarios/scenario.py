"""Scenario: one way in which a code does or does not arrive, as it is set up."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cognito_explore.embedded.cognito_service import CognitoService
from cognito_explore.embedded.email.world import EmailWorld
from cognito_explore.embedded.functions import Function
from cognito_explore.embedded.sms.region import SmsRegion
from cognito_explore.embedded.sms.world import SmsWorld
from cognito_explore.errors import ConfigurationError
from cognito_explore.findings import Status

if TYPE_CHECKING:
    from cognito_explore.clock import Clock
    from cognito_explore.embedded.demo_pool import Demo
    from cognito_explore.token import AccessToken


@dataclass(frozen=True, kw_only=True, slots=True)
class Stage:
    """What a scenario is set up on: one embedded AWS.

    Attributes:
        sms: Its SMS accounts, by Region.
        emails: Its SES accounts, by Region, and Cognito's own sender.
        region: The one that the demo pool sends from.
        pool_region: Of the demo pool.
        settings: Of the demo pool, by AWS's names as `DescribeUserPool` has them; what is
            changed in place is changed.
        client_settings: Of the demo app client, likewise.
        phone_number: Of the user whom the code is for.
        email: Likewise.
        account: The id of the account.
        sms_role: The name of the role that the demo pool sends SMS with.
        functions: The Lambda functions of the pool's Region, by name.
        demo: The pool and its users.
        clock: Its time.
        service: The rates and replicas of Cognito.
        client: Makes a boto3 client of a service: `client("iam")`; what it does is done.
        token: Gives a token of the user, with a scope.
        session: The session on it, whose history knows what was sent; None if there is none.
    """

    sms: SmsWorld
    emails: EmailWorld
    region: SmsRegion
    pool_region: str
    settings: dict[str, Any]
    client_settings: dict[str, Any]
    phone_number: str
    email: str
    account: str
    sms_role: str
    functions: Mapping[str, Function]
    demo: Demo
    clock: Clock
    service: CognitoService
    client: Callable[..., Any]
    token: Callable[[str], AccessToken]
    session: Any = None

    def needs_session(self) -> Any:
        """Give the session.

        Raises:
            ConfigurationError: There is none yet.
        """
        if self.session is None:
            msg = "This scenario sends with the session, which is not made yet."
            raise ConfigurationError(msg, hint="Play it then: session.aws.play(...).")
        return self.session


Arguments = dict[str, Any]
SetUp = Callable[[Stage], Arguments | None]


@dataclass(frozen=True, slots=True)
class Scenario:
    """One way in which a code does or does not arrive.

    Attributes:
        name: In a few words, such as `sandbox, number not verified`.
        check_id: The check of a diagnosis that tells.
        expected_status: What it finds.
        description: In one sentence.
        set_up: Sets it up, and gives the arguments of `diagnose` that it changes.
        attribute_name: That the code is for.
        region_name: The Region that an embedded AWS is to begin in for it; None: any.
    """

    name: str
    check_id: str
    expected_status: Status
    description: str
    set_up: SetUp
    attribute_name: str = "phone_number"
    region_name: str | None = None


class Scenarios(list[Scenario]):
    """The scenarios of one module."""

    def scenario(
        self,
        name: str,
        check_id: str,
        expected_status: Status,
        *,
        attribute_name: str = "phone_number",
        region_name: str | None = None,
    ) -> Callable[[SetUp], SetUp]:
        """Register a function as a scenario; its docstring is the description."""

        def register(set_up: SetUp) -> SetUp:
            description = " ".join((set_up.__doc__ or "").split())
            self.append(
                Scenario(
                    name,
                    check_id,
                    expected_status,
                    description,
                    set_up,
                    attribute_name,
                    region_name,
                )
            )
            return set_up

        return register
