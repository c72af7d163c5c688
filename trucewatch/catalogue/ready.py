"""What is answered from counts that are kept: everything that stood at a moment, or all that one outlet tells."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date

from trucewatch.catalogue.counts import Counts
from trucewatch.catalogue.keys import SPANS
from trucewatch.catalogue.question import Question
from trucewatch.catalogue.tallying import BY_OUTLET, DAILY, FINDING_THIRDS, SINGLE
from trucewatch.ledger.records import escape

Many = Counter[tuple[str, ...]]
COUNTED = (  # each is a field of a question and a dimension
    *("type", "state", "outlet", "admin1", "country", "review", "agreement", "finding"),
)
SUMMED = ("type", "state")  # counted together with the day where some days are asked for
LONGEST = 400  # of so many days at most


def ready(counts: Counts, question: Question, by: Sequence[str]) -> Many | None:
    """The incidents asked for by some dimensions; None where that is not kept."""
    if question == Question(outlet=question.outlet) and len(by) == 1 and by[0] in BY_OUTLET and question.outlet:
        kept = counts.of(f"outlet {by[0]}", one=escape(question.outlet))
        return Counter({(keys[1],): many for keys, many in kept})
    asked = next((name for name in DAILY if getattr(question, name)), "")
    if question != (Question(**{asked: getattr(question, asked)}) if asked else Question()):
        return None
    if not asked and len(by) == 1 and by[0] in SINGLE:
        return Counter({keys[:1]: many for keys, many in counts.of(by[0])})
    spans, others = [name for name in by if name in SPANS], [name for name in by if name in DAILY]
    if len(spans) > 1 or len(spans) + len(others) < len(by) or len({asked, *others} - {""}) > 1:
        return None
    wanted = str(getattr(question, asked)) if asked else ""
    found: Many = Counter()
    for (day, other, _), many in counts.of(f"day {asked or (others[0] if others else 'state')}"):
        if wanted in ("", other):
            number = date.fromisoformat(day).toordinal() if day else 0
            found[tuple(SPANS[name](number) if name in SPANS else other for name in by)] += many
    return found


def spanned(question: Question) -> bool:
    """True of a question for some days, of which a page asks for several counts."""
    return question.first is not None and question.last is not None and (question.last - question.first).days <= LONGEST


def along(sums: Many, by: Sequence[str]) -> Many:
    """Counts by day, type and state added up along some of these; days to weeks or months too."""
    found: Many = Counter()
    for (day, *others), many in sums.items():
        number = date.fromisoformat(day).toordinal() if day else 0
        told = dict(zip(SUMMED, others, strict=True))
        found[tuple(SPANS[name](number) if name in SPANS else told[name] for name in by)] += many
    return found


def ready_count(counts: Counts, question: Question) -> int | None:
    """How many incidents are asked for: all, or those of one value; None where that is not kept."""
    if question.is_empty:
        return sum(many for _, many in counts.of("all"))
    for name in COUNTED:
        if (value := getattr(question, name)) and question == Question(**{name: value}):
            return sum(many for _, many in counts.of(name, one=escape(str(value))))
    if question.party.count(":") and question == Question(party=question.party):  # of one without a role others count too
        return sum(many for _, many in counts.of("party", one=escape(question.party)))
    if _names_a_clause(question):
        return sum(many for _, many in counts.of("clause", one=escape(f"{question.agreement}/{question.clause}")))
    if question.area and question == Question(area=question.area):
        return _in_area(counts, question.area)
    return None


def _names_a_clause(question: Question) -> bool:
    agreement, clause = question.agreement, question.clause
    return bool(agreement and clause) and "/" not in agreement and question == Question(agreement=agreement, clause=clause)


def _in_area(counts: Counts, area: str) -> int | None:
    """How many lie in an area; None of an agreement with several, since an incident may lie in two of them."""
    under = [many for keys, many in counts.of("area") if keys[0] == area or keys[0].startswith(f"{area}/")]
    return sum(under) if len(under) < 2 else None


def ready_days(counts: Counts) -> tuple[date, date] | None:
    """The first and the last day of all that stood."""
    first = min((keys[0] for keys, _ in counts.of("day state") if keys[0]), default="")
    last = max((keys[0] for keys, _ in counts.of("last day") if keys[0]), default="")
    return (date.fromisoformat(first), date.fromisoformat(last)) if first and last else None


def ready_findings(counts: Counts, agreement: str, by: Sequence[str], clause: str, dated: bool) -> Many | None:
    """The findings under an agreement by some dimensions; those that have a day, if so asked. None where that is not kept."""
    third = next((name for name in FINDING_THIRDS if name in by), "state")
    order = ("clause", "week", third)
    if not set(by) <= set(order):
        return None
    found: Many = Counter()
    for keys, many in counts.of(f"{FINDING_THIRDS[third]} {escape(agreement)}", one=escape(clause) if clause else None):
        if keys[1] or not dated:
            found[tuple(keys[order.index(name)] for name in by)] += many
    return found
