"""An agreement file without a fault, to be spoiled in one place at a time."""

from __future__ import annotations

from pathlib import Path

from trucewatch.errors import KnowledgeError
from trucewatch.knowledge.agreement_files import AgreementFile, Fault
from trucewatch.knowledge.agreements import check_files
from trucewatch.model import Agreement

GOOD = """\
id = "TRY20"
title = "A trial truce"
signed = 2020-02-12
effective = 2020-02-13
ended = 2020-06-30
zone = "Asia/Damascus"
countries = ["SYR"]
signatories = ["TUR", "RUS"]
guarantor_of = [["TUR", "SYR:REB"], ["RUS", "SYR"]]
bound = ["TUR", "RUS", "SYR", "SYR:REB"]
non_consenting = ["SYR:REB"]
sources = ["A letter of 12 February 2020"]
retired = ["TRY20-9"]

[[lifecycle]]
stage = "signed"
on = 2020-02-12
source = "a letter"
[[lifecycle]]
stage = "in force"
on = 2020-02-13
at = 00:01:00
source = "a letter"
[[lifecycle]]
stage = "ended"
on = 2020-06-30
source = "a statement"

[[relations]]
tie = "implements"
to = "SOC18"

[[areas]]
id = "TRY20-A"
name = "A zone"
kind = "polygon"
countries = ["SYR"]
ring = [
  [36.0, 35.0],
  [37.0, 35.0],
  [37.0, 36.0],
  [36.0, 36.0],
  [36.0, 35.0],
]
source = "a map"

[[areas]]
id = "TRY20-B"
name = "A road"
kind = "buffer of a road"
names = ["Saraqib", "Ariha"]
width_km = 6.0
least_km = 5.0
source = "a letter"

[[clauses]]
id = "TRY20-1"
kind = "prohibition"
obligation = "Nobody fires."
debtor = ["TUR", "RUS"]
area = "TRY20-A"
start = 2020-02-13
start_at = 00:01:00
zone = "Europe/Istanbul"
counting = "per-burst"
continuing = true
source = "point 1"
[[clauses.breaks]]
types = ["ASSAULT"]
modes = ["aerial"]
by = ["SYR"]
counts = "killed"
at_least = 2
words = ["bomb"]
[[clauses.ends]]
types = ["RETREAT"]
[[clauses.readings]]
field = "start"
value = "the day after"
day = 2020-02-14
at = 14:00:00
zone = "Europe/Moscow"
by = ["RUS"]
source = "a statement"
[[clauses.scores]]
on = 2020-03-01
score = 1
why = "fewer shells fell"
source = "a report"

[[clauses]]
id = "TRY20-2"
kind = "duty with deadline"
obligation = "Guns leave the road."
debtor = ["SYR"]
area = "TRY20-B"
deadline = 2020-03-01
end = 2020-04-01
every_days = 7
source = "point 2"
breaks = [
  { types = ["ASSAULT"], modes = ["heavy-weapons"] },
  { types = ["COERCE", "ASSAULT"], modes = ["seize",
    "clash"], where = "outside the area" },
]
"""


def spoilt(folder: Path, right: str, wrong: str) -> tuple[AgreementFile, str]:
    """The file with one thing changed, as it is checked, and its text."""
    assert GOOD.count(right) >= 1, f"{right!r} stands nowhere in the file"
    text = GOOD.replace(right, wrong, 1)
    return checked(folder, text), text


def checked(folder: Path, text: str, name: str = "TRY20.toml") -> AgreementFile:
    """The file of this text, as it is checked."""
    path = folder / name
    path.write_text(text, encoding="utf-8", newline="")
    (file,) = check_files([path])
    return file


def line_of(text: str, words: str) -> int:
    """The line these words begin in; they stand once."""
    assert text.count(words) == 1, words
    return text.count("\n", 0, text.index(words)) + 1


def told(faults: tuple[Fault, ...]) -> list[tuple[int, str]]:
    """Lines and reasons."""
    return [(fault.line, fault.reason) for fault in faults]


def read_agreement(path: Path) -> Agreement:
    """One agreement file without a fault; the first fault is raised with its line."""
    (file,) = check_files([path])
    if file.faults or file.agreement is None:
        raise KnowledgeError(path.name, file.faults[0].line, file.faults[0].reason)
    return file.agreement
