"""EmbeddedAWS: what a session on the embedded AWS offers beside the actions."""

from __future__ import annotations

import difflib
import weakref
from collections.abc import Callable
from datetime import datetime
from random import Random
from typing import TYPE_CHECKING, Any

from cognito_explore import frames
from cognito_explore.clock import Clock
from cognito_explore.embedded.backend import Backends
from cognito_explore.embedded.demo import make_demo, sms_region
from cognito_explore.embedded.denied import Permissions
from cognito_explore.embedded.identity import DEMO_ROLE
from cognito_explore.embedded.inbox import Message
from cognito_explore.embedded.over_http import OverHttp
from cognito_explore.embedded.refused import Refused
from cognito_explore.embedded.scenarios import (
    SCENARIOS,
    Scenario,
    Stage,
    find_scenario,
    region_for,
)
from cognito_explore.embedded.server import TIMEOUT_S, EmbeddedServer
from cognito_explore.embedded.services import (
    IAM_PREFIXES,
    WORDINGS,
    actions,
    make_responders,
    models,
)
from cognito_explore.embedded.sms.region import PRODUCTION
from cognito_explore.embedded.transport import Transport, make_boto3_session
from cognito_explore.embedded.world import ACCOUNT_ID, World
from cognito_explore.errors import ConfigurationError
from cognito_explore.facts import REQUESTS_A_SECOND, USER_ADMIN_SCOPE
from cognito_explore.sensitive import Sensitive
from cognito_explore.show import printable
from cognito_explore.token import AccessToken
from cognito_explore.triggers.running import Handler
from cognito_explore.wire import SERVICE

if TYPE_CHECKING:
    import boto3
    import pandas as pd

# Cognito API reference: HTTP 500 for this error, and 400 for all others.
_INTERNAL = "InternalErrorException"
_OWN_FAULT, _REFUSAL = 500, 400


class EmbeddedAWS:
    """AWS in this process: nothing is really sent, and what it holds is gone with it.

    It behaves as AWS is known to; where AWS's behaviour is not documented, the
    modules of `cognito_explore.embedded` say what they decide.

    Attributes:
        clock: Its time; `clock.advance(hours=25)` makes codes and tokens grow old.
        boto3_session: The ordinary boto3 session behind it: every client made from it
            is embedded.
        demo: The pool and users it begins with.
    """

    def __init__(
        self,
        *,
        seed: int | None = None,
        now: datetime | None = None,
        region_name: str | None = None,
        scenario: str | None = None,
    ) -> None:
        """Begin with the demo pool.

        Args:
            seed: Makes codes, ids and tokens repeatable; None: different each time.
            now: An aware instant at which the clock stands; None lets it run.
            region_name: Of the boto3 session; None: `us-east-1`, or what the scenario needs.
            scenario: What is set up, one of `scenarios()`; None: every code arrives.

        Raises:
            ConfigurationError: There is no such scenario, or not in that Region.
        """
        played = None if scenario is None else find_scenario(scenario)
        region_name = region_for(played, region_name)
        self.clock = Clock(now)
        random = Random(seed)  # noqa: S311 -- made-up codes, to be repeatable
        # Sequences of their own, so that neither how users sign in nor what their SMS need
        # changes the codes of a seed.
        others = [
            Random(None if seed is None else f"{what} {seed}")  # noqa: S311
            for what in ("sign-in", "sms")
        ]
        self._world = World(self.clock, random, *others)
        self._backends = Backends(self._world)
        self._permissions = Permissions(actions)
        self._transport = Transport(
            make_responders(self._backends),
            self.clock,
            random,
            wordings=WORDINGS,
            check=self._check_allowed,
            on_refused=self._note_refusal,
        )
        self.boto3_session: boto3.Session = make_boto3_session(self._transport, region_name)
        self.demo = make_demo(self.boto3_session.client(SERVICE), self._backends[region_name])
        # What making the demo pool sent was before the time.
        self._world.inbox.clear()
        self._world.sms.clear()
        self._world.email.clear()
        for name in dict.fromkeys((region_name, sms_region(region_name))):
            self._world.sms[name].numbers.add("US", "TOLL_FREE")
        self._session: Callable[[], Any] = lambda: None
        if played:
            self._set_up(played)

    @staticmethod
    def scenarios() -> pd.DataFrame:
        """List what `play` and `connect(scenario=)` take.

        Returns:
            One row a scenario. Columns: `name`, `check_id` (the check of `diagnose` that
            tells), `expected_status` (what it finds), `description`.
        """
        return frames.frame_of(frames.SCENARIOS, list(SCENARIOS.values()))

    def play(self, scenario: str) -> dict[str, Any]:
        """Set up a way in which a code does or does not arrive; earlier ones stay as they are.

        Args:
            scenario: One of `scenarios()`.

        Returns:
            The arguments for `session.diagnose(**...)` that it is about: the user's token and
            the attribute, for most.

        Raises:
            ConfigurationError: There is no such scenario, or not on this embedded AWS.
        """
        found = find_scenario(scenario)
        about = {"attribute_name": found.attribute_name, **self._set_up(found)}
        if "access_token" not in about:
            # Made last, because setting it up may move the clock.
            username = self.demo.username
            about["access_token"] = self.issue_token(username, scope=USER_ADMIN_SCOPE)
        return about

    def belong_to(self, session: object) -> None:
        """Take the session that is made on it, whose history some scenarios fill."""
        self._session = weakref.ref(session)

    def leave_sandbox(self, region_name: str | None = None) -> None:
        """Play AWS support, which takes the account out of the SMS sandbox on request.

        On AWS it takes a support case, about a day, and a use case that they agree with.

        Args:
            region_name: Whose account; None: the boto3 session's. Every Region has its own.
        """
        with self._transport.lock:
            self._world.sms[region_name or self.boto3_session.region_name].tier = PRODUCTION

    def verify_identity(self, name: str, region_name: str | None = None) -> None:
        """Play whoever owns an SES identity: click SES's link, or publish its DNS records.

        Args:
            name: Of the identity, an address or a domain.
            region_name: Of SES; None: the boto3 session's.

        Raises:
            KeyError: There is no such identity in that Region.
        """
        with self._transport.lock:
            email = self._world.email[region_name or self.boto3_session.region_name]
            found = email.identities.get(name)
            if found is None:
                raise KeyError(name)
            found.verify()

    def set_custom_message(
        self, handler: Handler | None, *, user_pool_id: str | None = None
    ) -> None:
        """Have a function of yours write the messages of a pool, as its CustomMessage trigger.

        The pool calls it for every message that it sends, with the event that Cognito would
        give it, on a thread of this process. Requests of its own to this embedded AWS are errors;
        where it is served, they wait in vain, because it answers one request at a time.

        Args:
            handler: The function, `handler(event, context)`; None takes it off.
            user_pool_id: Of the pool; None: the demo pool.

        Raises:
            ConfigurationError: It cannot be called, or there is no such pool.
        """
        pools = self._backends[self.boto3_session.region_name].pools
        pool = pools.get(self.demo.user_pool_id if user_pool_id is None else user_pool_id)
        if pool is None:
            msg = f"There is no pool {user_pool_id!r} in {self.boto3_session.region_name}."
            raise ConfigurationError(msg, hint="Make it first, or leave user_pool_id out.")
        if handler is not None and not callable(handler):
            msg = f"A handler can be called, and this is {type(handler).__name__}."
            raise ConfigurationError(msg, hint="Give the function itself: handler(event, context).")
        with self._transport.lock:
            config = dict(pool.extended_config.get("LambdaConfig") or {})
            config.pop("CustomMessage", None)
            if handler is not None:
                config["CustomMessage"] = self._world.functions.put_for_pool(pool.arn, handler)
            pool.extended_config["LambdaConfig"] = config

    def deny(self, *actions: str) -> None:
        """Take permissions away from whoever uses the boto3 session.

        Operations that need no credentials, as most of a user's own on Cognito, take none.

        Args:
            actions: IAM's names of them, as `sns:ListSMSSandboxPhoneNumbers`.

        Raises:
            ValueError: There is no such action.
        """
        with self._transport.lock:
            self._permissions.deny(*actions)

    def allow(self, *actions: str) -> None:
        """Give permissions back that `deny` took.

        Args:
            actions: IAM's names of them.

        Raises:
            ValueError: There is no such action.
        """
        with self._transport.lock:
            self._permissions.allow(*actions)

    def refuse_next(self, code: str) -> None:
        """Have Cognito answer the next request with an error, whatever it asks.

        For those that nothing on the embedded AWS leads to: a rate exceeded, a web ACL, an
        error of AWS's own. What AWS would write beside the code is left out.

        Args:
            code: Of one of Cognito's errors, as `ForbiddenException`.

        Raises:
            ValueError: Cognito has no such error.
        """
        model = self.boto3_session.client(SERVICE).meta.service_model
        known = [shape.name for shape in model.error_shapes]
        if code not in known:
            near = difflib.get_close_matches(str(code), known, n=1, cutoff=0)
            msg = f"Cognito has no error {printable(ascii(code), 60)}: did you mean {near[0]!r}?"
            raise ValueError(msg)
        status = _OWN_FAULT if code == _INTERNAL else _REFUSAL
        self._transport.refuse_next(model.service_id.hyphenize(), Refused(code, "", status=status))

    def set_rate(self, category: str, per_s: int | None) -> None:
        """Have Cognito throttle a category of operations, as it does above an account's quota.

        What is above the rate is answered with `TooManyRequestsException`, and nothing is made.
        A second's requests may come at once; then there are as many as `clock` has gone on for,
        so that one that stands still lets through `per_s` requests until it is moved. All
        Regions share a rate, and setting it begins a new one.

        Args:
            category: Of Cognito's quotas, as `UserResourceRead`, which is that of codes.
            per_s: How many requests a second; None: as many as come, as it is without this.

        Raises:
            ValueError: There is no such category here, or it is no whole number above 0.
        """
        if category not in tuple(REQUESTS_A_SECOND):
            near = difflib.get_close_matches(str(category), REQUESTS_A_SECOND, n=1, cutoff=0)
            shown = printable(ascii(category), 60)
            msg = f"There is no category {shown} here: did you mean {near[0]!r}?"
            raise ValueError(msg)
        if per_s is not None and (type(per_s) is not int or per_s < 1):
            shown = printable(ascii(per_s), 60)
            msg = f"A rate is a whole number of requests a second, 1 or more, and not {shown}."
            raise ValueError(msg)
        with self._transport.lock:
            self._world.service.set_rate(category, per_s)

    def inbox(self) -> pd.DataFrame:
        """Show what the users' devices show.

        Returns:
            One row a message, oldest first. Columns: `at` (UTC), `medium`
            (`SMS` or `EMAIL`), `to`, `subject`, `body`, `code`. The data is made up,
            so nothing is hidden.
        """
        return self._world.inbox.to_frame()

    def messages(self, *, after: int = 0, wait_s: float = 0) -> list[Message]:
        """Give what `inbox()` shows as records, oldest first, which needs no pandas.

        Args:
            after: How many of the first are left out, because they are known.
            wait_s: How long to wait for the next, where there are no more.
        """
        return self._world.inbox.messages(after=after, wait_s=wait_s)

    def serve(
        self, port: int = 0, *, host: str = "127.0.0.1", timeout_s: float = TIMEOUT_S
    ) -> EmbeddedServer:
        """Answer any AWS SDK over HTTP too, on this machine alone, from the same users and codes.

        It lets in every program of this machine, and checks no signature; that is why it is
        not for other machines.

        Args:
            port: Where; 0: a free one.
            host: `127.0.0.1`, `::1` or `localhost`.
            timeout_s: How long a client may take for the next bytes of a request.

        Returns:
            It runs, in threads of its own, until `stop()` or the end of its `with`.

        Raises:
            ConfigurationError: The host is not of loopback, or the port is not to be had.
        """
        region_name = self.boto3_session.region_name
        answer = OverHttp(self._transport, models(), WORDINGS, region_name, self.messages)
        return EmbeddedServer(answer, host=host, port=port, timeout_s=timeout_s)

    def issue_token(self, username: str, *, scope: str) -> AccessToken:
        """Give the access token that a hosted sign-in page would, with other scopes.

        Args:
            username: Of a user of the demo pool.
            scope: What the authorize URL asked for, with spaces between.

        Raises:
            KeyError: There is no such user.
        """
        pool = self._backends[self.boto3_session.region_name].pools[self.demo.user_pool_id]
        with self._transport.lock:
            username = pool.users[username].username
            _, origin_jti = pool.create_refresh_token(self.demo.client_id, username)
            text, _ = pool.create_access_token(
                self.demo.client_id, username, origin_jti, scope=scope
            )
        return AccessToken(Sensitive(text))

    def authenticator_code(self, username: str) -> str:
        """Read what the authenticator app of a user shows now; each code works once.

        Args:
            username: Of a user of the demo pool, such as `gus`.

        Returns:
            Six digits; others every 30 seconds of `clock`.

        Raises:
            KeyError: There is no such user, or the user has no authenticator app.
        """
        pool = self._backends[self.boto3_session.region_name].pools[self.demo.user_pool_id]
        with self._transport.lock:
            user_id = pool.users[username].id
            return self._world.sign_in.mfa.authenticators.shown(user_id)

    def _check_allowed(self, service_id: str, operation: str) -> None:
        self._permissions.check(IAM_PREFIXES[service_id], operation)

    def _note_refusal(self, service_id: str, operation: str, host: str, refused: Refused) -> None:
        """Keep what Cognito refuses for CloudTrail, by the Region that its host names."""
        if IAM_PREFIXES[service_id] == SERVICE:
            region = host.split(".")[1]
            self._world.trail.add(self.clock.now(), region, operation, refused)

    def _set_up(self, scenario: Scenario) -> dict[str, Any]:
        region_name = self.boto3_session.region_name
        region_for(scenario, region_name)
        sms = self._world.sms
        pool = self._backends[region_name].pools[self.demo.user_pool_id]
        addresses = pool.users[self.demo.username].attribute_lookup
        stage = Stage(
            sms=sms,
            emails=self._world.email,
            region=sms[sms_region(region_name)],
            pool_region=region_name,
            settings=pool.extended_config,
            client_settings=pool.clients[self.demo.client_id].extended_config,
            phone_number=addresses["phone_number"],
            email=addresses["email"],
            account=ACCOUNT_ID,
            sms_role=DEMO_ROLE,
            functions=self._world.functions.of(region_name),
            demo=self.demo,
            clock=self.clock,
            service=self._world.service,
            client=self.boto3_session.client,
            token=lambda scope: self.issue_token(self.demo.username, scope=scope),
            session=self._session(),
        )
        return scenario.set_up(stage) or {}

    def __repr__(self) -> str:
        return f"<EmbeddedAWS {self.demo.user_pool_id}: nothing is really sent>"
