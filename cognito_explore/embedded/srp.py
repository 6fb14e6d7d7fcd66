"""Secure Remote Password: the server's side of it, as Cognito does it.

Plain arithmetic. AWS documents that it is SRP-6a (RFC 5054), and not how it hashes, pads
and derives the key: that is what its own clients compute, which are open source
(`AuthenticationHelper` of amazon-cognito-identity-js).
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import string

# RFC 3526, section 4: the prime of the 3072-bit group, whose generator is 2. It is
# 2^3072 - 2^3008 - 1 + 2^64 * (floor(2^2942 * pi) + 1690314); a test works that out.
PRIME = int(
    "ffffffffffffffffc90fdaa22168c234c4c6628b80dc1cd129024e088a67cc74"
    "020bbea63b139b22514a08798e3404ddef9519b3cd3a431b302b0a6df25f1437"
    "4fe1356d6d51c245e485b576625e7ec6f44c42e9a637ed6b0bff5cb6f406b7ed"
    "ee386bfb5a899fa5ae9f24117c4b1fe649286651ece45b3dc2007cb8a163bf05"
    "98da48361c55d39a69163fa8fd24cf5f83655d23dca3ad961c62f356208552bb"
    "9ed529077096966d670c354e4abc9804f1746c08ca18217c32905e462e36ce3b"
    "e39e772c180e86039b2783a2ec07a28fb5c55df06f4c52c9de2bcbf695581718"
    "3995497cea956ae515d2261898fa051015728e5a8aaac42dad33170d04507a33"
    "a85521abdf1cba64ecfb850458dbef0a8aea71575d060c7db3970f85a6e1e4c7"
    "abf5ae8cdb0933d71e8c94e04a25619dcee3d2261ad2ee6bf12ffa06d98a0864"
    "d87602733ec86a64521f2b18177b200cbbe117577a615d6c770988c0bad946e2"
    "08e24fa074e5ab3143db5bfce0fd108e4b82d120a93ad2caffffffffffffffff",
    16,
)
GENERATOR = 2

_KEY_LENGTH = 16
# The info of the one HKDF step (RFC 5869), with the number of the step.
_KEY_INFO = b"Caldera Derived Key\x01"


def padded(number: int) -> bytes:
    """Write a number as it is hashed: the fewest bytes that leave its sign bit clear."""
    return number.to_bytes(number.bit_length() // 8 + 1, "big")


def make_verifier(salt: int, pool_name: str, user_id: str, password: str) -> int:
    """Make what a server keeps instead of the password.

    Args:
        salt: Of the user.
        pool_name: The pool's id behind the Region, `aBcDeFgHi`.
        user_id: `USER_ID_FOR_SRP` of the challenge.
        password: Of the user.
    """
    identity = hashlib.sha256(f"{pool_name}{user_id}:{password}".encode()).digest()
    return pow(GENERATOR, _hashed(padded(salt), identity), PRIME)


def read_client_key(text: str) -> int:
    """Read the `SRP_A` of a client.

    Raises:
        ValueError: It is no hexadecimal number, or a multiple of the prime, with which
            anybody could prove any password (RFC 5054, section 2.5.4).
    """
    if not text or set(text) - set(string.hexdigits):
        raise ValueError("SRP_A is no hexadecimal number")
    number = int(text, 16)
    if number % PRIME == 0:
        raise ValueError("SRP_A is a multiple of the prime")
    return number


def make_server_key(secret: int, verifier: int) -> int:
    """Make the public key of the server, `SRP_B`, of its secret one."""
    return (_MULTIPLIER * verifier + pow(GENERATOR, secret, PRIME)) % PRIME


def make_session_key(client_key: int, secret: int, verifier: int) -> bytes:
    """Make the key that only a client who knows the password can make too."""
    server_key = make_server_key(secret, verifier)
    scramble = _hashed(padded(client_key), padded(server_key))
    shared = pow(client_key * pow(verifier, scramble, PRIME), secret, PRIME)
    extracted = _signed(padded(scramble), padded(shared))
    return _signed(extracted, _KEY_INFO)[:_KEY_LENGTH]


def sign_claim(
    key: bytes, *, pool_name: str, user_id: str, secret_block: bytes, timestamp: str
) -> str:
    """Make the `PASSWORD_CLAIM_SIGNATURE` that proves the password."""
    text = b"".join((pool_name.encode(), user_id.encode(), secret_block, timestamp.encode()))
    return base64.b64encode(_signed(key, text)).decode()


def _hashed(*parts: bytes) -> int:
    return int.from_bytes(hashlib.sha256(b"".join(parts)).digest(), "big")


def _signed(key: bytes, text: bytes) -> bytes:
    return hmac.digest(key, text, "sha256")


_MULTIPLIER = _hashed(padded(PRIME), padded(GENERATOR))
