"""Demo: the user pool that every embedded AWS begins with, as a record."""

from __future__ import annotations

from dataclasses import dataclass

from cognito_explore.sensitive import Sensitive


@dataclass(frozen=True, slots=True)
class Demo:
    """The user pool that every embedded AWS begins with; all of it is made up.

    Attributes:
        user_pool_id: Of the pool.
        client_id: Of its app client, which allows `USER_PASSWORD_AUTH`, `USER_SRP_AUTH`
            and refreshing, and has no secret.
        username: `ana`, whose e-mail address and phone number are both unverified.
        password: Of `ana`.
        about: What each user is good for, in a few words.
        users: Every username with its password. `ana` and `ben`, who has no phone
            number, sign in with the password alone; `cleo` has not finished signing up;
            `dora` must set a new password; `emil` gets a code by SMS, `fay` one by
            e-mail; `gus` has an authenticator app: `EmbeddedAWS.authenticator_code`.
        secret_client_id: Of a second app client, which allows `USER_SRP_AUTH` and
            refreshing only, and has a secret.
        client_secret: The secret of that app client.
    """

    user_pool_id: str
    client_id: str
    username: str
    password: str
    about: dict[str, str]
    users: dict[str, str]
    secret_client_id: str
    client_secret: Sensitive
