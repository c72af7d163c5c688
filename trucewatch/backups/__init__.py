"""Backups of a ledger: one file with all entries and, where it is asked for, what lies beside them; sealed, checked, restored.

The file is a tar archive. `head.json` comes first and says up to which entry it goes, what its hash is and what else is in the
file. The entries follow as `ledger-000001.jsonl.gz`, …, lines as `trucewatch export ledger` writes them; then what lies beside,
and `tail.json.gz` with the hash of each member. Of a sealed backup each member is a file of the age format by itself.
"""

from trucewatch.backups.head import Head, Lying
from trucewatch.backups.reading import Checked, check, read_head, restore
from trucewatch.backups.sealing import Opener, Seal, seal_with_passphrase, seal_with_recipients
from trucewatch.backups.writing import back_up

__all__ = [
    "Checked",
    "Head",
    "Lying",
    "Opener",
    "Seal",
    "back_up",
    "check",
    "read_head",
    "restore",
    "seal_with_passphrase",
    "seal_with_recipients",
]
