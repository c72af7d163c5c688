"""What is asked of whether accounts tell of one happening, and whether one rests on another."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from trucewatch.knowledge.queue_tables import sign_rows
from trucewatch.model import Decision, Review
from trucewatch.reviewing.matter import CLAIM, REPORT, Matter, question, quotes
from trucewatch.reviewing.queue import Waiting
from trucewatch.reviewing.states import ReviewState, review_state

BINDING = frozenset({Decision.SAME, Decision.NOT_SAME})


def merges(matter: Matter) -> Iterator[Waiting]:
    """Accounts that hang on to the others by weak evidence alone."""
    incident, least = matter.incident, sign_rows()["merge"].least / 100
    parts = _parts(incident.claim_ids, [(m.claim_a, m.claim_b) for m in incident.matches if m.score >= least])
    if len(parts) < 2 or not incident.matches:
        return
    largest, *rest = sorted(parts, key=lambda part: (-len(part), min(part)))
    for part in rest:
        letters = tuple(dict.fromkeys(filter(None, (matter.letter_of(key) for key in sorted(part)))))
        if set(letters) & {matter.letter_of(key) for key in largest}:
            continue  # one report tells it twice
        tying = [m for m in incident.matches if (m.claim_a in part) is not (m.claim_b in part)]
        if not tying:
            continue
        best = max(tying, key=lambda m: (m.score, m.claim_a, m.claim_b))
        these, those = tuple(sorted(part)), tuple(sorted(set(incident.claim_ids) - set(part)))
        yield question(
            matter,
            "merge",
            CLAIM,
            these[0],
            bound_state(matter, these, those),
            values=(
                ("letters", ", ".join(sorted(letters))),
                ("sign", f"{best.score * 100:.0f}"),
                ("why", "; ".join(best.reasons)),
            ),
            these=these,
            those=those,
            words=quotes(matter, (best.claim_a, best.claim_b)),
            letters=tuple(sorted(letters)),
        )


def _parts(claims: Iterable[str], pairs: Iterable[tuple[str, str]]) -> list[frozenset[str]]:
    """The claims in sets that the pairs hold together."""
    part_of = {claim: frozenset({claim}) for claim in claims}
    for a, b in pairs:
        if a in part_of and b in part_of and part_of[a] is not part_of[b]:
            joined = part_of[a] | part_of[b]
            part_of.update(dict.fromkeys(joined, joined))
    return list(dict.fromkeys(part_of.values()))


def near(matter: Matter) -> Iterator[Waiting]:
    """Incidents told much alike that were kept apart; asked of one of the two only, the one whose id comes first."""
    for other, score in matter.near:
        if other.id < matter.incident.id:
            continue
        these, those = matter.incident.claim_ids, other.claim_ids
        yield question(
            matter,
            "near",
            CLAIM,
            these[0],
            bound_state(matter, these, those),
            values=(("score", f"{score * 100:.0f}"),),
            these=these,
            those=those,
            others=(other.id,),
            words=quotes(matter, these[:1]),
        )


def origins(matter: Matter) -> Iterator[Waiting]:
    """Steps towards an origin that were inferred."""
    for account in matter.incident.accounts:
        for chain in account.chains:
            for link in (link for link in chain.links if link.likely):
                told = [one for one in matter.on.get(account.report_id, ()) if link.source in one.others]
                words = (*quotes(matter, chain.claim_ids[:1]), *((link.words,) if link.words else ()))
                yield question(
                    matter,
                    "origin",
                    REPORT,
                    account.report_id,
                    review_state(told),
                    others=(matter.incident.id, link.source),
                    values=(("outlet", account.outlet or account.report_id), ("source", link.source), ("why", link.reason)),
                    these=chain.claim_ids,
                    words=words,
                    letters=tuple(filter(None, (account.letter, link.letter))),
                )


def bound_state(matter: Matter, these: Sequence[str], those: Sequence[str]) -> ReviewState:
    """How a question of one happening or two stands: by what was said of claims on its two sides."""
    one, other = frozenset(these), frozenset(those)
    own = [review for review in matter.reviews if _between(review, one, other)]
    about = {review.id for review in own}
    return review_state([*own, *(review for review in matter.reviews if review.about in about)])


def _between(review: Review, one: frozenset[str], other: frozenset[str]) -> bool:
    """True of a review that names claims of both sides and none besides."""
    a, b = frozenset(review.these), frozenset(review.those)
    if not a and not b and review.kind == CLAIM and review.others:  # asked, or said to be unclear
        a, b = frozenset({review.subject}), frozenset(review.others)
    elif review.decision not in BINDING:
        return False
    return bool(a and b) and ((a <= one and b <= other) or (a <= other and b <= one))
