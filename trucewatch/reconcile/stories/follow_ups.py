"""Find the reports that come back to a story's happening without telling it first: reactions, inquiries, the day after."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from trucewatch.knowledge.word_rarity import rarity
from trucewatch.model import Claim, EventType, Realis
from trucewatch.model.story import StoryLink
from trucewatch.reconcile.facts import place_facts
from trucewatch.reconcile.stories.likeness import dot
from trucewatch.reconcile.stories.report_facts import ReportFacts

WITHIN_DAYS = 30  # days after the first report in which a report is taken for a follow-up
FEW_DAYS = 3  # a happening or a mention of it that is set on more days says too little about which is meant
UNCOMMON = 0.75  # rarity from which a place's name is enough; "Damascus" and "Aleppo" have .79, "Syria" .6
Key = tuple[EventType, str | None, int, str]


def follow_ups(
    groups: Sequence[Sequence[ReportFacts]], mains: Mapping[str, Claim], told: Mapping[str, Sequence[Claim]]
) -> dict[str, tuple[StoryLink, ...]]:
    """The follow-ups of each story, by the id of its first report; the groups and their members stand in order of publication.

    A report follows a story if one of its claims is of the same kind, on the same day and at the same place as the main claim of
    one of the story's reports, if it opens with something else, and if it is younger than the story's first.
    """
    about: dict[Key, list[int]] = defaultdict(list)
    for number, group in enumerate(groups):
        for key in sorted({key for one in group if one.id in mains for key in _keys(mains[one.id])}, key=str):
            about[key].append(number)
    found: dict[str, dict[str, StoryLink]] = defaultdict(dict)
    for number, group in enumerate(groups):
        for one in group:
            for claim in _in_passing(told.get(one.id, ())):
                for story in sorted({story for key in _keys(claim) for story in about.get(key, ())} - {number}):
                    first = groups[story][0]
                    if _later(first, one):
                        found[first.id].setdefault(one.id, _link(first, one, claim))
    return {key: tuple(links.values()) for key, links in found.items()}


def _in_passing(claims: Sequence[Claim]) -> list[Claim]:
    """What a report says has happened besides what it opens with, in the order of its text."""
    order = sorted(claims, key=lambda c: (c.quote.start, c.quote.end, c.id))
    return [claim for claim in order if claim.realis is Realis.ACTUAL and not _one_act(claim, order[0])]


def _one_act(a: Claim, b: Claim) -> bool:
    """True if both tell of one kind of act on days that meet."""
    return (a.type, a.mode) == (b.type, b.mode) and not (a.time and b.time and not a.time.overlaps(b.time))


def _keys(claim: Claim) -> Iterator[Key]:
    """Kind of act, day and place of a claim that tells all three by itself."""
    if claim.time is None or claim.place is None or (claim.time.end - claim.time.start).days > FEW_DAYS:
        return
    place = place_facts(claim.place)
    words = [word for word in sorted(place.words) if rarity(word) >= UNCOMMON and not place.whole_country]
    for day in range(claim.time.start.toordinal(), claim.time.end.toordinal()):
        for word in words:
            yield claim.type, claim.mode, day, word


def _later(first: ReportFacts, one: ReportFacts) -> bool:
    """True if the one is younger than the other, by a month at most."""
    return first.day is not None and one.day is not None and first.order < one.order and one.day - first.day <= WITHIN_DAYS


def _link(first: ReportFacts, one: ReportFacts, claim: Claim) -> StoryLink:
    assert claim.place is not None  # it has a key
    act = claim.mode or str(claim.type)
    reasons = (f"comes back to it: {act} at {claim.place.name}", f'in the words "{claim.quote.text}"')
    return StoryLink(first.id, one.id, round(dot(first.words, one.words), 3), reasons)
