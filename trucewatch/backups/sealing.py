"""Seal the members of a backup in the age format, for a passphrase or for keys, and open them again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from trucewatch.errors import BackupError

MISSING = "sealed backups need pyrage: pip install 'trucewatch[encrypt]'"


@dataclass(frozen=True, slots=True)
class Seal:
    """How members are sealed; `key` is a member of its own, which holds what a passphrase opens."""

    close: Callable[[bytes], bytes]
    key: bytes = b""


class Opener:
    """Opens sealed members: with a passphrase, or with the identities of a file as age-keygen writes it."""

    def __init__(self, *, passphrase: str = "", identities: Path | None = None) -> None:
        self._passphrase, self._file = passphrase, identities
        self._identities: list[Any] = []

    def take_key(self, sealed: bytes) -> None:
        """What a passphrase opens: the identity of this one backup."""
        age = _age()
        if not self._passphrase:
            raise BackupError("it is sealed with a passphrase; give it as TRUCEWATCH_BACKUP_PASSPHRASE")
        try:
            own = age.passphrase.decrypt(sealed, self._passphrase).decode("ascii").strip()
            self._identities = [age.x25519.Identity.from_str(own)]
        except (age.DecryptError, age.IdentityError, ValueError) as error:
            raise BackupError("the passphrase is another one, or the file is damaged") from error

    def open(self, name: str, sealed: bytes) -> bytes:
        """What was sealed."""
        age = _age()
        if not self._identities:
            self._identities = self._read()
        try:
            return bytes(age.decrypt(sealed, self._identities))
        except age.DecryptError as error:
            raise BackupError(f"{name} cannot be opened: sealed for another key, or damaged") from error

    def _read(self) -> list[Any]:
        if self._file is None:
            raise BackupError("it is sealed; name the file of your key with --identity")
        age = _age()
        try:
            lines = [line.strip() for line in self._file.read_text(encoding="utf-8").splitlines()]
            found = [age.x25519.Identity.from_str(line) for line in lines if line.startswith("AGE-SECRET-KEY-")]
        except (OSError, UnicodeDecodeError, age.IdentityError) as error:
            raise BackupError(f"{self._file}: no key can be read there") from error
        if not found:
            raise BackupError(f"{self._file} holds no key; age-keygen writes one that begins with AGE-SECRET-KEY-")
        return found


def seal_with_recipients(recipients: Sequence[str]) -> Seal:
    """A seal that the owners of these public keys (age1…) can open."""
    age = _age()
    try:
        known = [age.x25519.Recipient.from_str(one.strip()) for one in recipients]
    except age.RecipientError as error:
        raise BackupError(f"{', '.join(recipients)}: no public key of age; it begins with age1") from error
    return Seal(lambda data: bytes(age.encrypt(data, known)))


def seal_with_passphrase(passphrase: str) -> Seal:
    """A seal that a passphrase opens: a key made for this backup alone, itself sealed with the passphrase."""
    if len(passphrase) < LEAST:
        raise BackupError(f"a passphrase has {LEAST} characters at least")
    age = _age()
    own = age.x25519.Identity.generate()
    recipient = own.to_public()
    return Seal(lambda data: bytes(age.encrypt(data, [recipient])), bytes(age.passphrase.encrypt(str(own).encode(), passphrase)))


LEAST = 12


def _age() -> Any:
    try:
        import pyrage  # an extra: whoever seals nothing needs none
    except ImportError as error:
        raise BackupError(MISSING) from error
    return pyrage
