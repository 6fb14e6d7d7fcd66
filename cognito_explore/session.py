"""Session: a thin wrapper around a boto3 session; requests in, records out."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Any

import boto3
from botocore.config import Config

from cognito_explore.account import Account
from cognito_explore.actions.base import Action, R, as_secret, as_token
from cognito_explore.actions.get_user import GetUser, User
from cognito_explore.actions.get_user_attribute_verification_code import (
    CodeDelivery,
    GetUserAttributeVerificationCode,
)
from cognito_explore.actions.verify_user_attribute import VerifiedAttribute, VerifyUserAttribute
from cognito_explore.batching import Batching
from cognito_explore.clients import make_client, make_config
from cognito_explore.clock import Clock
from cognito_explore.delivering import Delivering
from cognito_explore.errors import ConfigurationError
from cognito_explore.history import History
from cognito_explore.sender import Sender
from cognito_explore.sensitive import NotText, Sensitive
from cognito_explore.show import EMBEDDED, hide_password, html_table, note_of, printable
from cognito_explore.sign_in import SigningIn

if TYPE_CHECKING:
    from cognito_explore.batch.settings import Settings
    from cognito_explore.embedded import EmbeddedAWS

# An emulator does not care, but botocore wants one.
_EMULATOR_REGION = "us-east-1"


class Session(SigningIn, Delivering, Batching):
    """A thin wrapper around a boto3 session: requests go in, records come out.

    Every request is sent once, and every attempt is kept in `history`. Safe to use
    from several threads.

    Attributes:
        name: What the session talks to, as its records tell it.
        boto3_session: The boto3 session behind it.
        region_name: The Region that requests go to.
        client_id: The app client that `sign_in` uses, if none is given there.
        client_secret: Of that app client, hidden; None if it has none.
        user_pool_id: Of its user pool; None where it is not known.
        clock: The time it goes by; the embedded AWS's can be moved.
        history: Every attempt made with this session.
    """

    def __init__(
        self,
        boto3_session: boto3.Session,
        endpoint_url: str | None = None,
        *,
        client_id: str | None = None,
        client_secret: str | Sensitive | None = None,
        user_pool_id: str | None = None,
        config: Config | None = None,
        embedded: EmbeddedAWS | None = None,
    ) -> None:
        """Wrap a boto3 session.

        Args:
            boto3_session: Gives Region, profile and, where an action needs them, credentials.
            endpoint_url: The endpoint of an emulator; default: AWS's own.
            client_id: The app client that `sign_in` uses, if none is given there.
            client_secret: Of that app client, if it has one.
            user_pool_id: Of its user pool; to sign in by SRP takes it.
            config: botocore settings, such as time-outs and proxies. Retries stay off:
                a retry could send a second message. An answer has `read_timeout` to begin,
                and as long again to come whole.
            embedded: The embedded AWS that the boto3 session belongs to.

        Raises:
            ConfigurationError: There is no Region, or the endpoint is no URL.
            TypeError: `config` is no botocore `Config`.
        """
        client_secret = None if client_secret is None else as_secret(client_secret)
        region = boto3_session.region_name or (_EMULATOR_REGION if endpoint_url else None)
        if region is None:
            msg = "No AWS Region is set."
            hint = 'Name the Region of your user pool: connect("aws", region_name="eu-central-1").'
            raise ConfigurationError(msg, hint=hint)
        config = self._config = make_config(config)
        self.boto3_session = boto3_session
        self.region_name = region
        self.client_id = client_id
        self.client_secret = client_secret
        self.user_pool_id = user_pool_id
        self.clock = embedded.clock if embedded else Clock()
        self.history = History()
        shown_url = printable(hide_password(endpoint_url or ""), 200)
        self.name = EMBEDDED if embedded else shown_url or f"aws {region}"
        self._embedded = embedded
        if isinstance(client_secret, NotText):
            msg = f"client_secret must be text, not {client_secret.kind}"
            raise TypeError(msg)
        self._explorer: Any = None
        self._sandboxes = {}
        self._account = Account(
            boto3_session,
            endpoint_url,
            config,
            name=self.name,
            region_name=region,
            clock=self.clock,
        )
        self._sender = Sender(
            lambda: make_client(boto3_session, region, endpoint_url, config),
            clock=self.clock,
            history=self.history,
            name=self.name,
            # The issuer's Region in a token of an emulator says nothing.
            region=None if endpoint_url else region,
            checks_of=_checks_of,
        )

    @property
    def endpoint_url(self) -> str:
        """The URL that requests go to."""
        return str(self._sender.client.meta.endpoint_url)

    @property
    def aws(self) -> EmbeddedAWS:
        """The embedded AWS: its inbox, clock, demo users and boto3 session.

        Raises:
            ConfigurationError: This session talks to something else.
        """
        if self._embedded is None:
            msg = f"session.aws is there on the embedded AWS only; this one is {self.name}."
            raise ConfigurationError(msg, hint='Use connect("embedded") to try things out.')
        return self._embedded

    def send(self, request: Action[R]) -> R:
        """Send a request, once.

        Args:
            request: Any of the request records; it may be sent again, as another attempt.

        Returns:
            The response record of the action.

        Raises:
            InvalidRequestError: A field is wrong; nothing left this machine.
            NotSentError: No connection could be made; nothing left this machine.
            ServiceError: Cognito refused; a subclass for each of its errors.
            OutcomeUnknownError: No readable answer came; a code may be on its way.
            ConfigurationError: This session cannot send it.
            TypeError: It is no request record.

        Source:
            The Cognito action that the request is named after.
        """
        return self._sender.send(request)

    def send_code(
        self,
        access_token: str | Sensitive,
        attribute_name: str,
        *,
        client_metadata: Mapping[str, str] | None = None,
        allow_any_attribute: bool = False,
        allow_any_token: bool = False,
    ) -> CodeDelivery:
        """Ask Cognito to send a fresh verification code for one attribute.

        The attribute decides the medium. Sent once: this never retries by itself.

        Args:
            access_token: Of the signed-in user, with scope `aws.cognito.signin.user.admin`.
            attribute_name: `email` or `phone_number`.
            client_metadata: Handed to the pool's Lambda triggers; Cognito neither
                stores, checks nor encrypts it, so no secrets.
            allow_any_attribute: Let other attribute names leave, to see Cognito refuse them.
            allow_any_token: Let any token leave, to see Cognito refuse it.

        Returns:
            One row; `destination` is masked as Cognito masks it. That Cognito took
            the job does not mean that the message arrives.

        Raises:
            InvalidRequestError: A field is wrong, or the token tells that it will be
                refused; nothing left this machine.
            NotAuthorizedError: The token is revoked, or of another pool.
            LimitExceededError: This user's five codes an hour are spent.
            NotSentError: No connection could be made; nothing left this machine.
            OutcomeUnknownError: No answer came; a code may be on its way.
            ServiceError: Cognito refused for another reason; a subclass tells which.

        Source:
            Cognito `GetUserAttributeVerificationCode`.
        """
        access_token = as_token(access_token)
        return self._sender.build_and_send(
            lambda: GetUserAttributeVerificationCode(
                access_token,
                attribute_name,
                client_metadata,
                allow_any_attribute=allow_any_attribute,
                allow_any_token=allow_any_token,
            ),
            attribute_name,
        )

    def verify_code(
        self,
        access_token: str | Sensitive,
        attribute_name: str,
        code: str | Sensitive,
        *,
        allow_any_attribute: bool = False,
        allow_any_token: bool = False,
    ) -> VerifiedAttribute:
        """Verify an attribute with the code that the user received.

        Args:
            access_token: Of the signed-in user, with scope `aws.cognito.signin.user.admin`.
            attribute_name: `email` or `phone_number`.
            code: As the user received it; text, because it may begin with a zero.
            allow_any_attribute: Let other attribute names leave, to see Cognito refuse them.
            allow_any_token: Let any token leave, to see Cognito refuse it.

        Returns:
            One row: the attribute is verified.

        Raises:
            InvalidRequestError: A field is wrong; nothing left this machine.
            CodeMismatchError: It is not the code that was sent last.
            ExpiredCodeError: It is older than 24 hours, or was used, or there was none.
            LimitExceededError: This user's fifteen tries an hour are spent.
            NotAuthorizedError: The token is revoked, or of another pool.
            NotSentError: No connection could be made; nothing left this machine.
            OutcomeUnknownError: No answer came; the code may have been taken.
            ServiceError: Cognito refused for another reason; a subclass tells which.

        Source:
            Cognito `VerifyUserAttribute`.
        """
        access_token, code = as_token(access_token), as_secret(code)
        return self._sender.build_and_send(
            lambda: VerifyUserAttribute(
                access_token,
                attribute_name,
                code,
                allow_any_attribute=allow_any_attribute,
                allow_any_token=allow_any_token,
            ),
            attribute_name,
        )

    def get_user(self, access_token: str | Sensitive, *, allow_any_token: bool = False) -> User:
        """Tell who the token belongs to, and which of their attributes are verified.

        Args:
            access_token: Of the signed-in user, with scope `aws.cognito.signin.user.admin`.
            allow_any_token: Let any token leave, to see Cognito refuse it.

        Returns:
            One row, addresses masked.

        Raises:
            InvalidRequestError: The token tells that it will be refused; nothing left.
            NotAuthorizedError: The token is revoked, or of another pool.
            NotSentError: No connection could be made; nothing left this machine.
            OutcomeUnknownError: No readable answer came.
            ServiceError: Cognito refused for another reason; a subclass tells which.

        Source:
            Cognito `GetUser`.
        """
        access_token = as_token(access_token)
        return self._sender.build_and_send(
            lambda: GetUser(access_token, allow_any_token=allow_any_token)
        )

    def _repr_mimebundle_(self, **options: Any) -> Any:
        """Show the forms where they can be used: in a notebook, not in a terminal."""
        if not _is_in_notebook():
            return {}
        # A copy of the session has forms of its own.
        shown = self._explorer
        if shown is None or shown.session is not self or shown.comm is None:
            # The package's own lazy names: nothing here knows of widgets until they show.
            self._explorer = import_module(__package__).Explorer(self)
        bundle = self._explorer._repr_mimebundle_(**options)
        return {**bundle, "text/plain": repr(self)}

    def __repr__(self) -> str:
        return f"<Session {self.name}: {self._where()}>"

    def _repr_html_(self) -> str:
        rows = [
            ("target", self.name),
            ("Region", self.region_name),
            ("endpoint", hide_password(self.endpoint_url)),
            ("history", repr(self.history)[1:-1].removeprefix("History: ")),
        ]
        return html_table(rows, title="Session", note=note_of(self.name))

    def _settings(self) -> Settings:
        from cognito_explore.batch.settings import Settings  # noqa: PLC0415 -- light import

        # A profile's; what the environment says is of this machine, and workers have their own.
        core = self.boto3_session._session  # noqa: SLF001 -- boto3 has no other way
        ca_bundle = core.get_scoped_config().get("ca_bundle")
        return Settings.of(self._config, self.endpoint_url, self.region_name, ca_bundle)

    def _where(self) -> str:
        return "nothing is really sent" if self._embedded else f"Region {self.region_name}"


def _checks_of(causes: tuple[int, ...], attribute_name: str) -> list[str]:
    """Name the checks that tell causes; they are loaded for the first refusal."""
    from cognito_explore.delivery.checks import ids_for  # noqa: PLC0415 -- light import

    return ids_for(causes, attribute_name)


def _is_in_notebook() -> bool:
    """Tell whether what shows this has a browser at its other end."""
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython else None
    return getattr(shell, "kernel", None) is not None
