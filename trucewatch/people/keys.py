"""Random keys, and what is stored of them: never the key, only its hash."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import unicodedata

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from trucewatch.errors import PeopleError

SHORTEST, LONGEST = 12, 1_000  # characters; NIST SP 800-63B asks for 8 at least, and for a limit no lower than 64
FEWEST_SIGNS = 5
KEY_BYTES = 32

hasher = PasswordHasher()  # argon2id with the parameters of RFC 9106 for machines with little memory


def new_key() -> str:
    """A key nobody can guess: 43 characters that an address or a header can carry."""
    return secrets.token_urlsafe(KEY_BYTES)


def hash_of(key: str) -> str:
    """What is stored of a random key. It needs no salt and no slowness: nobody can try 2^256 keys."""
    return hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()


def form_token(key: str) -> str:
    """The token that forms carry for the session of this key; who does not know the key cannot work it out."""
    return hmac.new(key.encode("utf-8", "replace"), b"trucewatch form", hashlib.sha256).hexdigest()


def same(a: str, b: str) -> bool:
    """True if both are equal; takes as long whatever they hold."""
    return hmac.compare_digest(a.encode("utf-8", "replace"), b.encode("utf-8", "replace"))


def check_password(password: str, name: str) -> None:
    """Refuse what is guessed first: too short, the account's own name, the same few signs."""
    if len(password) < SHORTEST:
        raise PeopleError(f"a password has {SHORTEST} characters or more")
    if len(password) > LONGEST:
        raise PeopleError(f"a password has {LONGEST} characters at most")
    if len(set(password)) < FEWEST_SIGNS or not password.lower().replace(name.lower(), ""):
        raise PeopleError("this password would be guessed at once; take several words that do not belong together")


def hash_password(password: str) -> str:
    """The argon2id hash of a password."""
    return hasher.hash(_bytes(password))


def fits(password: str, stored: str | None) -> bool:
    """True if the password is the one hashed. Without an account a hash of nothing is tried, which takes as long."""
    try:
        return hasher.verify(stored or nobodys_hash(), _bytes(password)) and bool(stored)
    except (VerificationError, InvalidHashError):
        return False


def _bytes(password: str) -> bytes:
    """The same characters, however the keyboard puts them together."""
    return unicodedata.normalize("NFC", password[: LONGEST + 1]).encode("utf-8", "replace")


_nobody: list[str] = []


def nobodys_hash() -> str:
    """A hash that no password fits, made once with the parameters in force."""
    if not _nobody:
        _nobody.append(hasher.hash(secrets.token_bytes(KEY_BYTES)))
    return _nobody[0]
