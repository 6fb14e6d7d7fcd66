"""SRP: the password is proven, and never sent."""

from __future__ import annotations

import base64
import itertools
from typing import Any

import pytest
from pycognito.aws_srp import AWSSRP

from cognito_explore.embedded import srp
from embedded.conftest import Door, Pool, open_door, refusal_of, secret_hash

WRONG = ("NotAuthorizedException", "Incorrect username or password.")
FLOW = "USER_SRP_AUTH"


class Prover:
    """A client that proves a password, by the arithmetic of pycognito."""

    def __init__(self, door: Door, username: str, password: str | None = None, **more: Any) -> None:
        self.door = door
        self.username = username
        self.srp = AWSSRP(
            username=username,
            password=password or door.aws.demo.users[username],
            pool_id=door.pool.user_pool_id,
            client_id=door.pool.client_id,
            client=door.cognito,
            **more,
        )

    def begin(self) -> Any:
        """Ask for the challenge."""
        return self.door.initiate(FLOW, **self.srp.get_auth_params())

    def proof(self, challenge: Any) -> dict[str, str]:
        """Make the answer to a challenge."""
        given = self.srp.process_challenge(
            challenge["ChallengeParameters"], self.srp.get_auth_params()
        )
        return dict(given)

    def answer(self, proof: dict[str, str]) -> Any:
        """Answer; there is no session yet."""
        return self.door.cognito.respond_to_auth_challenge(
            ClientId=self.door.pool.client_id,
            ChallengeName="PASSWORD_VERIFIER",
            ChallengeResponses=proof,
        )

    def sign_in(self) -> Any:
        """Do both."""
        return self.answer(self.proof(self.begin()))


def machin_pi(bits: int) -> int:
    """Work out the first bits of pi, by Machin's formula of 1706."""
    unit = 1 << (bits + 32)

    def inverse_tangent(of: int) -> int:
        total = 0
        power = unit // of
        for index in itertools.count():
            if not power:
                return total
            total += (-1) ** index * (power // (2 * index + 1))
            power //= of * of
        raise AssertionError

    return (16 * inverse_tangent(5) - 4 * inverse_tangent(239)) >> 32


def test_prime_is_that_of_the_rfc():
    """The constant is what RFC 3526 defines: a formula with digits of pi."""
    defined = 2**3072 - 2**3008 - 1 + 2**64 * (machin_pi(2942) + 1690314)

    assert defined == srp.PRIME


def test_right_password_signs_in(door: Door):
    """Somebody else's client proves the password, and the tokens are that user's."""
    answer = Prover(door, "ana").sign_in()

    assert door.user(answer)["Username"] == "ana"
    assert set(answer["AuthenticationResult"]) == {
        "AccessToken",
        "IdToken",
        "RefreshToken",
        "ExpiresIn",
        "TokenType",
    }


def test_challenge_has_the_parameters_of_aws(door: Door):
    """Salt and key are hexadecimal, the block base64, and the user is named twice."""
    challenge = Prover(door, "ana").begin()

    parameters = challenge["ChallengeParameters"]
    assert challenge["ChallengeName"] == "PASSWORD_VERIFIER"
    assert "Session" not in challenge
    assert set(parameters) == {"SALT", "SRP_B", "SECRET_BLOCK", "USERNAME", "USER_ID_FOR_SRP"}
    assert parameters["USERNAME"] == parameters["USER_ID_FOR_SRP"] == "ana"
    assert int(parameters["SALT"], 16)
    assert int(parameters["SRP_B"], 16) < srp.PRIME
    assert len(base64.b64decode(parameters["SECRET_BLOCK"])) > 16


def test_alias_is_told_as_the_user(door: Door):
    """Who begins with the `sub` learns the name to go on with."""
    user_id = door.cognito.admin_get_user(UserPoolId=door.pool.user_pool_id, Username="ana")
    sub = next(it["Value"] for it in user_id["UserAttributes"] if it["Name"] == "sub")

    prover = Prover(door, sub, door.aws.demo.users["ana"])
    challenge = prover.begin()

    same = Prover(door, "ana").begin()["ChallengeParameters"]
    assert challenge["ChallengeParameters"]["USERNAME"] == "ana"
    assert challenge["ChallengeParameters"]["SALT"] == same["SALT"]
    assert door.user(prover.answer(prover.proof(challenge)))["Username"] == "ana"


def test_wrong_password_is_refused(door: Door):
    """The proof of another password is none."""
    prover = Prover(door, "ana", "wrong-horse-1")

    assert refusal_of(prover.sign_in) == WRONG


def test_numbers_of_every_length_are_padded_alike(door: Door):
    """Both sides hash the same bytes, whatever their numbers begin with."""
    answers = [Prover(door, "ben").sign_in() for _ in range(16)]

    assert all(answer["AuthenticationResult"] for answer in answers)


@pytest.mark.parametrize(
    ("number", "written"),
    [(0, "00"), (0x7F, "7f"), (0x80, "0080"), (0xFF, "00ff"), (0x100, "0100"), (0x8000, "008000")],
)
def test_number_is_padded_as_the_clients_do(number: int, written: str):
    """A number never begins with a bit that could be its sign."""
    assert srp.padded(number).hex() == written


def test_proof_works_once(door: Door):
    """Who overhears a proof cannot use it."""
    prover = Prover(door, "ana")
    proof = prover.proof(prover.begin())
    prover.answer(proof)

    assert refusal_of(lambda: prover.answer(proof)) == WRONG


def test_challenge_is_used_up_by_a_wrong_proof(door: Door):
    """One challenge is one guess."""
    prover = Prover(door, "ana")
    proof = prover.proof(prover.begin())

    assert refusal_of(lambda: prover.answer(proof | {"PASSWORD_CLAIM_SIGNATURE": "x"})) == WRONG
    assert refusal_of(lambda: prover.answer(proof)) == WRONG


@pytest.mark.parametrize(
    "changes",
    [
        {"PASSWORD_CLAIM_SECRET_BLOCK": base64.b64encode(b"invented" * 64).decode()},
        {"PASSWORD_CLAIM_SECRET_BLOCK": "no base64 é"},
        {"PASSWORD_CLAIM_SIGNATURE": "é"},
        {"TIMESTAMP": "Sun Nov 22 12:00:00 UTC 2026"},
        {"TIMESTAMP": "2026-11-22T12:00:00Z"},
        {"USERNAME": "ben"},
        {"USERNAME": "nobody"},
    ],
)
def test_proof_of_something_else_is_refused(door: Door, changes: dict[str, str]):
    """Every part of an answer is part of the proof."""
    prover = Prover(door, "ana")
    proof = prover.proof(prover.begin())

    assert refusal_of(lambda: prover.answer(proof | changes)) == WRONG


def test_day_with_a_leading_zero_is_refused(door: Door, monkeypatch: pytest.MonkeyPatch):
    """Real pools refuse a timestamp that is not written as theirs, even with a right proof."""
    prover = Prover(door, "ana")
    monkeypatch.setattr(
        prover.srp, "get_cognito_formatted_timestamp", lambda _: "Sun Nov 01 12:00:00 UTC 2026"
    )

    assert refusal_of(prover.sign_in) == WRONG


def test_proof_in_another_app_client_is_refused(door: Door):
    """A challenge belongs to the app client that asked for it."""
    other = door.cognito.create_user_pool_client(
        UserPoolId=door.pool.user_pool_id, ClientName="other"
    )["UserPoolClient"]["ClientId"]
    prover = Prover(door, "ana")
    proof = prover.proof(prover.begin())

    def answer_there() -> None:
        door.cognito.respond_to_auth_challenge(
            ClientId=other, ChallengeName="PASSWORD_VERIFIER", ChallengeResponses=proof
        )

    assert refusal_of(answer_there) == WRONG


def test_late_proof_is_refused(own_door: Door):
    """A challenge waits as long as the app client's sessions do."""
    in_time, late = Prover(own_door, "ana"), Prover(own_door, "ana")
    first, second = in_time.begin(), late.begin()

    own_door.aws.clock.advance(minutes=2, seconds=59)
    assert in_time.answer(in_time.proof(first))["AuthenticationResult"]
    own_door.aws.clock.advance(seconds=1)
    assert refusal_of(lambda: late.answer(late.proof(second))) == WRONG


@pytest.mark.parametrize("srp_a", ["0", "00", f"{srp.PRIME:x}", f"{3 * srp.PRIME:X}"])
def test_multiple_of_the_prime_is_refused(door: Door, srp_a: str):
    """With such an SRP_A everybody would know the key."""
    code, _ = refusal_of(lambda: door.initiate(FLOW, USERNAME="ana", SRP_A=srp_a))

    assert code == "InvalidParameterException"


@pytest.mark.parametrize("srp_a", ["xyz", "0x12", "-5", "1_0", "٣"])
def test_srp_a_that_is_no_number_is_refused(door: Door, srp_a: str):
    """SRP_A is hexadecimal digits and nothing else."""
    code, _ = refusal_of(lambda: door.initiate(FLOW, USERNAME="ana", SRP_A=srp_a))

    assert code == "InvalidParameterException"


@pytest.mark.parametrize("missing", ["USERNAME", "SRP_A"])
def test_missing_parameter_is_named(door: Door, missing: str):
    """Both are wanted to begin."""
    given = {"USERNAME": "ana", "SRP_A": "a1b2c3"}
    del given[missing]

    assert refusal_of(lambda: door.initiate(FLOW, **given)) == (
        "InvalidParameterException",
        f"Missing required parameter {missing}",
    )


@pytest.mark.parametrize(
    "missing",
    ["USERNAME", "PASSWORD_CLAIM_SECRET_BLOCK", "PASSWORD_CLAIM_SIGNATURE", "TIMESTAMP"],
)
def test_missing_part_of_the_proof_is_named(door: Door, missing: str):
    """All four are wanted to answer."""
    prover = Prover(door, "ana")
    proof = prover.proof(prover.begin())
    del proof[missing]

    assert refusal_of(lambda: prover.answer(proof)) == (
        "InvalidParameterException",
        f"Missing required parameter {missing}",
    )


def test_unknown_user_gets_a_challenge_like_any_other(door: Door):
    """A discreet app client makes one up, always with the same user id and salt."""
    prover = Prover(door, "nobody", "whatever-1")
    first, again = (prover.begin()["ChallengeParameters"] for _ in range(2))
    other = Prover(door, "no one", "whatever-1").begin()["ChallengeParameters"]

    assert set(first) == set(Prover(door, "ana").begin()["ChallengeParameters"])
    assert first["USERNAME"] == first["USER_ID_FOR_SRP"] == again["USERNAME"]
    assert len(first["USERNAME"]) == len("11111111-2222-3333-4444-555555555555")
    assert first["SALT"] == again["SALT"] != other["SALT"]
    assert first["SRP_B"] != again["SRP_B"]
    assert refusal_of(prover.sign_in) == WRONG


def test_known_user_keeps_the_salt(door: Door):
    """Or else one could tell the made-up users by it."""
    first, again = (Prover(door, "ana").begin()["ChallengeParameters"] for _ in range(2))

    assert first["SALT"] == again["SALT"]
    assert first["SRP_B"] != again["SRP_B"]


def test_legacy_app_client_tells_that_a_user_is_unknown(door: Door):
    """Without PreventUserExistenceErrors there is no made-up challenge."""
    client_id = door.cognito.create_user_pool_client(
        UserPoolId=door.pool.user_pool_id, ClientName="legacy"
    )["UserPoolClient"]["ClientId"]
    legacy = Door(door.cognito, Pool(door.pool.user_pool_id, client_id), door.aws)

    assert refusal_of(Prover(legacy, "nobody", "whatever-1").begin) == (
        "UserNotFoundException",
        "User does not exist.",
    )


def test_user_without_a_password_cannot_prove_any(door: Door):
    """An empty password is no password."""
    door.cognito.admin_create_user(
        UserPoolId=door.pool.user_pool_id, Username="hal", MessageAction="SUPPRESS"
    )

    assert refusal_of(Prover(door, "hal", "None").sign_in) == WRONG


def test_unconfirmed_user_is_told_after_the_proof(door: Door):
    """As with the password itself, who does not know it learns nothing."""
    assert refusal_of(Prover(door, "cleo").sign_in) == (
        "UserNotConfirmedException",
        "User is not confirmed.",
    )
    assert refusal_of(Prover(door, "cleo", "wrong-horse-1").sign_in) == WRONG


def test_disabled_user_is_told_after_the_proof(own_door: Door):
    """A disabled user has a right password, and no way in."""
    own_door.cognito.admin_disable_user(UserPoolId=own_door.pool.user_pool_id, Username="ben")

    assert refusal_of(Prover(own_door, "ben").sign_in) == (
        "NotAuthorizedException",
        "User is disabled.",
    )
    assert refusal_of(Prover(own_door, "ben", "wrong-horse-1").sign_in) == WRONG


def test_user_who_must_reset_the_password_is_told(own_door: Door):
    """There is no password left that could be proven."""
    name = {"UserPoolId": own_door.pool.user_pool_id, "Username": "ben"}
    verified = [{"Name": "email_verified", "Value": "true"}]
    own_door.cognito.admin_update_user_attributes(**name, UserAttributes=verified)
    own_door.cognito.admin_reset_user_password(**name)

    assert refusal_of(Prover(own_door, "ben").begin)[0] == "PasswordResetRequiredException"


def test_temporary_password_is_followed_by_a_new_one(own_door: Door):
    """After the proof there is a session, in which the new password is set."""
    challenge = Prover(own_door, "dora").sign_in()

    answer = own_door.answer(challenge, "dora", NEW_PASSWORD="paper-ship-44")

    assert challenge["ChallengeName"] == "NEW_PASSWORD_REQUIRED"
    assert own_door.user(answer)["Username"] == "dora"
    assert Prover(own_door, "dora", "paper-ship-44").sign_in()["AuthenticationResult"]


def test_second_factor_follows_the_proof(door: Door):
    """SRP stands for the password, and for nothing beside it."""
    challenge = Prover(door, "emil").sign_in()

    answer = door.answer(challenge, "emil", SMS_MFA_CODE=door.code())

    assert challenge["ChallengeName"] == "SMS_MFA"
    assert door.user(answer)["Username"] == "emil"


def test_app_client_with_a_secret_takes_the_proof(secret_door: Door):
    """The second app client of the demo takes SRP with its secret's hash."""
    secret = secret_door.aws.demo.client_secret.reveal()

    answer = Prover(secret_door, "ana", client_secret=secret).sign_in()

    assert secret_door.user(answer)["Username"] == "ana"


def test_app_client_with_a_secret_takes_no_password(secret_door: Door):
    """It allows SRP and refreshing only."""
    client_id = secret_door.pool.client_id
    hashed = secret_hash(secret_door.aws.demo.client_secret.reveal(), "ana", client_id)

    assert refusal_of(lambda: secret_door.begin("ana", SECRET_HASH=hashed)) == (
        "InvalidParameterException",
        "USER_PASSWORD_AUTH flow not enabled for this client",
    )


def test_seed_repeats_the_challenge():
    """What is random comes from the seed."""
    given = {"USERNAME": "ana", "SRP_A": "a1b2c3"}

    one, same, other = (
        open_door(seed).initiate(FLOW, **given)["ChallengeParameters"] for seed in (1, 1, 2)
    )

    assert one == same
    assert one["SALT"] != other["SALT"]
