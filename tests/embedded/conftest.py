"""What the tests of the embedded AWS share: one AWS a file, and users of a test's own."""

from __future__ import annotations

import base64
import hashlib
import hmac
import itertools
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import pytest
from botocore.config import Config
from botocore.exceptions import ClientError
from conftest import NOW

import cognito_explore as cx

if TYPE_CHECKING:
    import pandas as pd

PASSWORD = "correct-horse-1"
SENT_ONCE = Config(retries={"total_max_attempts": 1})
SMS = {"SnsCallerArn": "arn:aws:iam::123456789012:role/cognito-sms"}

_numbers = itertools.count()


@dataclass(frozen=True)
class Pool:
    """A user pool with one app client."""

    user_pool_id: str
    client_id: str


@dataclass(frozen=True)
class Newcomer:
    """A username and addresses that nobody has yet."""

    username: str
    email: str
    phone_number: str


@dataclass(frozen=True)
class User(Newcomer):
    """A signed-in user whom no other test uses."""

    pool: Pool
    tokens: cx.Tokens
    session: cx.Session = field(repr=False)

    @property
    def access_token(self) -> cx.AccessToken:
        """The token of the sign-in."""
        return self.tokens.access_token

    def send(self, attribute_name: str) -> cx.CodeDelivery:
        """Have a code sent."""
        return self.session.send_code(self.access_token, attribute_name)

    def verify(self, attribute_name: str, code: str) -> cx.VerifiedAttribute:
        """Verify an attribute."""
        return self.session.verify_code(self.access_token, attribute_name, code)

    def get(self) -> cx.User:
        """Ask Cognito for the user."""
        return self.session.get_user(self.access_token)

    def inbox(self, *addresses: str) -> pd.DataFrame:
        """Show what arrived at the user's addresses, or at others."""
        inbox = self.session.aws.inbox()
        return inbox[inbox["to"].isin(addresses or (self.email, self.phone_number))]

    def code(self, *addresses: str) -> str:
        """Read the newest code."""
        return str(self.inbox(*addresses)["code"].iloc[-1])


def newcomer() -> Newcomer:
    """Make up a username and addresses."""
    number = next(_numbers)
    # The North American plan keeps 555-0100 to 555-0199 of every area for this.
    phone_number = f"+1{201 + number // 100}55501{number % 100:02}"
    return Newcomer(f"user-{number}", f"user-{number}@example.com", phone_number)


def wrong(code: str) -> str:
    """Make a code that is another one."""
    return f"{(int(code) + 1) % 1_000_000:06}"


def refusal_of(act: Callable[[], object]) -> tuple[str, str]:
    """Give the code and words with which Cognito refuses."""
    with pytest.raises(ClientError) as refused:
        act()
    error = refused.value.response["Error"]
    return error["Code"], error["Message"]


def secret_hash(secret: str, username: str, client_id: str) -> str:
    """Make the hash as AWS's developer guide does."""
    made = hmac.new(secret.encode(), (username + client_id).encode(), hashlib.sha256)
    return base64.b64encode(made.digest()).decode()


@dataclass(frozen=True)
class Door:
    """An app client, where users sign in step by step."""

    cognito: Any
    pool: Pool
    aws: Any

    def begin(self, username: str, password: str | None = None, **parameters: str) -> Any:
        """Begin with a password; default: the one of the demo user."""
        given = {"USERNAME": username, "PASSWORD": password or self.aws.demo.users[username]}
        return self.initiate("USER_PASSWORD_AUTH", **given, **parameters)

    def initiate(self, flow: str, **parameters: str) -> Any:
        """Begin by some flow."""
        return self.cognito.initiate_auth(
            ClientId=self.pool.client_id, AuthFlow=flow, AuthParameters=parameters
        )

    def answer(self, challenge: Any, username: str, **responses: str) -> Any:
        """Answer what was asked, in the same session."""
        return self.respond(
            challenge["ChallengeName"], challenge["Session"], USERNAME=username, **responses
        )

    def respond(self, name: str, session: str, **responses: str) -> Any:
        """Answer any challenge, in any session."""
        return self.cognito.respond_to_auth_challenge(
            ClientId=self.pool.client_id,
            ChallengeName=name,
            Session=session,
            ChallengeResponses=responses,
        )

    def code(self) -> str:
        """Read the newest code."""
        return str(self.aws.inbox()["code"].iloc[-1])

    def user(self, answer: Any) -> Any:
        """Ask whose the tokens of an answer are."""
        return self.cognito.get_user(AccessToken=answer["AuthenticationResult"]["AccessToken"])


def attributes(**values: str) -> list[dict[str, str]]:
    """Write attributes as AWS takes them."""
    return [{"Name": name, "Value": value} for name, value in values.items()]


@pytest.fixture(scope="module")
def session() -> cx.Session:
    """One embedded AWS for all the tests of a file, because making one takes its time."""
    return cx.connect("embedded", seed=1, now=NOW)


@pytest.fixture(scope="module")
def cognito(session: cx.Session) -> Any:
    """An ordinary boto3 client of the embedded AWS, which does not wait to try again."""
    return session.aws.boto3_session.client("cognito-idp", config=SENT_ONCE)


@pytest.fixture(scope="module")
def demo(session: cx.Session) -> Pool:
    """The pool that the embedded AWS begins with."""
    return Pool(session.aws.demo.user_pool_id, session.aws.demo.client_id)


@pytest.fixture(scope="module")
def make_client(cognito: Any, demo: Pool) -> Callable[..., str]:
    """Make an app client, of the demo pool if no other is named, and give its id."""

    def make(pool_id: str = demo.user_pool_id, **settings: Any) -> str:
        settings = {"ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH"]} | settings
        made = cognito.create_user_pool_client(UserPoolId=pool_id, ClientName="test", **settings)
        return str(made["UserPoolClient"]["ClientId"])

    return make


@pytest.fixture(scope="module")
def make_pool(cognito: Any, make_client: Callable[..., str]) -> Callable[..., Pool]:
    """Make a pool with an app client; by default it sends no SMS and verifies nothing."""

    def make(**settings: Any) -> Pool:
        policy = {"PasswordPolicy": {"MinimumLength": 8, "RequireUppercase": False}}
        made = cognito.create_user_pool(PoolName="test", Policies=policy, **settings)
        pool_id = made["UserPool"]["Id"]
        return Pool(pool_id, make_client(pool_id))

    return make


@pytest.fixture(scope="module")
def make_user(session: cx.Session, cognito: Any, demo: Pool) -> Callable[..., User]:
    """Make a user and sign them in; an attribute that is blank is left out."""

    def make(pool: Pool = demo, *, client_id: str | None = None, **given: str) -> User:
        new = newcomer()
        values = {"email": new.email, "phone_number": new.phone_number} | given
        kept = attributes(**{name: value for name, value in values.items() if value})
        who = {"UserPoolId": pool.user_pool_id, "Username": new.username}
        cognito.admin_create_user(**who, UserAttributes=kept, MessageAction="SUPPRESS")
        cognito.admin_set_user_password(**who, Password=PASSWORD, Permanent=True)
        tokens = session.sign_in(new.username, PASSWORD, client_id=client_id or pool.client_id)
        return User(new.username, values["email"], values["phone_number"], pool, tokens, session)

    return make


@pytest.fixture
def user(make_user: Callable[..., User]) -> User:
    """A user of the demo pool, whose two addresses are unverified."""
    return make_user()


def open_door(seed: int) -> Door:
    """Open the demo pool of another embedded AWS."""
    aws = cx.connect("embedded", seed=seed, now=NOW).aws
    cognito = aws.boto3_session.client("cognito-idp", config=SENT_ONCE)
    return Door(cognito, Pool(aws.demo.user_pool_id, aws.demo.client_id), aws)


@pytest.fixture(scope="module")
def door(session: cx.Session, cognito: Any, demo: Pool) -> Door:
    """The demo pool, whose users and clock stay as they are."""
    return Door(cognito, demo, session.aws)


@pytest.fixture
def own_door() -> Door:
    """The demo pool of an embedded AWS of the test's own, to change as it likes."""
    return open_door(1)


@pytest.fixture(scope="module")
def secret_door(door: Door) -> Door:
    """The app client with a secret, of the demo pool."""
    return replace(door, pool=Pool(door.pool.user_pool_id, door.aws.demo.secret_client_id))
