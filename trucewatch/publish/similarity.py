"""How alike two reports are, in seven ways from 0 (nothing in common) to 1 (the same); each says what it rests on.

They describe two reports read side by side and rank nobody. A likeness is None where one side gives nothing to compare.
`DEFINITIONS` says how each is worked out; the method page of the site shows them.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TypeVar

from trucewatch.knowledge.parties import load_parties
from trucewatch.knowledge.reconcile_tables import party_kin
from trucewatch.knowledge.sides import side_of
from trucewatch.knowledge.tongues import tongues_of
from trucewatch.model import Actor, Claim, EventType, Interval, NamingPair, Place, Realis, Relation, Report, Span
from trucewatch.reconcile.comparing.alignment_parts import Alignment
from trucewatch.reconcile.comparing.passages import sentences
from trucewatch.reconcile.comparing.phrasings import words_of
from trucewatch.reconcile.facts import place_facts, source_key
from trucewatch.reconcile.whereabouts import FAR_KM, distance_km

Thing = TypeVar("Thing")

QUADS: dict[EventType, str] = {
    **dict.fromkeys((EventType.AGREE, EventType.CONSULT, EventType.SUPPORT, EventType.CONCEDE), "words of cooperation"),
    **dict.fromkeys((EventType.COOPERATE, EventType.AID, EventType.RETREAT), "deeds of cooperation"),
    **dict.fromkeys((EventType.REQUEST, EventType.ACCUSE, EventType.REJECT, EventType.THREATEN), "words of conflict"),
    **dict.fromkeys(
        (EventType.PROTEST, EventType.SANCTION, EventType.MOBILIZE, EventType.COERCE, EventType.ASSAULT, EventType.DISPLACE),
        "deeds of conflict",
    ),
}  # PLOVER manual, "quad class"; DISPLACE is ours and stands with what causes it
DEFINITIONS = {
    "geography": (
        "Each place finds its best match in the other report: 1 the same place, .75 one in the other's province "
        "(or that province itself), .5 within 40 km or a country around it, else 0. A place weighs by the claims "
        "set there; both ways count."
    ),
    "entities": (
        "The same over parties and named speakers: 1 the same, .75 two organs of one side, .5 parties under kindred labels."
    ),
    "time": "The same over the days of claims and last days: the share of the shorter stretch that lies in the other.",
    "narrative": (
        "The mean over all claims of what their passage counts: 1 where both agree or render one quote, .8 other "
        "words for one thing, .6 another standing or measure, .4 a contradiction, 0 in one report only."
    ),
    "style": (
        "The mean of three: how alike the counts of small words are (cosine, after Mosteller and Wallace, "
        "Inference and Disputed Authorship, 1964), the shorter over the longer mean sentence, 1 less the "
        "difference in the share of words in quotation marks."
    ),
    "tone": (
        "The mean of two: how far the shares of words and deeds, of cooperation and conflict (PLOVER's quad "
        "classes), overlap; and how far the registers of the names used overlap."
    ),
    "overall": "The mean of what could be compared, if that is three of them or more.",
}
INSIDE, AROUND = 0.75, 0.5
COUNTS: dict[Relation, float] = {
    Relation.AGREE: 1.0,
    Relation.TWO_RENDERINGS: 1.0,
    Relation.DIFFERENT_NAMING: 0.8,
    Relation.FRAMED_DIFFERENTLY: 0.8,
    Relation.PLANNED_DONE: 0.6,
    Relation.CONDITIONAL_FLAT: 0.6,
    Relation.LIKE_MEASURES: 0.6,
    Relation.DIFFERENT_NUMBERS: 0.4,
    Relation.DIFFERENT_ACTOR: 0.4,
    Relation.DIFFERENT_PLACE: 0.4,
    Relation.DIFFERENT_DAY: 0.4,
    Relation.ONLY_IN_ONE: 0.0,
}
FEWEST = 3  # likenesses that must be known before a mean says anything
LONGEST_DAYS = 400  # a stretch longer than this tells of no particular day
SHOWN = 3  # names in a remark
QUOTED = re.compile(r"[\"“«][^\"”»\n]*[\"”»]")


@dataclass(frozen=True, slots=True)
class Measure:
    """One likeness: its value in 0..1 (None where one side gives nothing to compare), and what it rests on in a few words."""

    name: str
    value: float | None
    remark: str


def similarity(
    a: Report,
    claims_a: Sequence[Claim],
    b: Report,
    claims_b: Sequence[Claim],
    aligned: Alignment,
    naming: Sequence[NamingPair],
) -> tuple[Measure, ...]:
    """The seven likenesses in the order of the module's table; A and B in the words are the first and the second report."""
    found = (
        _geography(claims_a, claims_b),
        _entities(claims_a, claims_b),
        _time(claims_a, claims_b),
        _narrative(claims_a, claims_b, aligned),
        _style(a, b),
        _tone(claims_a, claims_b, naming),
    )
    known = [one.value for one in found if one.value is not None]
    if len(known) < FEWEST:
        return (*found, Measure("overall", None, "too few to compare"))
    return (*found, Measure("overall", math.fsum(known) / len(known), f"mean of {len(known)}"))


def soft_overlap(a: Mapping[Thing, int], b: Mapping[Thing, int], alike: Callable[[Thing, Thing], float]) -> float | None:
    """Each thing's best match in the other report, weighed by how often it stands there, both ways; None if one is empty."""
    if not a or not b:
        return None
    there = math.fsum(n * max(alike(x, y) for y in b) for x, n in a.items()) / sum(a.values())
    back = math.fsum(n * max(alike(y, x) for x in a) for y, n in b.items()) / sum(b.values())
    return (there + back) / 2


def _geography(claims_a: Sequence[Claim], claims_b: Sequence[Claim]) -> Measure:
    a, b = (_places(claims) for claims in (claims_a, claims_b))
    value = soft_overlap(dict(a.values()), dict(b.values()), places_alike)
    return Measure("geography", value, _shared_words(_names(a), _names(b)))


def _places(claims: Sequence[Claim]) -> dict[str, tuple[Place, int]]:
    """Each place with how many claims are set there, the gazetteer's answer counting as one place."""
    out: dict[str, tuple[Place, int]] = {}
    for claim in claims:
        if claim.place:
            key = claim.place.place_id or claim.place.name.casefold()
            first, count = out.get(key, (claim.place, 0))
            out[key] = (first, count + 1)
    return out


def _names(places: Mapping[str, tuple[Place, int]]) -> dict[str, str]:
    ordered = sorted(places, key=lambda key: (-places[key][1], key))
    return {key: places[key][0].name for key in ordered}


def places_alike(one: Place, two: Place) -> float:
    """1 the same place; less where one lies in the other, or near it; 0 where they are apart, or nothing is known."""
    a, b = place_facts(one), place_facts(two)
    if (a.place_id is not None and a.place_id == b.place_id) or one.name.casefold() == two.name.casefold():
        return 1.0
    if a.country and a.country == b.country and (a.whole_country or b.whole_country):
        return AROUND
    if a.admin1 and a.admin1 == b.admin1 and (a.region or b.region):
        return INSIDE
    if not a.region and not b.region and a.point is not None and b.point is not None:
        return AROUND if distance_km(a, b) <= FAR_KM else 0.0
    return 0.0


def _entities(claims_a: Sequence[Claim], claims_b: Sequence[Claim]) -> Measure:
    a, b = (Counter(key for claim in claims for key in _named(claim)) for claims in (claims_a, claims_b))
    return Measure("entities", soft_overlap(a, b, _entities_alike), _shared_words(_labels(a), _labels(b)))


def _named(claim: Claim) -> set[str]:
    actors = (*claim.actor, *claim.recipient)
    parties = {actor.party for actor in actors if actor.party}
    return parties | ({_speaker_key(claim.speaker)} if claim.speaker else set())


def _speaker_key(speaker: Actor) -> str:
    """A speaker counts as a person or body of his own, whichever party he is of: with the office unknown he is still the same."""
    return f"says {source_key(speaker)}"


def _labels(keys: Counter[str]) -> dict[str, str]:
    label = load_parties().label
    return {
        side_of(key): label(side_of(key))
        for key, _ in sorted(keys.items(), key=lambda item: (-item[1], item[0]))
        if " " not in key
    }


def _entities_alike(a: str, b: str) -> float:
    if a == b:
        return 1.0
    if " " in a or " " in b:
        return 0.0
    side_a, side_b = side_of(a), side_of(b)
    return INSIDE if side_a == side_b else AROUND if (side_a, side_b) in party_kin() else 0.0


def _shared_words(a: Mapping[str, str], b: Mapping[str, str]) -> str:
    """ "Idlib in both; Hatay, Saraqib in B only"."""
    parts = [
        (", ".join([a[key] for key in a if key in b][:SHOWN]), "in both"),
        (", ".join([a[key] for key in a if key not in b][:SHOWN]), "in A only"),
        (", ".join([b[key] for key in b if key not in a][:SHOWN]), "in B only"),
    ]
    return "; ".join(f"{names} {where}" for names, where in parts if names) or "nothing named"


def _time(claims_a: Sequence[Claim], claims_b: Sequence[Claim]) -> Measure:
    a, b = (Counter(stretch for claim in claims for stretch in _stretches(claim)) for claims in (claims_a, claims_b))
    value = soft_overlap(a, b, _days_alike)
    if value is None:
        without = " and ".join(letter for letter, days in (("A", a), ("B", b)) if not days)
        return Measure("time", None, f"no day is known in {without}")
    first, last = max(min(a)[0], min(b)[0]), min(max(end for _, end in a), max(end for _, end in b))
    return Measure("time", value, "days in common" if first < last else "no day in common")


def _stretches(claim: Claim) -> list[tuple[int, int]]:
    found = [interval for interval in (claim.time, claim.deadline) if interval and _tells_days(interval)]
    return [(interval.start.toordinal(), interval.end.toordinal()) for interval in found]


def _tells_days(interval: Interval) -> bool:
    return interval.end - interval.start <= timedelta(days=LONGEST_DAYS)


def _days_alike(a: tuple[int, int], b: tuple[int, int]) -> float:
    common = min(a[1], b[1]) - max(a[0], b[0])
    return max(0, common) / min(a[1] - a[0], b[1] - b[0])


def _narrative(claims_a: Sequence[Claim], claims_b: Sequence[Claim], aligned: Alignment) -> Measure:
    claims = {claim.id for claim in (*claims_a, *claims_b)}
    if not claims_a or not claims_b:
        return Measure("narrative", None, "no claim was read in one of the two")
    lone = {claim_id for one in (*aligned.only_a, *aligned.only_b) if one.figure is None for claim_id in one.side.claim_ids}
    counts = dict.fromkeys(claims - lone, 1.0)
    for point in aligned.points:
        for claim_id in (*point.a.claim_ids, *point.b.claim_ids):
            counts[claim_id] = COUNTS[point.relation]
    told = sum(1 for claim_id in claims if claim_id not in lone)
    return Measure(
        "narrative",
        math.fsum(counts[key] for key in claims & counts.keys()) / len(claims),
        f"{told} of {len(claims)} claims stand in both",
    )


def _style(a: Report, b: Report) -> Measure:
    said_a, said_b = sentences(a), sentences(b)
    if not said_a or not said_b:
        return Measure("style", None, "one of the two has no sentence")
    small = cosine(
        *(Counter(w.key for s in said for w in words_of(s.text) if w.key in tongues_of()) for said in (said_a, said_b))
    )
    long_a, long_b = (sum(len(words_of(s.text)) for s in said) / len(said) for said in (said_a, said_b))
    quoted_a, quoted_b = _quoted_share(said_a), _quoted_share(said_b)
    parts = [min(long_a, long_b) / max(long_a, long_b, 1), 1 - abs(quoted_a - quoted_b), *([small] if small is not None else [])]
    remark = (
        f"sentences of {long_a:.0f} and {long_b:.0f} words; {quoted_a:.0%} and {quoted_b:.0%} of the words in quotation marks"
    )
    return Measure("style", sum(parts) / len(parts), remark)


def _quoted_share(said: Sequence[Span]) -> float:
    words = sum(len(words_of(one.text)) for one in said)
    return sum(len(words_of(match.group())) for one in said for match in QUOTED.finditer(one.text)) / max(1, words)


def _tone(claims_a: Sequence[Claim], claims_b: Sequence[Claim], naming: Sequence[NamingPair]) -> Measure:
    a, b = (Counter(_quad(claim) for claim in claims) for claims in (claims_a, claims_b))
    names = overlap(_registers(naming, "a"), _registers(naming, "b"))
    known = [value for value in (overlap(a, b), names) if value is not None]
    value = sum(known) / len(known) if known else None
    return Measure("tone", value, _tone_words(a, b) if value is not None else "nothing to compare")


def _quad(claim: Claim) -> str:
    """The class of a claim; a truce broken and a withdrawal that did not come are no cooperation."""
    quad = QUADS[claim.type]
    return quad.replace("cooperation", "conflict") if claim.realis is Realis.NEGATED else quad


def _registers(naming: Sequence[NamingPair], side: str) -> Counter[str]:
    counts: Counter[str] = Counter()
    for pair in naming:
        for one in pair.a if side == "a" else pair.b:
            counts[one.register.value] += one.count
    return counts


def _tone_words(a: Counter[str], b: Counter[str]) -> str:
    """The class in which they differ most, with both shares."""
    total_a, total_b = max(1, sum(a.values())), max(1, sum(b.values()))
    widest = max(sorted({*a, *b}), key=lambda quad: abs(a[quad] / total_a - b[quad] / total_b), default="")
    return f"{widest}: {a[widest] / total_a:.0%} of the claims of A, {b[widest] / total_b:.0%} of B" if widest else "no claims"


def cosine(a: Counter[str], b: Counter[str]) -> float | None:
    """Cosine of two count vectors; None if one is empty."""
    length = math.sqrt(sum(n * n for n in a.values())) * math.sqrt(sum(n * n for n in b.values()))
    return min(1.0, sum(a[key] * b[key] for key in sorted(a)) / length) if length else None


def overlap(a: Counter[str], b: Counter[str]) -> float | None:
    """One minus half the distance of two shares (total variation); None if one is empty."""
    total_a, total_b = sum(a.values()), sum(b.values())
    if not total_a or not total_b:
        return None
    return 1 - sum(abs(a[key] / total_a - b[key] / total_b) for key in sorted(set(a) | set(b))) / 2
