"""Every fault of an agreement file is told with its line, none hides another, and the sound rest is used."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.knowledge.pacts import GOOD, checked, line_of, spoilt, told
from trucewatch.knowledge.agreement_files import Loses
from trucewatch.knowledge.agreements import FOLDER, check_files


def test_the_trial_file_has_no_fault(tmp_path: Path) -> None:
    file = checked(tmp_path, GOOD)
    assert told(file.faults) == []
    assert file.agreement is not None
    assert [clause.id for clause in file.agreement.clauses] == ["TRY20-1", "TRY20-2"]


def test_no_packaged_agreement_has_a_fault() -> None:
    assert [str(fault) for file in check_files(FOLDER.glob("*.toml")) for fault in file.faults] == []


CLAUSE = [
    ('kind = "prohibition"', 'kind = "prohibitoin"', 'kind = "prohibitoin"', "kind cannot be 'prohibitoin'; did you mean prohibition?"),
    ('kind = "prohibition"', 'kind = "wish"', 'kind = "wish"', "known are access duty, continuing state"),
    ("deadline = 2020-03-01", "deadlne = 2020-03-01", "deadlne", "deadlne is no field of a clause; did you mean deadline?"),
    ("deadline = 2020-03-01\n", "", '[[clauses]]\nid = "TRY20-2"', "a duty with deadline needs a deadline"),
    ("deadline = 2020-03-01", 'deadline = "soon"', 'deadline = "soon"', "deadline must be a date such as 2020-02-13, not 'soon'"),
    ("deadline = 2020-03-01", "deadline = 2020-03-01T10:00:00", "deadline = ", "deadline must be a date"),
    ('debtor = ["SYR"]', "debtor = []", "debtor = []", "there is no debtor"),
    ('debtor = ["SYR"]\n', "", '[[clauses]]\nid = "TRY20-2"', "debtor is missing"),
    ('debtor = ["SYR"]', 'debtor = "SYR"', 'debtor = "SYR"', "debtor must be a list in brackets, not 'SYR'"),
    ('debtor = ["SYR"]', 'debtor = [\n  "SYR",\n  "SYRIA"]', '  "SYRIA"', "debtor names the party 'SYRIA', which no table of parties has"),
    ('debtor = ["SYR"]', 'debtor = ["SYR", "SYR"]', 'debtor = ["SYR", "SYR"]', "debtor names SYR twice"),
    ('debtor = ["SYR"]', 'debtor = ["IRN"]', 'debtor = ["IRN"]', "the debtor IRN is not among those bound (TUR, RUS, SYR, SYR:REB)"),
    ('area = "TRY20-B"', 'area = "TRY20-C"', 'area = "TRY20-C"', "there is no area TRY20-C; did you mean TRY20-A?"),
    ('id = "TRY20-2"', 'id = "TRY20-1"\n# again', '"TRY20-1"\n# again', "clause id TRY20-1 is used twice; ids are never reused"),
    ('id = "TRY20-2"', 'id = "TRY20-9"', 'id = "TRY20-9"', "clause id TRY20-9 is retired; ids are never reused"),
    ('id = "TRY20-2"', 'id = "SOC18-2"', 'id = "SOC18-2"', "its id must begin with TRY20-"),
    ('source = "point 2"', 'source = " "', 'source = " "', "source is empty"),
    ('obligation = "Guns leave the road."', 'obligation = ""', 'obligation = ""', "obligation is empty"),
    ('source = "point 2"', 'source = "point\\u0000 2"', 'source = "point\\u0000', "source holds a control character"),
    ("end = 2020-04-01", "end = 2020-02-20", "end = 2020-02-20", "end (2020-02-20) lies before deadline (2020-03-01)"),
    ("start = 2020-02-13", "start = 2020-07-13", "start = 2020-07-13", "start (2020-07-13) lies after the instrument ended (2020-06-30)"),
    ("start = 2020-02-13", "start = 0001-01-01", "start = 0001-01-01", "start lies in the years 1800 to 2199, not 0001-01-01"),
    ("start = 2020-02-13\n", "", "start_at = ", "start_at needs a start"),
    ("start_at = 00:01:00", "start_at = 14:00:00\nend = 2020-02-13\nend_at = 12:00:00", "end = 2020-02-13", "end (2020-02-13) lies before start"),
    ("every_days = 7", "every_days = 0", "every_days = 0", "every_days lies in 1..3660, not 0"),
    ("every_days = 7", "every_days = 7.5", "every_days = 7.5", "every_days must be a whole number, not 7.5"),
    ('zone = "Europe/Istanbul"', 'zone = "Europe/Istambul"', 'zone = "Europe/Istambul"', "no IANA time zone; did you mean Europe/Istanbul?"),
    ('counting = "per-burst"', 'counting = "per-brust"', 'counting = "per-brust"', "no counting rule; did you mean per-burst?"),
    ("continuing = true", 'continuing = "yes"', 'continuing = "yes"', "continuing must be true or false, not 'yes'"),
    ("continuing = true\n", "", "[[clauses.ends]]", "ends are only looked at where continuing = true"),
    ('modes = ["aerial"]', 'modes = ["arial"]', 'modes = ["arial"]', "'arial' is no mode of ASSAULT; did you mean aerial?"),
    ('    "clash"]', '    "flee"]', '    "flee"]', "'flee' is no mode of COERCE, ASSAULT; known are"),
    ('[[clauses.breaks]]\ntypes = ["ASSAULT"]', '[[clauses.breaks]]\ntypes = ["ASAULT"]', 'types = ["ASAULT"]', "types cannot be 'ASAULT'; did you mean ASSAULT?"),
    ('[[clauses.breaks]]\ntypes = ["ASSAULT"]', "[[clauses.breaks]]\ntypes = []", "types = []", "an act needs its types"),
    ('  { types = ["ASSAULT"], modes', "  { tpyes = 1, modes", "  { tpyes = 1", "tpyes is no field of an act; did you mean types?"),
    ("at_least = 2", "at_least = 0", "at_least = 0", "at_least is a number from 1"),
    ('counts = "killed"\n', "", "at_least = 2", "at_least is a number from 1, of what counts says"),
    ('words = ["bomb"]', 'words = ["bomb", ""]', 'words = ["bomb", ""]', "words is empty"),
    ('area = "TRY20-B"\n', "", '    "clash"], where', "an act outside the area needs a clause with an area"),
    ('field = "start"', 'field = "begin"', 'field = "begin"', "a reading of 'begin', which is no field of a clause"),
    ('field = "start"', 'field = "debtor"', "day = 2020-02-14", "day does not fit a reading of debtor; it is tested by its codes"),
    ('field = "start"', 'field = "obligation"', "day = 2020-02-14", "day does not fit a reading of obligation; it is told, not tested"),
    ("day = 2020-02-14\n", "", "at = 14:00:00", "at of a reading needs a day"),
    ('zone = "Europe/Moscow"', 'zone = "Moscow"', 'zone = "Moscow"', "'Moscow' is no IANA time zone"),
    ('by = ["RUS"]\nsource', 'by = ["RUSSIA"]\nsource', 'by = ["RUSSIA"]', "by names the party 'RUSSIA'"),
    ("score = 1", "score = 4", "[[clauses.scores]]", "a score lies in 0..3, not 4"),
    ('why = "fewer shells fell"', 'why = ""', 'why = ""', "why is empty"),
]  # fmt: skip


@pytest.mark.parametrize(("right", "wrong", "at", "reason"), CLAUSE, ids=[case[3] for case in CLAUSE])
def test_a_fault_of_a_clause_costs_that_clause(tmp_path: Path, right: str, wrong: str, at: str, reason: str) -> None:
    file, text = spoilt(tmp_path, right, wrong)
    assert reason in dict(told(file.faults))[line_of(text, at)]
    assert {fault.loses for fault in file.faults} == {Loses.CLAUSE}
    assert file.agreement is not None
    assert len(file.agreement.clauses) == 1
    assert len(file.agreement.areas) == 2


ALONE = {"at of a reading needs a day"}  # the reading's zone needs one as well


@pytest.mark.parametrize(
    ("right", "wrong", "reason"), [(a, b, d) for a, b, _, d in CLAUSE if d not in ALONE], ids=lambda words: words[:40]
)
def test_one_slip_is_told_once(tmp_path: Path, right: str, wrong: str, reason: str) -> None:
    file, _ = spoilt(tmp_path, right, wrong)
    assert len(file.faults) == 1, told(file.faults)


AREA = [
    ("  [36.0, 35.0],\n]", "  [36.0, 35.5],\n]", "  [36.0, 35.5]", "the ring is not closed: its last point must be its first"),
    ("  [37.0, 36.0],\n  [36.0, 36.0],", "  [36.0, 36.0],\n  [37.0, 36.0],", "ring = [", "the ring crosses or touches itself at 36.5, 35.5"),
    ("  [37.0, 35.0],\n  [37.0, 36.0],\n  [36.0, 36.0],\n", "  [37.0, 35.0],\n", "ring = [", "a ring needs 4 points"),
    ("  [37.0, 36.0],", "  [37.0, 36.0],\n  [37.0, 36.0], # again", "  [37.0, 36.0], # again", "twice in a row"),
    ("  [37.0, 36.0],", "  [37.0, 96.0],", "  [37.0, 96.0]", "37, 96 is no place on the globe; longitude stands first"),
    ("  [37.0, 36.0],", "  [37.0, nan],", "  [37.0, nan]", "ring must be a number, not nan"),
    ("  [37.0, 36.0],", "  [37.0],", "  [37.0],", "ring must hold 2 values, not 1"),
    ("  [37.0, 36.0],", '  "37, 36",', '  "37, 36"', "ring must be a list in brackets, not '37, 36'"),
    ("width_km = 6.0", "width_km = 4.0", "width_km = 4.0", "width_km (4) is below least_km (5)"),
    ("width_km = 6.0", "width_km = -6", "width_km = -6", "width_km lies above 0 and up to 1000, not -6"),
    ("width_km = 6.0\n", "", "least_km = 5.0", "least_km needs a width_km"),
    ("width_km = 6.0", "widht_km = 6.0", "widht_km = 6.0", "widht_km is no field of an area; did you mean width_km?"),
    ('names = ["Saraqib", "Ariha"]', 'names = ["Saraqib"]', 'kind = "buffer of a road"', "a buffer of a road needs a line of two points or two names"),
    ('kind = "buffer of a road"', 'kind = "named units"\npartly = ["Ariha"]', "partly", "Ariha cannot lie inside as a whole and only in part"),
    ('source = "a map"', 'source = ""', 'source = ""', "source is empty"),
    ('kind = "polygon"\ncountries = ["SYR"]', 'kind = "polygon"\ncountries = ["SY"]', 'countries = ["SY"]', "'SY' is no country"),
]  # fmt: skip


@pytest.mark.parametrize(("right", "wrong", "at", "reason"), AREA, ids=[case[3] for case in AREA])
def test_a_fault_of_an_area_costs_it_and_the_clause_that_holds_there(
    tmp_path: Path, right: str, wrong: str, at: str, reason: str
) -> None:
    file, text = spoilt(tmp_path, right, wrong)
    assert reason in dict(told(file.faults))[line_of(text, at)]
    assert {fault.loses for fault in file.faults} <= {Loses.AREA, Loses.CLAUSE}
    assert file.agreement is not None
    assert len(file.agreement.areas) == 1
    assert len(file.agreement.clauses) == 1


def test_a_clause_whose_area_has_a_fault_is_told_of_as_well(tmp_path: Path) -> None:
    file, text = spoilt(tmp_path, "width_km = 6.0", "width_km = 4.0")
    assert told(file.faults) == [
        (line_of(text, "width_km = 4.0"), "area TRY20-B: width_km (4) is below least_km (5)"),
        (line_of(text, 'area = "TRY20-B"'), "clause TRY20-2: its area TRY20-B has a fault of its own"),
    ]


@pytest.mark.parametrize(
    ("posts", "reason"),
    [
        ('["IDL-01", "IDL-99"]', "area TRY20-B: 'IDL-99' is no post of the registry; did you mean IDL-09?"),
        ('["IDL-01", "IDL-02", "IDL-01"]', "area TRY20-B: posts names IDL-01 twice"),
        ('["IDL-01"]', "area TRY20-B: a line of posts needs two posts"),
    ],
)
def test_a_line_of_posts_is_made_of_posts_that_are_known(tmp_path: Path, posts: str, reason: str) -> None:
    right = 'kind = "buffer of a road"\nnames = ["Saraqib", "Ariha"]'
    good, _ = spoilt(tmp_path, right, 'kind = "line of posts"\nposts = ["IDL-01", "IDL-02"]')
    assert good.faults == ()
    file, _ = spoilt(tmp_path, right, f'kind = "line of posts"\nposts = {posts}')
    assert told(file.faults)[0][1] == reason


def test_an_area_id_used_twice_is_told_at_the_second(tmp_path: Path) -> None:
    file, text = spoilt(tmp_path, 'id = "TRY20-B"', 'id = "TRY20-A" #')
    assert (line_of(text, 'id = "TRY20-A" #'), "area id TRY20-A is used twice; ids are never reused") in told(file.faults)


WHOLE = [
    ('id = "TRY20"\n', "", 'title = "A trial truce"', "id is missing"),
    ('id = "TRY20"', 'id = "a truce"', 'id = "a truce"', "must be up to 40 capital letters"),
    ("signed = 2020-02-12", 'signed = "12 February"', 'signed = "12', "signed must be a date"),
    ("effective = 2020-02-13", "efective = 2020-02-13", "efective", "efective is no field of an agreement; did you mean effective?"),
    ("signed = 2020-02-12", "signed = 0001-01-01", "signed = 0001", "signed lies in the years 1800 to 2199, not 0001-01-01"),
    ("effective = 2020-02-13", "effective = 9999-12-31", "effective = 9999", "effective lies in the years 1800 to 2199, not 9999-12-31"),
    ('zone = "Asia/Damascus"', 'zone = ""', 'zone = ""', "zone is empty"),
    ("ended = 2020-06-30", "ended = 2020", "ended = 2020", "ended must be a date such as 2020-02-13, not 2020"),
    ('zone = "Asia/Damascus"', 'zone = "Damascus"', 'zone = "Damascus"', "'Damascus' is no IANA time zone"),
    ('bound = ["TUR", "RUS", "SYR", "SYR:REB"]', "bound = []", "bound = []", "bound is empty"),
    ('stage = "ended"', 'stage = "finished"', 'stage = "finished"', "stage cannot be 'finished'"),
]  # fmt: skip


@pytest.mark.parametrize(("right", "wrong", "at", "reason"), WHOLE, ids=[case[3] for case in WHOLE])
def test_a_fault_of_the_whole_costs_the_file(tmp_path: Path, right: str, wrong: str, at: str, reason: str) -> None:
    file, text = spoilt(tmp_path, right, wrong)
    assert (line_of(text, at), reason) in [(line, reason if reason in words else words) for line, words in told(file.faults)]
    assert file.agreement is None
    assert Loses.FILE in {fault.loses for fault in file.faults}


TOLD = [
    ("ended = 2020-06-30", "ended = 2020-05-30", 'ended"\non', "ended on 2020-06-30 by its life; ended says 2020-05-30"),
    ("ended = 2020-06-30\n", "", 'ended"\non', "ended on 2020-06-30 by its life; ended says nothing"),
    ("on = 2020-02-13", "on = 2020-02-14", "on = 2020-02-14", "in force from 2020-02-14 by its life, from 2020-02-13 by effective"),
    ("on = 2020-02-12", "on = 2020-02-22", "on = 2020-02-13", "in force (2020-02-13) stands after signed (2020-02-22)"),
    ('stage = "ended"', 'stage = "amended"', "ended = 2020-06-30", "ended on 2020-06-30, but no turn of its life says so"),
    ('source = "a statement"\n\n[[relations', 'source = ""\n\n[[relations', 'source = ""', "source is empty"),
    ('title = "A trial truce"', 'title = ""', 'title = ""', "title is empty"),
    ('sources = ["A letter of 12 February 2020"]', "sources = []", "sources = []", "sources is empty"),
    ('sources = ["A letter of 12 February 2020"]', 'sources = ["", "A letter"]', "sources", "sources is empty"),
    ('signatories = ["TUR", "RUS"]', 'signatories = ["TURKEY", "RUS"]', "signatories", "the party 'TURKEY', which no table"),
    ('["RUS", "SYR"]]', '["RUS", "SYRIA"]]', "guarantor_of", "the party 'SYRIA', which no table"),
    ('non_consenting = ["SYR:REB"]', 'non_consenting = ["ISIS"]', "non_consenting", "ISIS never agreed, and is not among those bound"),
    ('zone = "Asia/Damascus"\ncountries = ["SYR"]', 'zone = "Asia/Damascus"\ncountries = ["Syria"]', 'countries = ["Syria"]', "'Syria' is no country"),
]  # fmt: skip


@pytest.mark.parametrize(("right", "wrong", "at", "reason"), TOLD, ids=[case[3] for case in TOLD])
def test_a_fault_that_spoils_no_clause_is_told_and_everything_is_used(
    tmp_path: Path, right: str, wrong: str, at: str, reason: str
) -> None:
    file, text = spoilt(tmp_path, right, wrong)
    (fault,) = file.faults
    near = line_of(text, at)
    assert fault.line in (near, near - 1)  # a turn as a whole is told of in the line of its [[lifecycle]]
    assert reason in fault.reason
    assert file.agreement is not None
    assert len(file.agreement.clauses) == 2


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ("SOC81", "there is no agreement SOC81; give its title where it has no file, or name one: did you mean SOC18?"),
        ("TRY20", "TRY20 stands in a relation to itself"),
        ("", "to is empty"),
    ],
)
def test_a_relation_to_nothing_costs_that_relation(tmp_path: Path, wrong: str, reason: str) -> None:
    file, text = spoilt(tmp_path, 'to = "SOC18"', f'to = "{wrong}"')
    assert told(file.faults) == [(line_of(text, f'to = "{wrong}"'), reason)]
    assert file.agreement is not None
    assert file.agreement.relations == ()
    assert len(file.agreement.clauses) == 2


def test_an_instrument_that_has_no_file_is_named_by_its_title(tmp_path: Path) -> None:
    file, _ = spoilt(tmp_path, 'to = "SOC18"', 'to = "S-RES-2254"\ntitle = "Security Council resolution 2254"')
    assert file.faults == ()


def test_a_prohibition_that_nothing_breaks_needs_a_note(tmp_path: Path) -> None:
    start, end = GOOD.index("[[clauses.breaks]]"), GOOD.index("[[clauses.readings]]")
    text = (GOOD[:start] + GOOD[end:]).replace("continuing = true\n", "")
    assert told(checked(tmp_path, text).faults) == [
        (line_of(text, '[[clauses]]\nid = "TRY20-1"'), "clause TRY20-1: nothing breaks this prohibition: give breaks, or say in a note why nothing can")
    ]  # fmt: skip
    assert checked(tmp_path, text.replace('source = "point 1"', 'source = "point 1"\nnote = "flags are not events"')).faults == ()


def test_all_faults_of_a_file_are_told_in_the_order_of_their_lines(tmp_path: Path) -> None:
    text = GOOD
    for right, wrong in [
        ('source = "point 2"', 'source = ""'),
        ("width_km = 6.0", "width_km = 4.0"),
        ('title = "A trial truce"', 'title = ""'),
        ("score = 1", "score = 9"),
        ('by = ["SYR"]', 'by = ["SYRIA"]'),
    ]:
        text = text.replace(right, wrong, 1)
    lines = [fault.line for fault in checked(tmp_path, text).faults]
    assert lines == sorted(lines)
    assert len(lines) == 5


def test_faults_are_told_at_the_same_lines_with_the_line_ends_and_marks_of_other_programs(tmp_path: Path) -> None:
    text = GOOD.replace("at_least = 2", "at_least = 0").replace("width_km = 6.0", "width_km = 4.0")
    plain = told(checked(tmp_path, text).faults)
    assert plain
    assert told(checked(tmp_path, "\ufeff" + text.replace("\n", "\r\n")).faults) == plain


@pytest.mark.parametrize(
    ("data", "line", "reason"),
    [
        (b'id = "TRY20"\n\xff', 2, "cannot be read as UTF-8"),
        (b'id = "TRY20"\n\x00', 2, "this is no TOML"),
        (b'id = "TRY20"\ntitle = "A\n', 2, "this is no TOML"),
        (b'id = "TRY20"\nid = "TRY20"\n', 2, "this is no TOML: cannot overwrite a value"),
        (b'id = "TRY20"\n[[clauses]]\n\n[clauses]\n', 4, "this is no TOML"),
        (b"id = " + b"[" * 5_000 + b"]" * 5_000, 1, "nested too deeply"),
        (b"a = 1\nid = " + b"9" * 5_000, 2, "a number is too long"),
        (b"# " + b"x" * 5_000_000, 1, "longer than 1,000,000 bytes"),
        (b"signed = 2020-02-30", 1, "this is no TOML: invalid date or datetime"),
        (b"", 1, "id is missing"),
    ],
    ids=["bytes", "NUL", "cut off", "key twice", "table twice", "deep", "long number", "5 MB", "30 February", "empty"],
)
def test_a_file_that_is_no_document_is_refused_with_its_line(tmp_path: Path, data: bytes, line: int, reason: str) -> None:
    path = tmp_path / "TRY20.toml"
    path.write_bytes(data)
    (file,) = check_files([path])
    assert file.agreement is None
    assert any(fault.line == line and reason in fault.reason for fault in file.faults), told(file.faults)


def test_a_file_that_cannot_be_opened_is_told_and_the_others_are_read(tmp_path: Path) -> None:
    (tmp_path / "ELSE20.toml").symlink_to(tmp_path / "nowhere.toml")
    (tmp_path / "TRY20.toml").write_text(GOOD, encoding="utf-8")
    gone, good = check_files(tmp_path.glob("*.toml"))
    assert "cannot be read" in gone.faults[0].reason
    assert good.agreement is not None


def test_a_file_bears_the_name_of_its_agreement(tmp_path: Path) -> None:
    file = checked(tmp_path, GOOD, "truce.toml")
    assert told(file.faults) == [(1, "the file of TRY20 must be called TRY20.toml")]
    assert file.agreement is not None


def test_two_files_cannot_hold_one_agreement_nor_one_clause(tmp_path: Path) -> None:
    (tmp_path / "A.toml").write_text(GOOD, encoding="utf-8")
    (tmp_path / "B.toml").write_text(GOOD, encoding="utf-8")
    other = GOOD.replace('id = "TRY20"', 'id = "TRY"').replace('id = "TRY20-1"', 'id = "TRY-20"')
    (tmp_path / "TRY.toml").write_text(other.replace('id = "TRY20-2"', 'id = "TRY-2"'), encoding="utf-8")
    first, second, third = check_files(tmp_path.glob("*.toml"))
    assert first.agreement is not None
    assert second.agreement is None
    assert "agreement id TRY20 is that of A.toml already" in [fault.reason for fault in second.faults]
    assert third.agreement is not None
    assert [clause.id for clause in third.agreement.clauses] == ["TRY-20", "TRY-2"]


def test_a_clause_id_of_another_file_is_not_used_again(tmp_path: Path) -> None:
    outer = GOOD.replace("TRY20-1", "TRY20-IDL-1")
    (tmp_path / "TRY20.toml").write_text(outer, encoding="utf-8")
    inner = GOOD.replace('id = "TRY20"', 'id = "TRY20-IDL"').replace("TRY20-1", "TRY20-IDL-1").replace("TRY20-2", "TRY20-IDL-2")
    (tmp_path / "TRY20-IDL.toml").write_text(inner, encoding="utf-8")
    first, second = check_files(tmp_path.glob("*.toml"))
    assert first.faults == ()
    assert told(second.faults) == [
        (line_of(outer, 'id = "TRY20-IDL-1"'), "clause id TRY20-IDL-1 is used in TRY20-IDL.toml already; ids are never reused")
    ]
    assert second.agreement is not None
    assert [clause.id for clause in second.agreement.clauses] == ["TRY20-2"]


def test_a_clause_id_of_another_file_is_told_at_its_line_though_a_clause_before_it_is_left_out(tmp_path: Path) -> None:
    (tmp_path / "TRY20.toml").write_text(GOOD.replace('"TRY20-2"', '"TRY20-X-2"'), encoding="utf-8")
    text = GOOD.replace("TRY20-", "TRY20-X-").replace('id = "TRY20"', 'id = "TRY20-X"').replace("score = 1", "score = 9")
    (tmp_path / "TRY20-X.toml").write_text(text, encoding="utf-8")
    second, first = sorted(check_files(tmp_path.glob("*.toml")), key=lambda file: file.path.stem, reverse=True)
    assert [(file.path.stem, len(file.faults)) for file in (first, second)] == [("TRY20", 1), ("TRY20-X", 1)]


@pytest.mark.parametrize(
    "text",
    [
        "clauses = [" + "1, " * 30_000 + "]",
        "".join(f"[[clauses]]\nid = 'TRY20-{n}'\n" for n in range(2_500)),
        "areas = [{ id = 'TRY20-A', kind = 'polygon', ring = [" + "[1, 2], [3, 4], " * 5_000 + "[1, 2]] }]",
        "".join(f"key{n} = 1\n" for n in range(6_000)),
        "bound = [" + "'TUR', " * 10_000 + "]",
    ],
    ids=["numbers", "clauses", "points", "keys", "parties"],
)
def test_a_file_full_of_faults_is_read_to_its_end(tmp_path: Path, text: str) -> None:
    file = checked(tmp_path, 'id = "TRY20"\n' + text)
    assert len(file.faults) > 4
