"""What the ledger says at a moment, asked of the tables: the head, the newest entry on a record, the records that stand."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Connection, Engine, Row, and_, exists, func, not_, or_, select

from trucewatch.errors import LedgerError
from trucewatch.ledger.chain import START, Shape, instant
from trucewatch.ledger.doors import reading
from trucewatch.ledger.instants import reach, reached, settled
from trucewatch.ledger.records import Kind
from trucewatch.ledger.schema import entry_table, link_table

Moment = datetime | int
Thing = TypeVar("Thing")
Key = tuple[Kind, str]

PAGE = 400  # rows a query; a page is held in memory
PAGE_OF_REPORTS = 20  # a report can be a book
STEP = 100  # entries read at once where each is compared with the one before it
MOST_WALKED = 2_000  # entries whose times are sooner read one by one than looked up
FEW = 2_000  # entries on a kind that are sooner looked up than walked to

READ = tuple(entry_table.c[name] for name in ("seq", "kind", "subject", "record_id", "payload"))

_other = entry_table.alias("other")


def head(connection: Connection) -> tuple[int, str]:
    """Number and hash of the last entry."""
    row = connection.execute(select(entry_table.c.seq, entry_table.c.hash).order_by(entry_table.c.seq.desc()).limit(1)).first()
    return (0, START) if row is None else (int(row.seq), str(row.hash))


def position(connection: Connection, as_of: Moment | None) -> int:
    """The number of the last entry that belongs to the moment.

    For an instant, that is the last before the first entry that was recorded later. So an entry by a clock that is slow
    belongs to the time of the entries before it, and what was seen of a past moment stays what it was.
    """
    if isinstance(as_of, int) and 0 <= as_of <= reached(connection.engine):
        return as_of
    last = head(connection)[0]
    if not connection.get_execution_options().get("ledger_writes", False):  # what is not committed yet may never be
        reach(connection.engine, last)
    if as_of is None:
        return last
    if isinstance(as_of, int):
        if not 0 <= as_of <= last:
            raise LedgerError(f"the ledger has {last} entries; there is no state as of entry {as_of}")
        return as_of

    def find(behind: int, until: int) -> int | None:
        later = entry_table.c.recorded_at > instant(as_of)
        if until - behind <= MOST_WALKED:
            own = entry_table.c.recorded_at.concat("") > instant(as_of)  # by the number, not by the index on the time
            later = and_(entry_table.c.seq > behind, entry_table.c.seq <= until, own)
        # + 0, or SQLite walks all entries from the first for their minimum and leaves the index on the time aside
        after = connection.scalar(select(func.min(entry_table.c.seq + 0)).where(later))
        return None if after is None else int(after)

    return settled(connection.engine, instant(as_of), find, last)


def newest_on(connection: Connection, subject: Kind, key: str, until: int) -> Row[Any] | None:
    """The newest entry on one record."""
    mine = entry_table.c.subject == subject, entry_table.c.record_id == key, entry_table.c.seq <= until
    return connection.execute(select(entry_table).where(*mine).order_by(entry_table.c.seq.desc()).limit(1)).first()


def all_on(connection: Connection, subject: Kind, key: str) -> Sequence[Row[Any]]:
    """Every entry on one record, oldest first."""
    mine = entry_table.c.subject == subject, entry_table.c.record_id == key
    return connection.execute(select(entry_table).where(*mine).order_by(entry_table.c.seq)).all()


def newest_on_each(connection: Connection, wanted: Mapping[Kind, Collection[str]]) -> dict[Key, tuple[Kind, str]]:
    """Kind and payload of the newest entry on each of these records, where there is one."""
    query = select(entry_table.c.record_id, entry_table.c.kind, entry_table.c.payload).where(_newest(head(connection)[0]))
    found: dict[Key, tuple[Kind, str]] = {}
    for subject, keys in wanted.items():
        for some in chunks(sorted(keys)):
            for row in connection.execute(query.where(entry_table.c.subject == subject, entry_table.c.record_id.in_(some))):
                found[subject, row.record_id] = (Kind(row.kind), row.payload)
    return found


def standing(engine: Engine, kind: Kind, until: int) -> Iterator[Any]:
    """The records of a kind that stand, by id.

    Page by page, each its own short transaction: what is behind `until` never changes, so the pages fit together.
    """
    query = select(entry_table.c.seq, entry_table.c.record_id, entry_table.c.payload).where(
        entry_table.c.subject == kind, entry_table.c.kind == kind, entry_table.c.seq <= until, _newest(until)
    )
    size, after = PAGE_OF_REPORTS if kind is Kind.REPORT else PAGE, ""
    while True:
        with reading(engine) as connection:
            page = connection.execute(
                query.where(entry_table.c.record_id > after).order_by(entry_table.c.record_id).limit(size)
            ).all()
        yield from page
        if len(page) < size:
            return
        after = page[-1].record_id


def standing_with_links(engine: Engine, kind: Kind, until: int, targets: Mapping[str, str]) -> Iterator[Any]:
    """As `standing`, of those that refer to all these targets.

    The links come first: left to choose, SQLite walks through all records of the kind for the sake of their order.
    """
    with reading(engine) as connection:
        chosen = [
            set(connection.scalars(select(link_table.c.seq).where(link_table.c.what == what, link_table.c.target == target)))
            for what, target in targets.items()
        ]
        query = select(entry_table.c.record_id, entry_table.c.seq).where(
            entry_table.c.kind == kind, entry_table.c.seq <= until, _newest(until)
        )
        keys = sorted(
            (row.record_id, row.seq)
            for some in chunks(sorted(set.intersection(*chosen)))
            for row in connection.execute(query.where(entry_table.c.seq.in_(some)))
        )
    for some in chunks(keys):
        with reading(engine) as connection:
            payloads = select(entry_table.c.seq, entry_table.c.payload).where(entry_table.c.seq.in_([seq for _, seq in some]))
            page = connection.execute(payloads.order_by(entry_table.c.record_id)).all()
        yield from page


def standing_under(engine: Engine, kind: Kind, keys: Collection[str], until: int) -> Iterator[Any]:
    """As `standing`, of the records with these ids."""
    query = select(entry_table.c.seq, entry_table.c.record_id, entry_table.c.payload).where(
        entry_table.c.subject == kind, entry_table.c.kind == kind, entry_table.c.seq <= until, _newest(until)
    )
    for some in chunks(sorted(keys)):
        with reading(engine) as connection:
            page = connection.execute(query.where(entry_table.c.record_id.in_(some)).order_by(entry_table.c.record_id)).all()
        yield from page


def newest_under(connection: Connection, kind: Kind, keys: Collection[str], until: int) -> Iterator[Any]:
    """The newest entry up to `until` on each of these records, be it a withdrawal."""
    query = select(
        entry_table.c.record_id, entry_table.c.kind, entry_table.c.seq, entry_table.c.recorded_at, entry_table.c.payload
    ).where(entry_table.c.subject == kind, entry_table.c.seq <= until, _newest(until))
    for some in chunks(sorted(keys)):
        yield from connection.execute(query.where(entry_table.c.record_id.in_(some)))


def naming_any(engine: Engine, kind: Kind, what: str, targets: Collection[str], until: int) -> frozenset[str]:
    """The ids of the standing records of a kind that refer to any of these targets."""
    found: set[str] = set()
    for some in chunks(sorted(targets)):
        linked = select(link_table.c.seq).where(link_table.c.what == what, link_table.c.target.in_(some))
        query = select(entry_table.c.record_id).where(
            entry_table.c.kind == kind, entry_table.c.seq <= until, entry_table.c.seq.in_(linked), _newest(until)
        )
        with reading(engine) as connection:
            found.update(connection.scalars(query))
    return frozenset(found)


def namers(engine: Engine, kind: Kind, what: str, targets: Collection[str], until: int) -> dict[str, str]:
    """The id of the standing record of a kind that refers to each of these targets; of several, the last by its id."""
    query = (
        select(link_table.c.target, func.max(entry_table.c.record_id))
        .join(entry_table, entry_table.c.seq == link_table.c.seq)
        .where(link_table.c.what == what, entry_table.c.kind == kind, entry_table.c.seq <= until, _newest(until))
        .group_by(link_table.c.target)
    )
    found: dict[str, str] = {}
    for some in chunks(sorted(targets)):
        with reading(engine) as connection:
            found.update((target, key) for target, key in connection.execute(query.where(link_table.c.target.in_(some))))
    return found


def is_linked(connection: Connection, what: str, target: str) -> bool:
    """True if any entry, standing or not, refers to this target."""
    query = select(link_table.c.seq).where(link_table.c.what == what, link_table.c.target == target).limit(1)
    return connection.execute(query).first() is not None


def rows_in_order(engine: Engine, after: int, last: int) -> Iterator[Sequence[Row[Any]]]:
    """All entries from the one after `after` up to `last`, some at a time; a gap is left for the caller to see."""
    while after < last:
        with reading(engine) as connection:
            some = select(entry_table).where(entry_table.c.seq > after, entry_table.c.seq <= last)
            page = connection.execute(some.order_by(entry_table.c.seq).limit(PAGE)).all()
        if not page:
            return
        yield page
        after = page[-1].seq


def rows_numbered(engine: Engine, numbers: Collection[int]) -> Iterator[Any]:
    """The entries of these numbers in their order: number, kind and payload."""
    query = select(entry_table.c.seq, entry_table.c.kind, entry_table.c.payload).order_by(entry_table.c.seq)
    for some in chunks(sorted(set(numbers)), STEP):
        with reading(engine) as connection:
            rows = connection.execute(query.where(entry_table.c.seq.in_(some))).all()
        yield from rows


def rows_about(
    engine: Engine, subjects: Collection[Kind], after: int, last: int, columns: Sequence[ColumnElement[Any]] = READ
) -> Iterator[Sequence[Row[Any]]]:
    """The entries on some kinds of record from the one after `after` up to `last`, in their order, some at a time.

    Their numbers come first: asked for page by page in order, SQLite would sort all that are left for every page.
    """
    with reading(engine) as connection:
        # + "", or SQLite walks all of these kinds for the few that are new
        subject = entry_table.c.subject if after == 0 else entry_table.c.subject + ""
        mine = subject.in_(subjects), entry_table.c.seq > after, entry_table.c.seq <= last
        numbers = sorted(connection.scalars(select(entry_table.c.seq).where(*mine)))
    for some in chunks(numbers):
        with reading(engine) as connection:
            yield connection.execute(select(*columns).where(entry_table.c.seq.in_(some)).order_by(entry_table.c.seq)).all()


def rows_in_steps(
    engine: Engine,
    subjects: Collection[Kind],
    after: int,
    last: int,
    *,
    newest_first: bool,
    shapes: Collection[Shape] = (),
) -> Iterator[Sequence[Row[Any]]]:
    """The entries on some kinds of record between two numbers, some at a time, from either end; memory stays flat.

    Kinds of which there are few are looked up; for others the entries are walked through in their order.
    """
    kinds = sorted(subjects)
    if rare := _few(engine, kinds, after, last):
        numbers = sorted(rare, reverse=newest_first)
        pages: Iterable[Sequence[int]] = (numbers[at : at + STEP] for at in range(0, len(numbers), STEP))
    else:
        pages = () if rare is not None else _walked(engine, kinds, shapes, after, last, newest_first=newest_first)
    order = entry_table.c.seq.desc() if newest_first else entry_table.c.seq
    for page in pages:
        with reading(engine) as connection:
            mine = entry_table.c.seq.in_(page), *_shaped(shapes)
            rows = connection.execute(select(entry_table).where(*mine).order_by(order)).all()
        yield rows


def _few(engine: Engine, kinds: Sequence[Kind], after: int, last: int) -> list[int] | None:
    """The numbers of the entries on these kinds if there are few in the whole ledger, else None."""
    found: list[int] = []
    for kind in kinds:
        with reading(engine) as connection:
            mine = select(entry_table.c.seq).where(entry_table.c.subject == kind).limit(FEW + 1 - len(found))
            found += connection.scalars(mine).all()
        if len(found) > FEW:
            return None
    return [seq for seq in found if after < seq <= last]


def _shaped(shapes: Collection[Shape]) -> list[ColumnElement[bool]]:
    """What is true of entries of these shapes; nothing is asked where none is named."""
    same = _other.c.subject == entry_table.c.subject, _other.c.record_id == entry_table.c.record_id
    before = exists().where(*same, _other.c.seq < entry_table.c.seq).correlate(entry_table)
    gone = exists().where(*same, _other.c.seq < entry_table.c.seq, _other.c.kind == Kind.WITHDRAWAL).correlate(entry_table)
    here = entry_table.c.kind != Kind.WITHDRAWAL
    told = {
        Shape.FIRST: and_(here, not_(before)),
        Shape.AGAIN: and_(here, before),
        Shape.BACK: and_(here, gone),
        Shape.GONE: not_(here),
    }
    return [or_(*(told[shape] for shape in sorted(shapes)))] if shapes else []


def _walked(
    engine: Engine, kinds: Sequence[Kind], shapes: Collection[Shape], after: int, last: int, *, newest_first: bool
) -> Iterator[Sequence[int]]:
    # + "", or the index on kinds would be sorted anew for every page
    mine = and_((entry_table.c.subject + "").in_(kinds), *_shaped(shapes))
    while after < last:
        query = select(entry_table.c.seq).where(mine, entry_table.c.seq > after, entry_table.c.seq <= last).limit(STEP)
        with reading(engine) as connection:
            page = connection.scalars(query.order_by(entry_table.c.seq.desc() if newest_first else entry_table.c.seq)).all()
        if page:
            yield page
        if len(page) < STEP:
            return
        after, last = (after, page[-1] - 1) if newest_first else (page[-1], last)


def rows_before(engine: Engine, rows: Sequence[Row[Any]]) -> dict[int, Row[Any]]:
    """The entry before each of these on the same record, by the number of the later one; a first entry has none."""
    versions: dict[tuple[str, str], list[int]] = {(row.subject, row.record_id): [] for row in rows}
    top = max((row.seq for row in rows), default=0)
    for subject in {row.subject for row in rows}:
        keys = sorted({row.record_id for row in rows if row.subject == subject})
        with reading(engine) as connection:
            mine = select(entry_table.c.seq, entry_table.c.record_id).where(entry_table.c.subject == subject)
            for found in connection.execute(mine.where(entry_table.c.record_id.in_(keys), entry_table.c.seq < top)):
                versions[subject, found.record_id].append(int(found.seq))
    before = {row.seq: max((n for n in versions[row.subject, row.record_id] if n < row.seq), default=0) for row in rows}
    wanted = sorted({number for number in before.values() if number})
    with reading(engine) as connection:
        held = {row.seq: row for row in connection.execute(select(entry_table).where(entry_table.c.seq.in_(wanted)))}
    return {seq: held[number] for seq, number in before.items() if number}


def links_of(engine: Engine, first: int, last: int) -> dict[int, set[tuple[str, str]]]:
    """What the entries from `first` to `last` refer to, as kept for look-ups."""
    kept: dict[int, set[tuple[str, str]]] = {}
    with reading(engine) as connection:
        for row in connection.execute(select(link_table).where(link_table.c.seq >= first, link_table.c.seq <= last)):
            kept.setdefault(row.seq, set()).add((row.what, row.target))
    return kept


def chunks(things: Sequence[Thing], size: int = PAGE) -> Iterator[Sequence[Thing]]:
    """The things in pages, so that no query grows without bound."""
    return (things[start : start + size] for start in range(0, len(things), size))


def _newest(until: int) -> ColumnElement[bool]:
    """True of an entry if no other up to `until` speaks of its record after it.

    A correlated maximum: PostgreSQL looks it up in the index row by row, where it might rewrite NOT EXISTS into a join
    over the whole table, and that for every page.
    """
    newest = select(func.max(_other.c.seq)).where(
        _other.c.subject == entry_table.c.subject, _other.c.record_id == entry_table.c.record_id, _other.c.seq <= until
    )
    return entry_table.c.seq == newest.correlate(entry_table).scalar_subquery()
