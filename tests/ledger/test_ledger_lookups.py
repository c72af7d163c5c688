"""Where merging looks claims up: kept beside the chain, made anew at will, on SQLite and PostgreSQL."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine, event, inspect, make_url, text

from tests.ledger.build import make_claim, make_report, stamp
from trucewatch.ledger import Kind, Ledger, Withdrawal
from trucewatch.ledger.lookups import Gathered

VERSION = "merging 1"
PLACES = {f"c{n}": n for n in range(12_000)}


def keep(
    ledger: Ledger,
    claims: Mapping[str, tuple[str, Collection[str]]],
    *,
    before: int | None,
    until: int,
    version: str = VERSION,
    gone: Collection[str] = (),
) -> int | None:
    """Keep each claim's family and marks; what the ledger answers."""
    marks = {key: marks for key, (_, marks) in claims.items()} | dict.fromkeys(gone, ())
    families = {key: family for key, (family, _) in claims.items()}
    return ledger.append_merged([], stamp(), Gathered(marks, families, dict.fromkeys(marks, 0) | PLACES, version, before, until))


def test_claims_are_found_under_their_marks_and_with_their_family(url: str) -> None:
    with Ledger.open(url) as ledger:
        lookups = ledger.lookups
        assert lookups.covered(VERSION) is None
        work = {
            "c1": ("c1", {"on 3 at Saraqib", "on 3 by army"}),
            "c2": ("c1", {"on 3 by army"}),
            "c3": ("c3", {"on 4 at Morek"}),
        }
        assert keep(ledger, work, before=None, until=5) == 0
        assert lookups.covered(VERSION) == 5
        assert lookups.claims_under(["on 3 by army"]) == {"c1", "c2"}
        assert lookups.claims_under(["on 3 at Saraqib", "on 4 at Morek"]) == {"c1", "c3"}
        assert lookups.claims_under([]) == frozenset()
        assert lookups.families_of(["c2", "c3", "unknown"]) == {"c1", "c3"}
        assert lookups.members_of(["c1"]) == {"c1", "c2"}


def test_a_claim_that_is_gone_is_found_no_more_and_others_stay(url: str) -> None:
    with Ledger.open(url) as ledger:
        lookups = ledger.lookups
        keep(ledger, {"c1": ("c1", {"a"}), "c2": ("c1", {"a"}), "c3": ("c3", {"b"})}, before=None, until=5)
        assert keep(ledger, {"c2": ("c2", {"b"})}, before=5, until=7, gone=["c1"]) == 0
        assert lookups.claims_under(["a"]) == frozenset()
        assert lookups.claims_under(["b"]) == {"c2", "c3"}
        assert lookups.families_of(["c1", "c2", "c3"]) == {"c2", "c3"}
        assert lookups.covered(VERSION) == 7


def test_work_that_another_has_overtaken_is_not_kept(url: str) -> None:
    with Ledger.open(url) as one, Ledger.open(url) as other:
        keep(one, {"c1": ("c1", {"a"})}, before=None, until=5)
        assert keep(other, {"c2": ("c2", {"a"})}, before=5, until=6) == 0
        late = Gathered({"c3": ("a",)}, {"c3": "c3"}, {"c3": 0}, VERSION, 5, 6)
        assert one.append_merged([make_claim("c3")], stamp(), late) is None
        assert list(one.claims()) == [], "not even its records are kept"
        assert one.lookups.claims_under(["a"]) == {"c1", "c2"}


def test_tables_of_another_version_count_as_missing_and_are_made_anew(url: str) -> None:
    with Ledger.open(url) as ledger:
        keep(ledger, {"c1": ("c1", {"a"})}, before=None, until=5)
        assert ledger.lookups.covered("merging 2") is None
        assert keep(ledger, {"c2": ("c2", {"a"})}, before=None, until=6, version="merging 2") == 0
        assert ledger.lookups.claims_under(["a"]) == {"c2"}


def test_what_entries_speak_of_since_is_told(url: str) -> None:
    with Ledger.open(url) as ledger:
        ledger.append([make_report("r1"), make_claim("c1"), make_claim("c2")], stamp())
        ledger.append([make_report("r2"), make_claim("c3", report="r2")], stamp(1))
        ledger.append([Withdrawal(Kind.CLAIM, "c1", "read again")], stamp(2))
        since = ledger.lookups.changed(3, ledger.head()[0])
        assert since.reports == {"r2"}
        assert since.claims == {"c1", "c3"}
        assert ledger.lookups.changed(6, 6).claims == frozenset()


def test_names_in_any_script_come_back_as_they_were(url: str) -> None:
    name = "claim سراقب \ud800\0"
    with Ledger.open(url) as ledger:
        keep(ledger, {name: (name, ["إدلب"])}, before=None, until=1)
        assert ledger.lookups.claims_under(["إدلب"]) == {name}
        assert ledger.lookups.members_of([name]) == {name}


def test_many_thousand_marks_are_looked_up_at_once(url: str) -> None:
    many = {f"c{n}": ("c0", [f"mark {n}", "all"]) for n in range(12_000)}
    with Ledger.open(url) as ledger:
        keep(ledger, many, before=None, until=1)
        assert len(ledger.lookups.claims_under(["all"])) == 12_000
        assert len(ledger.lookups.claims_under([f"mark {n}" for n in range(5_000)])) == 5_000


def test_of_a_crowd_the_first_are_looked_up(url: str) -> None:
    crowd = {f"c{n}": ("c0", ["crowded", f"mark {n % 4}"]) for n in range(40)}
    with Ledger.open(url) as ledger:
        keep(ledger, crowd, before=None, until=1)
        assert ledger.lookups.claims_under(["crowded"], first=3) == {"c0", "c1", "c2"}
        assert ledger.lookups.claims_under(["crowded", "mark 3"], first=10) == {f"c{n}" for n in (*range(10), *range(3, 40, 4))}
        assert ledger.lookups.crowded(["crowded", "mark 1", "unknown"], 10) == {"crowded"}
        assert ledger.lookups.crowded(["crowded", "mark 1", "unknown"], 40) == frozenset()


def test_the_crowds_among_a_thousand_marks_are_told_with_a_few_questions(url: str) -> None:
    crowd = {f"c{n}": ("c0", [f"mark {n % 1_000}", f"mark {n % 3}"]) for n in range(2_000)}
    asked: list[str] = []
    with Ledger.open(url) as ledger:
        keep(ledger, crowd, before=None, until=1)
        event.listen(ledger._engine, "before_cursor_execute", lambda *given: asked.append(given[2]))
        assert ledger.lookups.crowded([f"mark {n}" for n in range(1_000)], 2) == {"mark 0", "mark 1", "mark 2"}
        assert ledger.lookups.crowded([], 2) == frozenset()
    assert sum("merge_mark" in statement for statement in asked) <= 5


def test_the_chain_does_not_hang_on_them(url: str) -> None:
    with Ledger.open(url) as ledger:
        ledger.append([make_report(), make_claim()], stamp())
        keep(ledger, {"c1": ("c1", {"a"})}, before=None, until=2)
        assert ledger.verify() == 2


def test_a_ledger_without_the_tables_is_brought_up_to_date(url: str) -> None:
    with Ledger.open(url) as ledger:
        ledger.append([make_report(), make_claim()], stamp())
        head = ledger.head()
    engine = create_engine(make_url(url))
    with engine.connect() as connection, connection.begin():
        config = Config()
        config.set_main_option("script_location", "trucewatch.ledger:migrations")
        config.set_main_option("path_separator", "os")
        config.attributes["connection"] = connection
        command.downgrade(config, "0001")
    with engine.connect() as connection:
        assert "merge_mark" not in inspect(connection).get_table_names()
        assert connection.execute(text("SELECT count(*) FROM ledger_entry")).scalar() == 2
    engine.dispose()
    with Ledger.open(url) as ledger:
        assert ledger.head() == head
        assert ledger.verify() == 2
        assert ledger.lookups.covered(VERSION) is None
