"""PASSWORD_VERIFIER: the challenges of those who sign in with SRP.

Plain logic, without moto and botocore. AWS documents that an unknown user of a discreet
app client gets a made-up challenge, with a UUID as the user's id and always the same salt,
and that there are only seconds to answer.

Not documented, and decided here: those seconds are the lifetime of the app client's
sessions; a challenge is used up by its first answer, right or wrong; whatever is wrong
with an answer reads like a wrong password; there is no `Session`, and one that is sent is
ignored; the timestamp must look as Cognito's clients write it, but may tell any time,
because the clock here can stand still.
"""

from __future__ import annotations

import base64
import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from random import Random
from uuid import UUID

from cognito_explore.clock import Clock
from cognito_explore.embedded import srp
from cognito_explore.embedded.accounts import Account, AppClient
from cognito_explore.embedded.refused import Refused, check_given, wrong_password

_SECRET_BITS = 256
_SALT_BYTES = 16
_BLOCK_BYTES = 512

# `EEE MMM d HH:mm:ss z yyyy`: a day with a leading zero is refused by real pools.
_TIMESTAMP = re.compile(
    r"(Mon|Tue|Wed|Thu|Fri|Sat|Sun) (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)"
    r" [1-9]\d? \d\d:\d\d:\d\d UTC \d{4}"
)


@dataclass(frozen=True, slots=True)
class _Challenge:
    user_id: str
    client_id: str
    client_key: int
    secret: int
    verifier: int
    expires_at: datetime


class SrpChallenges:
    """The challenges that wait for a proof of the password."""

    def __init__(self, clock: Clock, random: Random) -> None:
        """Begin without any.

        Args:
            clock: Tells when it is too late for an answer.
            random: Where secrets come from.
        """
        self._clock = clock
        self._random = random
        self._salt_key = random.randbytes(32)
        self._waiting: dict[str, _Challenge] = {}

    def begin(
        self, account: Account | None, client: AppClient, parameters: Mapping[str, str]
    ) -> dict[str, str]:
        """Challenge somebody to prove the password; an unknown user is made up.

        Returns:
            AWS's challenge parameters.

        Raises:
            Refused: `SRP_A` is none; the words are not documented by AWS.
        """
        try:
            client_key = srp.read_client_key(parameters["SRP_A"])
        except ValueError as wrong:
            raise Refused("InvalidParameterException", f"{wrong}.") from None
        salt = int.from_bytes(self._made_of("salt", client, parameters["USERNAME"], account))
        user_id = account.username if account else self._made_up(client, parameters["USERNAME"])
        verifier = self._verifier(account, client, salt)
        secret = self._random.getrandbits(_SECRET_BITS)
        block = base64.b64encode(self._random.randbytes(_BLOCK_BYTES)).decode()
        self._waiting[block] = _Challenge(
            user_id=user_id,
            client_id=client.client_id,
            client_key=client_key,
            secret=secret,
            verifier=verifier,
            expires_at=self._clock.now() + client.session_lifetime,
        )
        return {
            "SALT": f"{salt:x}",
            "SECRET_BLOCK": block,
            "SRP_B": f"{srp.make_server_key(secret, verifier):x}",
            "USERNAME": user_id,
            "USER_ID_FOR_SRP": user_id,
        }

    def check(
        self, account: Account | None, client: AppClient, answers: Mapping[str, str]
    ) -> Account:
        """Check the proof of a password.

        Returns:
            Whose password it is.

        Raises:
            Refused: A part is missing, or it is no proof.
        """
        check_given(answers, "PASSWORD_CLAIM_SECRET_BLOCK", "PASSWORD_CLAIM_SIGNATURE", "TIMESTAMP")
        block = answers["PASSWORD_CLAIM_SECRET_BLOCK"]
        challenge = self._waiting.pop(block, None)
        if challenge is None or account is None:
            raise wrong_password()
        is_theirs = (challenge.user_id, challenge.client_id) == (
            account.username,
            client.client_id,
        )
        if not is_theirs or challenge.expires_at <= self._clock.now():
            raise wrong_password()
        if not _TIMESTAMP.fullmatch(answers["TIMESTAMP"]):
            raise wrong_password()
        right = srp.sign_claim(
            srp.make_session_key(challenge.client_key, challenge.secret, challenge.verifier),
            pool_name=client.pool_name,
            user_id=challenge.user_id,
            secret_block=base64.b64decode(block),
            timestamp=answers["TIMESTAMP"],
        )
        if not hmac.compare_digest(right.encode(), answers["PASSWORD_CLAIM_SIGNATURE"].encode()):
            raise wrong_password()
        return account

    def _verifier(self, account: Account | None, client: AppClient, salt: int) -> int:
        if account is None or not account.password:
            return srp.make_verifier(salt, client.pool_name, "", self._random.randbytes(16).hex())
        return srp.make_verifier(salt, client.pool_name, account.username, account.password)

    def _made_up(self, client: AppClient, username: str) -> str:
        return str(UUID(bytes=self._made_of("user", client, username, None), version=4))

    def _made_of(
        self, what: str, client: AppClient, username: str, account: Account | None
    ) -> bytes:
        """Make bytes that are always the same for one name in one pool."""
        name = account.username if account else username
        text = f"{what} {client.pool_id} {name}".encode()
        return hmac.digest(self._salt_key, text, "sha256")[:_SALT_BYTES]
