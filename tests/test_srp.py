"""Signing in by SRP: the password is proved to a server that knows a verifier only."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import secrets
import sys
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from conftest import POOL, Server, last, make_token, write_tracebacks

import cognito_explore as cx
from cognito_explore.srp import INSTALL_SRP

# pycognito asks for the time in a way that Python 3.12 warns of.
pytestmark = pytest.mark.filterwarnings("ignore:datetime.*utcnow:DeprecationWarning")

CLIENT = "1example23456789"
SECRET = "app-secret-canary-1"
PASSWORD = "canary-password-1"
USER_ID = "f3a1-canary-user"
HANDLE = "session-canary-of-some-length"
SECRET_BLOCK = base64.b64encode(b"secret-block-canary" * 30).decode()
SALT = 0x1F2E3D4C5B6A79880123456789ABCDEF
SIGNED_IN = {
    "AuthenticationResult": {
        "AccessToken": make_token(),
        "IdToken": "id-canary-1",
        "RefreshToken": "refresh-canary-1",
        "ExpiresIn": 3600,
    }
}


def make_prime() -> int:
    """Compute the 3072-bit prime as RFC 3526 defines it: by the digits of pi."""
    one = 1 << 2942 + 64

    def arctan(inverse: int) -> int:
        total = term = one // inverse
        for odd in range(3, 3072, 2):
            term //= -inverse * inverse
            total += term // odd
        return total

    pi = 4 * (4 * arctan(5) - arctan(239)) >> 64
    return 2**3072 - 2**3008 - 1 + 2**64 * (pi + 1_690_314)


PRIME = make_prime()
GENERATOR = 2


def signed(number: int) -> bytes:
    """Write a number as Java does: big-endian, with room for a sign."""
    return number.to_bytes(number.bit_length() // 8 + 1, "big")


def digest(*parts: bytes) -> bytes:
    """Hash what is joined."""
    return hashlib.sha256(b"".join(parts)).digest()


@dataclass
class Verifier:
    """Cognito's side of SRP, by RFC 5054's letters: it knows a verifier, and no password."""

    password: str = PASSWORD
    pool_name: str = POOL.partition("_")[2]
    salt: int = SALT
    b: int = field(default_factory=lambda: secrets.randbits(1024))

    def __post_init__(self) -> None:
        """Make the verifier and the public value."""
        identity = f"{self.pool_name}{USER_ID}:{self.password}".encode()
        x = int.from_bytes(digest(signed(self.salt), digest(identity)), "big")
        k = int.from_bytes(digest(signed(PRIME), signed(GENERATOR)), "big")
        self.verifier = pow(GENERATOR, x, PRIME)
        self.public = (k * self.verifier + pow(GENERATOR, self.b, PRIME)) % PRIME

    def question(self, **changes: str) -> dict[str, Any]:
        """Write the challenge."""
        parameters = {
            "USER_ID_FOR_SRP": USER_ID,
            "USERNAME": USER_ID,
            "SALT": f"{self.salt:x}",
            "SRP_B": f"{self.public:x}",
            "SECRET_BLOCK": SECRET_BLOCK,
        }
        return {
            "ChallengeName": "PASSWORD_VERIFIER",
            "ChallengeParameters": parameters | changes,
            "Session": HANDLE,
        }

    def signature(self, srp_a: str, timestamp: str) -> str:
        """Compute what proves the password."""
        a = int(srp_a, 16)
        u = digest(signed(a), signed(self.public))
        shared = pow(a * pow(self.verifier, int.from_bytes(u, "big"), PRIME), self.b, PRIME)
        extracted = hmac.digest(signed(int.from_bytes(u, "big")), signed(shared), "sha256")
        key = hmac.digest(extracted, b"Caldera Derived Key\x01", "sha256")[:16]
        block = base64.b64decode(SECRET_BLOCK)
        message = self.pool_name.encode() + USER_ID.encode() + block + timestamp.encode()
        return base64.b64encode(hmac.digest(key, message, "sha256")).decode()


def proof(username: str) -> str:
    """Compute a secret hash as the developer guide says."""
    made = hmac.digest(SECRET.encode(), f"{username}{CLIENT}".encode(), "sha256")
    return base64.b64encode(made).decode()


def is_proved(server: Server, verifier: Verifier) -> bool:
    """Tell whether the two requests that a server received prove the password."""
    begun, answered = (it.json() for it in server.received[:2])
    told = answered["ChallengeResponses"]
    srp_a = begun["AuthParameters"]["SRP_A"]
    return told["PASSWORD_CLAIM_SIGNATURE"] == verifier.signature(srp_a, told["TIMESTAMP"])


@pytest.fixture
def by_srp(server: Server) -> cx.Session:
    """A session that knows its user pool."""
    return cx.connect(server.url, region_name="us-east-1", client_id=CLIENT, user_pool_id=POOL)


def sign_in(session: cx.Session, **given: Any) -> cx.Tokens:
    """Sign in by SRP."""
    return session.sign_in("ana", PASSWORD, flow="USER_SRP_AUTH", **given)


def test_prime_is_the_one_that_cognito_uses():
    """So that the server of these tests is of one kind with Cognito."""
    assert f"{PRIME:x}".startswith("ffffffffffffffffc90fdaa22168c234c4c6628b80dc1cd1")
    assert f"{PRIME:x}".endswith("43db5bfce0fd108e4b82d120a93ad2caffffffffffffffff")
    assert pow(3, PRIME - 1, PRIME) == 1


# The sign bit of what is hashed is where implementations differ.
@pytest.mark.parametrize("salt", [SALT, 0x8F << 120, 0x7F << 120, 0xF])
def test_password_is_proved_without_being_sent(by_srp: cx.Session, server: Server, salt: int):
    """Two requests, by which a server that knows the verifier knows that the password is right."""
    verifier = Verifier(salt=salt)
    server.play(verifier.question(), SIGNED_IN)

    tokens = sign_in(by_srp)

    begun, answered = (it.json() for it in server.received)
    assert [it.operation for it in server.received] == ["InitiateAuth", "RespondToAuthChallenge"]
    assert re.fullmatch("[0-9a-f]{700,768}", begun["AuthParameters"].pop("SRP_A"))
    assert begun == {
        "AuthFlow": "USER_SRP_AUTH",
        "AuthParameters": {"USERNAME": "ana"},
        "ClientId": CLIENT,
    }
    assert is_proved(server, verifier)
    told = answered.pop("ChallengeResponses")
    assert answered == {
        "ClientId": CLIENT,
        "ChallengeName": "PASSWORD_VERIFIER",
        "Session": HANDLE,
    }
    assert told.keys() == {
        *("USERNAME", "TIMESTAMP", "PASSWORD_CLAIM_SECRET_BLOCK", "PASSWORD_CLAIM_SIGNATURE"),
    }
    assert (told["USERNAME"], told["PASSWORD_CLAIM_SECRET_BLOCK"]) == (USER_ID, SECRET_BLOCK)
    assert tokens.refresh_token == cx.Sensitive("refresh-canary-1")
    assert not [it for it in server.received if PASSWORD.encode() in it.body]


def test_timestamp_is_of_now_and_of_cognitos_form(by_srp: cx.Session, server: Server):
    """In English, in UTC, and without a zero before the day."""
    server.play(Verifier().question(), SIGNED_IN)

    sign_in(by_srp)

    told = server.received[1].json()["ChallengeResponses"]["TIMESTAMP"]
    assert re.fullmatch(r"[A-Z][a-z]{2} [A-Z][a-z]{2} [1-9]\d? \d\d:\d\d:\d\d UTC \d{4}", told)
    at = datetime.strptime(told, "%a %b %d %H:%M:%S UTC %Y").replace(tzinfo=UTC)
    assert abs(datetime.now(UTC) - at) < timedelta(minutes=1)


def test_another_password_is_not_proved(by_srp: cx.Session, server: Server):
    """The server of these tests can tell: it is no rubber stamp."""
    verifier = Verifier(password="another-password-2")
    server.play(verifier.question(), ("NotAuthorizedException", "Incorrect username or password."))

    with pytest.raises(cx.NotAuthorizedError):
        sign_in(by_srp)

    assert not is_proved(server, verifier)


def test_every_proof_is_another(by_srp: cx.Session, server: Server):
    """What was overheard proves nothing the next time."""
    server.play(*[Verifier().question(), SIGNED_IN] * 2)

    sign_in(by_srp)
    sign_in(by_srp)

    first, _, second, _ = (it.json() for it in server.received)
    assert first["AuthParameters"]["SRP_A"] != second["AuthParameters"]["SRP_A"]


def test_pool_that_is_given_wins(by_srp: cx.Session, server: Server):
    """Its name is part of what is computed."""
    verifier = Verifier(pool_name="oTheR")
    server.play(verifier.question(), SIGNED_IN)

    sign_in(by_srp, user_pool_id="eu-west-1_oTheR")

    assert is_proved(server, verifier)


@pytest.mark.parametrize("password", ["pässwörd-日本", " with spaces ", "😀" * 8, 'quo"te\\'])
def test_any_password_can_be_proved(by_srp: cx.Session, server: Server, password: str):
    """In UTF-8, and as it is."""
    verifier = Verifier(password=password)
    server.play(verifier.question(), SIGNED_IN)

    by_srp.sign_in("ana", cx.Sensitive(password), flow="USER_SRP_AUTH")

    assert is_proved(server, verifier)


def test_user_without_another_name_answers_by_their_id(by_srp: cx.Session, server: Server):
    """An emulator may give the one name only."""
    question = Verifier().question()
    del question["ChallengeParameters"]["USERNAME"]
    server.play(question, SIGNED_IN)

    sign_in(by_srp)

    assert server.received[1].json()["ChallengeResponses"]["USERNAME"] == USER_ID


def test_secret_hashes_are_of_the_names_they_go_with(server: Server):
    """Of what was given in the first request, and of what Cognito gave in the second."""
    session = cx.connect(server.url, client_id=CLIENT, client_secret=SECRET, user_pool_id=POOL)
    verifier = Verifier()
    server.play(verifier.question(), SIGNED_IN)

    sign_in(session)

    begun, answered = (it.json() for it in server.received)
    assert begun["AuthParameters"]["SECRET_HASH"] == proof("ana")
    assert answered["ChallengeResponses"]["SECRET_HASH"] == proof(USER_ID)
    assert is_proved(server, verifier)


def test_second_factor_comes_after_the_proof(by_srp: cx.Session, server: Server):
    """Three requests and three attempts, the last with tokens."""
    verifier = Verifier()
    server.play(verifier.question(), {"ChallengeName": "SMS_MFA", "Session": "next"}, SIGNED_IN)

    with pytest.raises(cx.ChallengeRequiredError) as asked:
        sign_in(by_srp)
    assert asked.value.challenge is not None
    tokens = by_srp.answer_challenge(asked.value.challenge, "918273")

    assert server.received[2].json()["ChallengeResponses"] == {
        "USERNAME": USER_ID,
        "SMS_MFA_CODE": "918273",
    }
    assert tokens.outcome == "accepted"
    assert [(it.operation, it.outcome, it.error_code) for it in by_srp.history] == [
        ("InitiateAuth", "accepted", "PASSWORD_VERIFIER"),
        ("RespondToAuthChallenge", "accepted", "SMS_MFA"),
        ("RespondToAuthChallenge", "accepted", None),
    ]


def test_history_does_not_say_that_there_was_no_answer(by_srp: cx.Session, server: Server):
    """What Cognito asks in the middle of SRP is answered at once, here."""
    server.play(Verifier().question(), SIGNED_IN)

    sign_in(by_srp)

    assert "no answer" not in (by_srp.history[0].error_message or "")


def test_other_challenge_is_no_matter_of_srp(by_srp: cx.Session, server: Server):
    """Whatever else is asked at the beginning is told as ever."""
    server.play({"ChallengeName": "CUSTOM_CHALLENGE"})

    with pytest.raises(cx.ChallengeRequiredError) as asked:
        sign_in(by_srp)

    assert asked.value.code == "CUSTOM_CHALLENGE"
    assert len(server.received) == 1


def test_flow_that_is_not_allowed_is_told(by_srp: cx.Session, server: Server):
    """With why the others cannot be named, as for any flow."""
    server.play(("InvalidParameterException", "USER_SRP_AUTH flow not enabled for this client"))

    with pytest.raises(cx.InvalidParameterError) as caught:
        sign_in(by_srp)

    assert "cannot be read (NoCredentialsError)" in caught.value.hint
    assert last(by_srp).outcome == "refused"


@pytest.mark.parametrize("pool", [None, "", "us-east-1", "aBcDeFgHi"])
def test_without_the_pool_it_is_not_sent(server: Server, pool: str | None):
    """SRP computes with the pool's name; the attempt is kept."""
    session = cx.connect(server.url, client_id=CLIENT, user_pool_id=pool)

    with pytest.raises(cx.InvalidRequestError) as caught:
        sign_in(session)

    assert [fault.field for fault in caught.value.faults] == ["user_pool_id"]
    assert 'user_pool_id="eu-central-1_aBcDeFgHi"' in str(caught.value)
    assert server.received == []
    assert (last(session).operation, last(session).outcome) == ("InitiateAuth", "not_sent")


def test_pool_that_is_no_text_is_told(by_srp: cx.Session):
    """One clear error, not one from the depths."""
    with pytest.raises(cx.InvalidRequestError) as caught:
        sign_in(by_srp, user_pool_id=5)

    assert "user_pool_id" in str(caught.value)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"username": ""}, "username"),
        ({"password": ""}, "password"),
        ({"password": 918273}, "password"),
    ],
)
def test_faults_are_those_of_a_password_that_is_sent(
    by_srp: cx.Session, server: Server, given: dict[str, Any], field: str
):
    """The flow changes what is sent, not what is right."""
    with pytest.raises(cx.InvalidRequestError) as caught:
        by_srp.sign_in(**{"username": "ana", "password": PASSWORD, "flow": "USER_SRP_AUTH"} | given)

    assert [fault.field for fault in caught.value.faults] == [field]
    assert server.received == []
    assert last(by_srp).outcome == "not_sent"


def test_without_an_app_client_it_is_not_sent(server: Server):
    """As by password."""
    with pytest.raises(cx.InvalidRequestError, match="client_id: It is empty"):
        sign_in(cx.connect(server.url, user_pool_id=POOL))

    assert server.received == []


def test_without_the_extra_the_command_that_installs_it_is_named(
    by_srp: cx.Session, server: Server, monkeypatch: pytest.MonkeyPatch
):
    """Nothing is sent, and no secret is told."""
    monkeypatch.setitem(sys.modules, "pycognito.aws_srp", None)

    with pytest.raises(cx.ConfigurationError) as caught:
        sign_in(by_srp)

    assert "needs pycognito, which is not installed" in caught.value.message
    assert caught.value.hint == 'Install it: pip install "cognito_explore[srp]"'
    assert INSTALL_SRP in caught.value.hint
    assert server.received == []
    assert PASSWORD not in write_tracebacks(caught.value)


def test_signing_in_by_password_takes_no_extra(
    by_srp: cx.Session, server: Server, monkeypatch: pytest.MonkeyPatch
):
    """pycognito is loaded for SRP alone."""
    monkeypatch.setitem(sys.modules, "pycognito", None)
    monkeypatch.setitem(sys.modules, "pycognito.aws_srp", None)
    server.play(SIGNED_IN)

    assert by_srp.sign_in("ana", PASSWORD).outcome == "accepted"


ODD = {
    "salt": {"SALT": "salt-canary"},
    "empty salt": {"SALT": ""},
    "public value": {"SRP_B": "public-canary"},
    "empty public value": {"SRP_B": ""},
    "block": {"SECRET_BLOCK": "A"},
}


@pytest.mark.parametrize("changes", ODD.values(), ids=ODD)
def test_question_of_another_form_is_one_clear_error(
    by_srp: cx.Session, server: Server, changes: dict[str, str]
):
    """The second request does not leave."""
    server.play(Verifier().question(**changes))

    with pytest.raises(cx.ConfigurationError, match="not of the form that SRP has") as caught:
        sign_in(by_srp)

    assert "Compare the user pool id" in caught.value.hint
    assert len(server.received) == 1


@pytest.mark.parametrize("name", ["USER_ID_FOR_SRP", "SALT", "SRP_B", "SECRET_BLOCK"])
def test_question_that_lacks_something_is_one_clear_error(
    by_srp: cx.Session, server: Server, name: str
):
    """So does a question without one of its parts."""
    question = Verifier().question()
    del question["ChallengeParameters"][name]
    server.play(question)

    with pytest.raises(cx.ConfigurationError, match="not of the form that SRP has"):
        sign_in(by_srp)

    assert len(server.received) == 1


def test_question_without_parameters_is_one_clear_error(by_srp: cx.Session, server: Server):
    """An emulator may ask and say nothing else."""
    server.play({"ChallengeName": "PASSWORD_VERIFIER"})

    with pytest.raises(cx.ConfigurationError):
        sign_in(by_srp)


@pytest.mark.parametrize("changes", ODD.values(), ids=ODD)
def test_question_of_another_form_does_not_show_the_password(
    by_srp: cx.Session, server: Server, changes: dict[str, str]
):
    """pycognito has it bare, but none of its frames is kept."""
    server.play(Verifier().question(**changes))

    with pytest.raises(cx.ConfigurationError) as caught:
        sign_in(by_srp)

    shown = write_tracebacks(caught.value)
    assert PASSWORD not in shown
    assert HANDLE not in shown


def test_question_of_another_form_is_not_shown(by_srp: cx.Session, server: Server):
    """What Cognito said is not among the locals of a frame."""
    server.play(Verifier().question(SECRET_BLOCK=f"{SECRET_BLOCK}A"))

    with pytest.raises(cx.ConfigurationError) as caught:
        sign_in(by_srp)

    shown = write_tracebacks(caught.value)
    assert f"{SALT:x}" not in shown
    assert SECRET_BLOCK[:40] not in shown


def test_password_that_cannot_be_encoded_is_not_shown(by_srp: cx.Session, server: Server):
    """Python's own error has the text that it could not encode."""
    server.play(Verifier().question())

    with pytest.raises(cx.CognitoExploreError) as caught:
        by_srp.sign_in("ana", f"{PASSWORD}\ud800", flow="USER_SRP_AUTH")

    assert PASSWORD not in write_tracebacks(caught.value)


def test_answer_that_cannot_be_built_is_an_attempt(by_srp: cx.Session, server: Server):
    """As any request that is wrong in itself."""
    server.play(Verifier().question(USERNAME=""))

    with pytest.raises(cx.InvalidRequestError):
        sign_in(by_srp)

    kept = [(it.operation, it.outcome) for it in by_srp.history]
    assert kept == [("InitiateAuth", "accepted"), ("RespondToAuthChallenge", "not_sent")]


def test_refusal_shows_no_secret(by_srp: cx.Session, server: Server):
    """Whatever took part in the proof."""
    server.play(
        Verifier().question(), ("NotAuthorizedException", "Incorrect username or password.")
    )

    with pytest.raises(cx.NotAuthorizedError) as caught:
        sign_in(by_srp)

    begun, answered = (it.json() for it in server.received)
    shown = write_tracebacks(caught.value)
    for secret in (
        *(PASSWORD, HANDLE, SECRET_BLOCK[:40], begun["AuthParameters"]["SRP_A"]),
        answered["ChallengeResponses"]["PASSWORD_CLAIM_SIGNATURE"],
    ):
        assert secret not in shown
    assert (last(by_srp).operation, last(by_srp).outcome) == ("RespondToAuthChallenge", "refused")


def test_log_has_no_secret(everything_logged: list[str], server: Server):
    """Neither password nor secret, nor any number of the proof, at DEBUG."""
    session = cx.connect(server.url, client_id=CLIENT, client_secret=SECRET, user_pool_id=POOL)
    verifier = Verifier()
    server.play(verifier.question(), SIGNED_IN)

    sign_in(session)

    begun, answered = (it.json() for it in server.received)
    log = "\n".join([*everything_logged, session.history.to_frame().to_csv()])
    assert "before-call.cognito-identity-provider.RespondToAuthChallenge: " in log
    for secret in (
        *(PASSWORD, SECRET, HANDLE, SECRET_BLOCK, f"{SALT:x}", f"{verifier.public:x}"),
        *(proof("ana"), proof(USER_ID), begun["AuthParameters"]["SRP_A"]),
        *(answered["ChallengeResponses"]["PASSWORD_CLAIM_SIGNATURE"], "refresh-canary-1"),
    ):
        assert secret not in log
