"""Cognito's operations on the embedded AWS: moto's, and what moto lacks.

Thin adapters: what a request means is in `verification` and `issued_tokens`; here
it is bound to the pools and users of one world.
"""

from __future__ import annotations

from dataclasses import dataclass

from moto.cognitoidp.models import CognitoIdpUser, UserStatus
from moto.cognitoidp.responses import CognitoIdpResponse
from moto.core.responses import ActionResult

from cognito_explore.embedded.backend import Backend, Backends
from cognito_explore.embedded.pools import UserPool
from cognito_explore.embedded.records import app_client_of, editing
from cognito_explore.embedded.refused import Refused
from cognito_explore.embedded.secret_hash import check_secret_hash
from cognito_explore.embedded.verification import PoolSettings
from cognito_explore.embedded.world import ACCOUNT_ID


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Who a request with an access token comes from."""

    pool: UserPool
    user: CognitoIdpUser
    client_id: str


class Responses(CognitoIdpResponse):
    """Cognito's operations over one world: moto's, and those that moto lacks."""

    def __init__(self, backends: Backends) -> None:
        """Answer one request."""
        super().__init__()
        self._backends = backends
        self.world = backends.world
        self._signed_in: SignedIn | None = None

    @property
    def backend(self) -> Backend:
        """The world's, not moto's global one."""
        return self._backends[self.region]

    @property
    def signed_in(self) -> SignedIn:
        """Who the request comes from: its operation takes an access token."""
        if self._signed_in is None:
            raise Refused("NotAuthorizedException", "Invalid Access Token")
        return self._signed_in

    def _get_region_agnostic_backend(self) -> Backend:  # type: ignore[override]
        # moto looks through every account and Region; here the URL tells the Region.
        return self.backend

    def get_current_account(self) -> str:
        """Give the one account, whatever MOTO_ACCOUNT_ID says."""
        return ACCOUNT_ID

    def _authenticate_and_authorize_normal_action(self, resource: str = "*") -> None:
        """Judge the access token of an operation that takes one, as Cognito does.

        moto calls this before every operation; its own check is of IAM, which an
        environment variable can switch on.
        """
        del resource
        token = self.parameters.get("AccessToken")
        if token is None:
            return
        claims = self.world.tokens.read(token)
        pool = self.backend.pools.get(claims["iss"].rpartition("/")[2])
        if pool is None:
            raise Refused("NotAuthorizedException", "Could not verify signature for Access Token")
        pool.check_client(claims["client_id"])
        user = pool.user_of(claims["sub"])
        if user is None:
            raise Refused("UserNotFoundException", "User does not exist.")
        if user.status is UserStatus.UNCONFIRMED:
            raise Refused("UserNotConfirmedException", "User is not confirmed.")
        if user.status is UserStatus.RESET_REQUIRED:
            text = "Password reset required for the user"
            raise Refused("PasswordResetRequiredException", text)
        if not user.enabled:
            raise Refused("NotAuthorizedException", "User is disabled.")
        self.world.tokens.check_not_revoked(token)
        self._signed_in = SignedIn(pool, user, claims["client_id"])

    def get_user_attribute_verification_code(self) -> ActionResult:
        """Send a code for an attribute."""
        pool, name = self.signed_in.pool, self.parameters["AttributeName"]
        with editing(self.signed_in.user) as person:
            details = self.world.verification.send(person, name, self._messages(pool))
        return ActionResult({"CodeDeliveryDetails": details})

    def verify_user_attribute(self) -> ActionResult:
        """Verify an attribute with a code."""
        asked = self.parameters
        with editing(self.signed_in.user) as person:
            self.world.verification.verify(person, asked["AttributeName"], asked["Code"])
        return ActionResult({})

    def get_user(self) -> ActionResult:
        """Tell of the user what the app client may read, and of the second factors."""
        user = self.signed_in.user
        client = self.signed_in.pool.clients[self.signed_in.client_id]
        readable = client.get_readable_fields()
        attributes = [
            item for item in user.attributes if not readable or item["Name"] in {"sub", *readable}
        ]
        told = {"Username": user.username, "UserAttributes": attributes}
        return ActionResult(told | self.world.sign_in.mfa.preferences(user.id).told())

    def update_user_attributes(self) -> ActionResult:
        """Change attributes, and send codes for the new addresses."""
        changes = {
            item["Name"]: item.get("Value", "") for item in self.parameters["UserAttributes"]
        }
        with editing(self.signed_in.user) as person:
            messages = self._messages(self.signed_in.pool)
            sent = self.world.verification.update(person, changes, messages)
        return ActionResult({"CodeDeliveryDetailsList": sent})

    def update_user_pool(self) -> ActionResult:  # type: ignore[override]
        """Change a pool."""
        super().update_user_pool()
        # moto's answer has no body at all, where AWS's is an empty object.
        return ActionResult({})

    def sign_up(self) -> ActionResult:
        """Sign up a new user."""
        asked = self.parameters
        self._check_secret_hash()
        user, details = self.backend.sign_up(
            asked["ClientId"],
            asked["Username"],
            asked.get("Password", ""),
            asked.get("UserAttributes", []),
            asked.get("ClientMetadata"),
        )
        told = {"UserConfirmed": user.status is UserStatus.CONFIRMED, "UserSub": user.id}
        return ActionResult(told | ({"CodeDeliveryDetails": details} if details else {}))

    def admin_update_user_attributes(self) -> ActionResult:
        """Change attributes as an administrator."""
        asked = self.parameters
        self.backend.admin_update_user_attributes(
            asked["UserPoolId"],
            asked["Username"],
            asked["UserAttributes"],
            asked.get("ClientMetadata"),
        )
        return ActionResult({})

    def confirm_sign_up(self) -> ActionResult:
        """Confirm a new user with a code."""
        asked = self.parameters
        self._check_secret_hash()
        _, user = self.backend.named_user(asked["ClientId"], asked["Username"])
        if user.status is not UserStatus.UNCONFIRMED:
            status = UserStatus(user.status).value
            text = f"User cannot be confirmed. Current status is {status}"
            raise Refused("NotAuthorizedException", text)
        with editing(user) as person:
            self.world.verification.confirm_sign_up(person, asked["ConfirmationCode"])
        user.status = UserStatus.CONFIRMED
        return ActionResult({})

    def resend_confirmation_code(self) -> ActionResult:
        """Send a new user the code once more."""
        asked = self.parameters
        self._check_secret_hash()
        pool, user = self.backend.named_user(asked["ClientId"], asked["Username"])
        if user.status is not UserStatus.UNCONFIRMED:
            raise Refused("InvalidParameterException", "User is already confirmed.")
        with editing(user) as person:
            messages = pool.messages(asked["ClientId"], asked.get("ClientMetadata"))
            details = self.world.verification.resend_sign_up(person, messages)
        return ActionResult({"CodeDeliveryDetails": details} if details else {})

    def change_password(self) -> ActionResult:
        """Change the password of the user."""
        asked = self.parameters
        self.backend.change_password(
            asked["AccessToken"], asked["PreviousPassword"], asked["ProposedPassword"]
        )
        return ActionResult({})

    def forgot_password(self) -> ActionResult:
        """Refuse: moto takes any code here, which would teach what is not so."""
        raise NotImplementedError

    def confirm_forgot_password(self) -> ActionResult:
        """Refuse: moto takes any code here, which would teach what is not so."""
        raise NotImplementedError

    def admin_respond_to_auth_challenge(self) -> ActionResult:
        """Take an answer to a challenge, as an administrator: it must be as right."""
        self.backend.pool_of_client(self.parameters["UserPoolId"], self.parameters["ClientId"])
        return super().respond_to_auth_challenge()

    def _messages(self, pool: UserPool) -> PoolSettings:
        """Give what the pool says about messages, to the user who sent this request."""
        return pool.messages(self.signed_in.client_id, self.parameters.get("ClientMetadata"))

    def _check_secret_hash(self) -> None:
        """Check the hash of a request that names a user, and is no sign-in."""
        asked = self.parameters
        pool, client = self.backend.pool_and_client(asked["ClientId"])
        secret = app_client_of(pool, client.id).secret
        check_secret_hash(client.id, secret, asked.get("SecretHash"), asked["Username"])
