"""The commands on the ledger itself: check it, back it up, restore and copy it, bring its tables up and down."""

from __future__ import annotations

import json
import os
import pathlib
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from trucewatch.errors import LedgerError, UsageError
from trucewatch.options import AsJson, LedgerUrl, Quiet, opened, settings_with
from trucewatch.settings import secret
from trucewatch.terminal import note, put, tell

if TYPE_CHECKING:
    from collections.abc import Callable

    from trucewatch.backups import Head, Opener, Seal

PASSPHRASE = "backup_passphrase"
EVERY = 100_000  # entries between two lines on how far it is

ledger_app = typer.Typer(help="The append-only ledger itself.", no_args_is_help=True)

BackupFile = Annotated[pathlib.Path, typer.Argument(metavar="FILE", help="The backup.")]
Everything = Annotated[bool, typer.Option("--all", help="People, alerts, feeds and raw bytes too, not the ledger alone.")]
Identity = Annotated[pathlib.Path | None, typer.Option("--identity", metavar="FILE", help="The key file of a sealed backup.")]


@ledger_app.command("verify")
def ledger_verify(
    ledger: LedgerUrl = "",
    expect_head: Annotated[str, typer.Option(metavar="SEQ:HASH", help="A head noted earlier, to see a cut-off end.")] = "",
    backup: Annotated[
        pathlib.Path | None, typer.Option("--backup", metavar="FILE", help="Check this backup, without restoring it.")
    ] = None,
    identity: Identity = None,
    as_json: AsJson = False,
) -> None:
    """Recompute the hash chain from the first entry to the last, of the ledger or of a backup."""
    noted_seq, _, noted_hash = expect_head.partition(":")
    if expect_head and not (noted_seq.isdecimal() and noted_hash):
        raise UsageError(f"{expect_head!r} is no noted head; write it as SEQ:HASH")
    if backup is not None:
        _verify_backup(backup, identity, expect_head, as_json=as_json)
        return
    from trucewatch.journal import What
    from trucewatch.ledger import default_url
    from trucewatch.upkeep import upkeep

    settings = settings_with(ledger=ledger)
    url = settings.ledger or default_url()
    with opened(url) as book, upkeep(url, settings, What.VERIFIED) as kept:
        count = book.verify(expect_head=(int(noted_seq), noted_hash) if expect_head else None)
        seq, head = book.head()
        kept.did(What.VERIFIED, entries=count)
    row = {"entries": count, "head": head, "seq": seq}
    put([json.dumps([row]) + "\n"] if as_json else [f"{count} entries, the chain holds; head {seq}:{head}\n"])


def _verify_backup(file: pathlib.Path, identity: pathlib.Path | None, expect_head: str, *, as_json: bool) -> None:
    from trucewatch.backups import check

    checked = check(file, _opener(identity))
    head = checked.head
    if expect_head and expect_head != f"{head.seq}:{head.hash}":
        raise LedgerError(f"{file} ends at {head.seq}:{head.hash}, and not at {expect_head}")
    if as_json:
        put([json.dumps([{**_row(head), "checked": checked.beside}]) + "\n"])
    else:
        tell([f"{checked.entries} entries, the chain holds; head {head.seq}:{head.hash}\n", *_lines(head)])


@ledger_app.command("backup")
def ledger_backup(
    file: BackupFile,
    ledger: LedgerUrl = "",
    everything: Everything = False,
    encrypt: Annotated[
        bool, typer.Option("--encrypt", help="Seal it with the passphrase in TRUCEWATCH_BACKUP_PASSPHRASE.")
    ] = False,
    recipient: Annotated[
        list[str] | None, typer.Option("--recipient", metavar="KEY", help="Seal it for this public key (age1…); may be repeated.")
    ] = None,
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Write the ledger into one compressed file, as it is now, whatever is recorded meanwhile."""
    from trucewatch.backups import back_up
    from trucewatch.journal import What
    from trucewatch.ledger import default_url
    from trucewatch.pipeline import clock
    from trucewatch.upkeep import upkeep

    settings = settings_with(ledger=ledger)
    url = settings.ledger or default_url()
    seal = _seal(encrypt=encrypt, recipients=recipient or [])
    with opened(url) as book, upkeep(url, settings, What.BACKUP) as kept:
        telling = _progress("saved", quiet=quiet)
        head = back_up(book, url, file, now=clock(), raw=kept.store, everything=everything, seal=seal, progress=telling)
        kept.did(What.BACKUP, seq=head.seq, sealed=seal is not None, everything=everything)
    if as_json:
        put([json.dumps([_row(head)]) + "\n"])
    else:
        note(f"{file}: {head.seq} entries; head {head.seq}:{head.hash}", quiet=quiet)
        for line in _lines(head):
            note(line.rstrip("\n"), quiet=quiet)


@ledger_app.command("restore")
def ledger_restore(
    file: BackupFile, ledger: LedgerUrl = "", identity: Identity = None, as_json: AsJson = False, quiet: Quiet = False
) -> None:
    """Restore a backup into an empty ledger: the same entries with the same hashes, and what lies beside if it holds that."""
    from trucewatch.backups import restore
    from trucewatch.ledger import default_url
    from trucewatch.raw import Place, open_store

    settings = settings_with(ledger=ledger)
    url = settings.ledger or default_url()
    raw = open_store(url, Place.of(settings))
    with opened(url) as book:
        done = restore(file, _opener(identity), book, url, raw)
    if as_json:
        put([json.dumps([{**_row(done.head), "restored": done.beside}]) + "\n"])
    else:
        beside = "".join(f"; {many} of {what}" for what, many in sorted(done.beside.items()))
        note(f"{done.entries} entries restored{beside}; head {done.head.seq}:{done.head.hash}", quiet=quiet)


@ledger_app.command("copy")
def ledger_copy(
    target: Annotated[str, typer.Argument(metavar="URL", help="The ledger to copy into: empty, or an earlier copy.")],
    ledger: LedgerUrl = "",
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Copy the ledger into another database, SQLite or PostgreSQL, with the same hashes; again, it brings what is new."""
    from trucewatch.ledger import Ledger
    from trucewatch.ledger.carrying import carry

    with opened(ledger) as book:
        if not book.head()[0]:
            raise UsageError(f"{book.address} is empty: there is nothing to copy")
        with Ledger.open(target) as other:
            done = carry(book, other, _progress("copied", quiet=quiet))
    seq, digest = done.head
    if as_json:
        put([json.dumps([{"entries": done.entries, "added": done.new, "seq": seq, "head": digest}]) + "\n"])
    else:
        note(f"{done.entries} entries, {done.new} of them new; head {seq}:{digest}", quiet=quiet)
        note("People, alerts, feeds and raw bytes are not copied; backup --all and restore take them along.", quiet=quiet)


@ledger_app.command("upgrade")
def ledger_upgrade(ledger: LedgerUrl = "", as_json: AsJson = False, quiet: Quiet = False) -> None:
    """Bring the tables to this version, as opening the ledger does; entries are not touched."""
    from trucewatch.ledger.schema import REVISION

    with opened(ledger) as book:
        seq, digest = book.head()
    _tell_layout(REVISION, seq, digest, as_json=as_json, quiet=quiet)


@ledger_app.command("downgrade")
def ledger_downgrade(
    to: Annotated[str, typer.Argument(metavar="VERSION", help="The version of the tables that the older program knows: 0005.")],
    ledger: LedgerUrl = "",
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Bring the tables back to an earlier version, for an older program; entries are not touched."""
    from trucewatch.ledger import default_url
    from trucewatch.ledger.layouts import downgrade

    seq, digest = downgrade(settings_with(ledger=ledger).ledger or default_url(), to)
    _tell_layout(to, seq, digest, as_json=as_json, quiet=quiet)


def _tell_layout(version: str, seq: int, digest: str, *, as_json: bool, quiet: bool) -> None:
    if as_json:
        put([json.dumps([{"version": version, "seq": seq, "head": digest}]) + "\n"])
    else:
        note(f"the tables are of version {version}; head {seq}:{digest}", quiet=quiet)


def _seal(*, encrypt: bool, recipients: list[str]) -> Seal | None:
    from trucewatch.backups import seal_with_passphrase, seal_with_recipients

    if recipients:
        if encrypt:
            raise UsageError("a backup is sealed with a passphrase (--encrypt) or for keys (--recipient), not both")
        return seal_with_recipients(recipients)
    if not encrypt:
        return None
    words = secret(PASSPHRASE, env=os.environ)
    if not words:
        raise UsageError("--encrypt needs TRUCEWATCH_BACKUP_PASSPHRASE, or TRUCEWATCH_BACKUP_PASSPHRASE_FILE")
    return seal_with_passphrase(words)


def _opener(identity: pathlib.Path | None) -> Opener:
    from trucewatch.backups import Opener

    return Opener(passphrase=secret(PASSPHRASE, env=os.environ), identities=identity)


def _row(head: Head) -> dict[str, object]:
    return {**asdict(head), "counts": dict(head.counts)}


def _lines(head: Head) -> list[str]:
    """What lies beside the ledger, taken along or not."""
    taken = {True: "in it too", False: "NOT in it"}
    return [f"{one.what} ({one.where}), {one.many}: {taken[one.taken]}\n" for one in head.beside]


def _progress(done: str, *, quiet: bool) -> Callable[[int, int], None]:
    told = [0]

    def tell_how_far(entries: int, of: int) -> None:
        if entries - told[0] >= EVERY and entries < of:
            told[0] = entries
            note(f"{entries:,} of {of:,} entries {done}", quiet=quiet)

    return tell_how_far
