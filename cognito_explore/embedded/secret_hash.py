"""SECRET_HASH: an app client with a secret proves with every request that it knows it.

Plain logic, without moto and botocore. AWS documents the hash; the words are its own, as
reported from real pools. Not documented, and decided here: a hash that is missing, or not
wanted, is told before anything else of the request is looked at, but its parameters.
"""

from __future__ import annotations

import base64
import hmac

from cognito_explore.embedded.refused import Refused


def make_secret_hash(secret: str, username: str, client_id: str) -> str:
    """Make the hash, as AWS's developer guide has it.

    Args:
        secret: Of the app client.
        username: As in the same request.
        client_id: Of the app client.
    """
    made = hmac.digest(secret.encode(), f"{username}{client_id}".encode(), "sha256")
    return base64.b64encode(made).decode()


def check_is_wanted(client_id: str, secret: str | None, given: str | None) -> None:
    """Refuse a request that lacks the hash, or has one for an app client without a secret.

    Raises:
        Refused: In AWS's words.
    """
    if secret and not given:
        text = f"Client {client_id} is configured with secret but SECRET_HASH was not received"
        raise Refused("NotAuthorizedException", text)
    if given and not secret:
        text = f"Client {client_id} is not configured for secret but secret hash was received"
        raise Refused("NotAuthorizedException", text)


def check_secret_hash(
    client_id: str, secret: str | None, given: str | None, *usernames: str
) -> None:
    """Refuse a request without the right hash.

    Args:
        client_id: Of the app client.
        secret: Of the app client; None if it has none.
        given: The hash of the request.
        usernames: The names, any one of which the hash may be of.

    Raises:
        Refused: In AWS's words.
    """
    check_is_wanted(client_id, secret, given)
    if not secret or not given:
        return
    right = (make_secret_hash(secret, username, client_id) for username in usernames)
    if not any(hmac.compare_digest(it.encode(), given.encode()) for it in right):
        text = f"Unable to verify secret hash for client {client_id}"
        raise Refused("NotAuthorizedException", text)
