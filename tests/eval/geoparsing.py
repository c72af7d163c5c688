"""How well toponyms are found in running text and told apart, on four marked sets.

    python -m tests.eval.geoparsing [SET …] [--misses N] [--kind spans|places|open]

spans      exact span F1: toponyms that name where something is (GeoWebNews), and toponyms as each set marks them
places     gold toponyms with coordinates: share within 161 km of those resolved, share resolved, median error, AUC,
           with the spans given and with the spans as found
country    reports of LGL and TR-News most of whose toponyms lie in one country: is that the country they are set in

Each set has its own idea of a toponym; COUNTED says which uses of a found toponym are counted on which set.
"""

from __future__ import annotations

import argparse
import gzip
import json
import math
import statistics
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache

from tests.eval.parses import parse
from tests.eval.parts.common import Hits
from tests.eval.shared import SHARED
from trucewatch.knowledge.lexicon import load_lexicon
from trucewatch.knowledge.parties import load_parties
from trucewatch.knowledge.places import PlaceEntry, load_gazetteer
from trucewatch.model import Report
from trucewatch.read import read_claims
from trucewatch.resolve import find_theatre
from trucewatch.resolve.toponyms import Toponym, Use, find_toponyms, place_spans

SETS = ("lgl", "trnews", "geovirus", "geowebnews")
NEAR_KM = 161.0  # 100 miles, the usual tolerance
FARTHEST = math.log(20_039.0)  # half the way round the earth: the worst error AUC can count
LITERAL = frozenset({"Literal", "Literal_Modifier", "Mixed", "Coercion", "Embedded_Literal"})
NO_TOPONYM = frozenset({"Literal_Expression", "Non_Lit_Expression"})
NAMED = frozenset({Use.PLACE, Use.MODIFIER, Use.METONYM})
COUNTED: dict[str, frozenset[Use]] = {
    "lgl": NAMED | {Use.DEMONYM, Use.PART_OF_NAME},
    "trnews": NAMED | {Use.DEMONYM, Use.PART_OF_NAME},
    "geovirus": NAMED,
    "geowebnews": frozenset({Use.PLACE, Use.FACILITY}),
}


@dataclass(frozen=True, slots=True)
class Marked:
    """A toponym as a set marks it; `kind` is GeoWebNews' type, "" elsewhere."""

    start: int
    end: int
    text: str
    kind: str
    latitude: float | None
    longitude: float | None
    country: str | None = None

    @property
    def literal(self) -> bool:
        """True for a name that says where something is; sets without types mark no other."""
        return not self.kind or self.kind in LITERAL


@dataclass(frozen=True, slots=True)
class Text:
    """A marked report."""

    report: Report
    marked: tuple[Marked, ...]


@cache
def texts(name: str) -> tuple[Text, ...]:
    """The reports of a set. Marks that do not stand where they say (four in TR-News) are left out."""
    path = SHARED / "data" / "geoparsing" / f"{name}.jsonl.gz"
    with gzip.open(path, "rt", encoding="utf-8") as file:
        rows = [json.loads(line) for line in file]
    out = []
    for row in rows:
        marks = [
            Marked(t["start"], t["end"], t["text"], t.get("type", ""), t.get("lat"), t.get("lon"), t.get("country"))
            for t in row["toponyms"]
            if t.get("type") not in NO_TOPONYM and row["text"][t["start"] : t["end"]] == t["text"]
        ]
        out.append(Text(Report(row["id"], f"geoparsing/{name}", row["text"], ""), tuple(marks)))
    return tuple(out)


@cache
def found(name: str) -> tuple[tuple[Toponym, ...], ...]:
    """The toponyms the product finds in each report of a set."""
    parties, gazetteer = load_parties(), load_gazetteer()
    return tuple(find_toponyms(text.report, parse(text.report), gazetteer, parties) for text in texts(name))


@dataclass
class Spans(Hits):
    """Exact spans counted; a span marked twice counts once."""

    missed: list[str] = field(default_factory=list)
    extra: list[str] = field(default_factory=list)

    def compare(self, text: str, given: dict[tuple[int, int], str], wanted: dict[tuple[int, int], str]) -> None:
        """Count one report; the values say what a span was, for the misses."""
        self.add(len(given.keys() & wanted.keys()), len(given), len(wanted))
        self.missed += [f"{wanted[at]:22} {_beside(text, *at)}" for at in sorted(wanted.keys() - given.keys())]
        self.extra += [f"{given[at]:22} {_beside(text, *at)}" for at in sorted(given.keys() - wanted.keys())]


def _beside(text: str, start: int, end: int) -> str:
    words = f"{text[max(0, start - 45) : start]}[[{text[start:end]}]]{text[end : end + 35]}"
    return " ".join(words.split())


def span_scores(names: Iterable[str], *, every_use: bool = False) -> Spans:
    """Spans of several sets together, each as it is counted; with `every_use`, whatever is marked against whatever is found."""
    scored = Spans()
    for name in names:
        for text, toponyms in zip(texts(name), found(name), strict=True):
            wanted = {(m.start, m.end): m.kind for m in text.marked if every_use or m.literal}
            given = {(t.span.start, t.span.end): t.use.value for t in toponyms if every_use or t.use in COUNTED[name]}
            scored.compare(text.report.text, given, wanted)
    return scored


@dataclass(slots=True)
class Places:
    """How far resolved toponyms are from where they lie; `open` are those left without one place."""

    errors: list[float] = field(default_factory=list)
    open: int = 0
    misses: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)

    @property
    def figures(self) -> dict[str, float]:
        """Share within 161 km of those resolved, share resolved, both together, median error, AUC (0 is best)."""
        near, total = sum(error <= NEAR_KM for error in self.errors), len(self.errors) + self.open
        return {
            "accuracy": near / max(1, len(self.errors)),
            "resolved": len(self.errors) / max(1, total),
            "of all": near / max(1, total),
            "median_km": statistics.median(self.errors) if self.errors else 0.0,
            "auc": statistics.fmean(math.log(error + 1) / FARTHEST for error in self.errors) if self.errors else 0.0,
            "n": total,
        }


def place_scores(names: Iterable[str], *, end_to_end: bool) -> Places:
    """Toponyms with coordinates, on the marked spans or on those of them that were found."""
    scored = Places()
    for name in names:
        for text, toponyms in zip(texts(name), found(name), strict=True):
            wanted = {(m.start, m.end): m for m in text.marked if m.latitude is not None}
            answers = toponyms if end_to_end else _placed(text, sorted(wanted))
            for toponym in answers:
                mark = wanted.get((toponym.span.start, toponym.span.end))
                if mark is not None:
                    _count(scored, text.report.text, mark, toponym)
    return scored


def _placed(text: Text, spans: Sequence[tuple[int, int]]) -> tuple[Toponym, ...]:
    return place_spans(text.report, parse(text.report), spans, load_gazetteer(), load_parties())


def _count(scored: Places, text: str, mark: Marked, toponym: Toponym) -> None:
    words = _beside(text, mark.start, mark.end)
    if toponym.point is None:
        scored.open += 1
        scored.left.append(f"{len(toponym.candidates)} candidates  {words}")
        return
    assert mark.latitude is not None
    assert mark.longitude is not None
    error = kilometres(toponym.point, (mark.latitude, mark.longitude))
    scored.errors.append(error)
    if error > NEAR_KM:
        scored.misses.append(f"{error:7.0f} km  {_entry(toponym.entry)}  {words}  ({'; '.join(toponym.reasons)})")


def _entry(entry: PlaceEntry | None) -> str:
    return f"{entry.name}, {entry.admin1}, {entry.country} {entry.kind} {entry.population}" if entry else "none"


def country_scores(names: Iterable[str], *, with_toponyms: bool = True) -> tuple[int, int]:
    """How many reports are said to be set in the country of most of their toponyms, and of how many; a tie is left out."""
    parties, gazetteer, right, total = load_parties(), load_gazetteer(), 0, 0
    for name in names:
        for text, toponyms in zip(texts(name), found(name), strict=True):
            ranked = Counter(parties.country(m.country) for m in text.marked if m.country).most_common(2)
            if not ranked or ranked[0][1] == sum(n for _, n in ranked[1:]) or ranked[0][0] is None:
                continue
            claims = read_claims(text.report, parse(text.report), load_lexicon())
            theatre = find_theatre(text.report, claims, parties, gazetteer, toponyms if with_toponyms else ())
            right, total = right + (theatre.country == ranked[0][0]), total + 1
    return right, total


def kilometres(one: tuple[float, float], two: tuple[float, float]) -> float:
    """The great-circle distance of two points (latitude, longitude)."""
    (lat1, lon1), (lat2, lon2) = (tuple(map(math.radians, point)) for point in (one, two))
    half = math.sin((lat2 - lat1) / 2) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    return 12_742.0 * math.asin(min(1.0, math.sqrt(half)))


def figures() -> Iterator[tuple[str, str, float, str]]:
    """Every figure as (set, measure, value, note)."""
    for name in (*SETS, "all four"):
        names = SETS if name == "all four" else (name,)
        spans = span_scores(names)
        yield name, "span F1, exact", spans.f1, f"P {spans.precision:.3f} R {spans.recall:.3f} n={spans.wanted}"
        if name == "geowebnews":
            every = span_scores(names, every_use=True)
            yield name, "span F1, exact, every use", every.f1, f"P {every.precision:.3f} R {every.recall:.3f} n={every.wanted}"
        for end_to_end in (False, True):
            scored = place_scores(names, end_to_end=end_to_end).figures
            how = "found" if end_to_end else "marked"
            note = f"n={scored['n']:.0f} median {scored['median_km']:.0f} km AUC {scored['auc']:.3f}"
            yield name, f"within 161 km, {how} spans", scored["accuracy"], note
            yield name, f"share resolved, {how} spans", scored["resolved"], ""
        right = sum(error <= NEAR_KM for error in place_scores(names, end_to_end=True).errors)
        marked = sum(
            m.latitude is not None
            for one in names
            for text in texts(one)
            for m in {(m.start, m.end): m for m in text.marked}.values()
        )
        yield name, "found, resolved and right, of all", right / marked, f"n={marked}"
        right, reports = country_scores(names)
        if reports:
            alone = country_scores(names, with_toponyms=False)[0]
            yield name, "country a report is set in", right / reports, f"n={reports}; {alone / reports:.3f} without toponyms"


def main() -> None:
    """Print every figure, then the misses asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sets", nargs="*", default=SETS)
    parser.add_argument("--misses", type=int, default=0)
    parser.add_argument("--kind", choices=("spans", "every", "places", "open"), default="spans")
    args = parser.parse_args()
    if not args.misses:
        for name, measure, value, note in figures():
            print(f"{name:12}{measure:34}{value:7.3f}  {note}")
        return
    for name in args.sets:
        if args.kind in ("spans", "every"):
            spans = span_scores((name,), every_use=args.kind == "every")
            lists = {"missed": spans.missed, "extra": spans.extra}
        else:
            places = place_scores((name,), end_to_end=False)
            lists = {"wrong": places.misses} if args.kind == "places" else {"open": places.left}
        for title, lines in lists.items():
            print(f"== {name}: {title} {len(lines)}", Counter(line.split("  ")[0] for line in lines).most_common(9))
            step = max(1, len(lines) // args.misses)
            print(*lines[::step], sep="\n")


if __name__ == "__main__":
    main()
