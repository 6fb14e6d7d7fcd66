"""EmbeddedAWS: what a session on the embedded AWS offers beside the actions."""

from __future__ import annotations

from datetime import datetime
from random import Random
from typing import TYPE_CHECKING

from cognito_explore.clock import Clock
from cognito_explore.embedded.backend import Backends
from cognito_explore.embedded.demo import make_demo
from cognito_explore.embedded.inbox import Message
from cognito_explore.embedded.second_factors import SecondFactorResponses
from cognito_explore.embedded.transport import Transport, make_boto3_session
from cognito_explore.embedded.world import World
from cognito_explore.sensitive import Sensitive
from cognito_explore.token import AccessToken
from cognito_explore.wire import SERVICE

if TYPE_CHECKING:
    import boto3
    import pandas as pd

# By which botocore names the events of `cognito-idp`.
_SERVICE_ID = "cognito-identity-provider"


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
        region_name: str = "us-east-1",
    ) -> None:
        """Begin with the demo pool.

        Args:
            seed: Makes codes, ids and tokens repeatable; None: different each time.
            now: An aware instant at which the clock stands; None lets it run.
            region_name: Of the boto3 session.
        """
        self.clock = Clock(now)
        random = Random(seed)  # noqa: S311 -- made-up codes, to be repeatable
        # A sequence of its own, so that how users sign in does not change the codes of a seed.
        other = Random(None if seed is None else f"sign-in {seed}")  # noqa: S311
        self._world = World(self.clock, random, other)
        self._backends = Backends(self._world)
        self._transport = Transport(
            {_SERVICE_ID: lambda: SecondFactorResponses(self._backends)}, self.clock, random
        )
        self.boto3_session: boto3.Session = make_boto3_session(self._transport, region_name)
        self.demo = make_demo(self.boto3_session.client(SERVICE), self._backends[region_name])
        self._world.inbox.clear()

    def inbox(self) -> pd.DataFrame:
        """Show what the users' devices show.

        Returns:
            One row a message, oldest first. Columns: `at` (UTC), `medium`
            (`SMS` or `EMAIL`), `to`, `subject`, `body`, `code`. The data is made up,
            so nothing is hidden.
        """
        return self._world.inbox.to_frame()

    def messages(self) -> list[Message]:
        """Give what `inbox()` shows as records, oldest first, which needs no pandas."""
        return self._world.inbox.messages()

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

    def __repr__(self) -> str:
        return f"<EmbeddedAWS {self.demo.user_pool_id}: nothing is really sent>"
