"""Tell whose word a source's word is: a known body's, a party's, a person's with a name, or nobody's who can be told apart.

Media that a party runs speak for it, and so do its officials: a ministry and its state agency are one origin. What nobody can
tell from another of its kind ("two officials") is no origin; the word stays with whoever passes it on.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from trucewatch.knowledge.folding import fold
from trucewatch.knowledge.origin_tables import body_name, is_state_media, medium_of
from trucewatch.knowledge.parties import load_parties
from trucewatch.knowledge.reconcile_tables import vague_nouns
from trucewatch.knowledge.sides import NEUTRAL, side_of, sides_of, takes_part
from trucewatch.model import Actor, Claim, EventType, Logged
from trucewatch.reconcile.facts import SPEECH

STATEMENTS = SPEECH - {EventType.CONSULT, EventType.AGREE}
JOINTS = frozenset({"at", "in", "of", "from", "on", "with", "for", "near", "within", "inside", "close", "who"})
ONE_BODY = NEUTRAL - {"NGO", "MED", "CVL"}  # of the neutral codes those that are one body, not many of a kind
PRESS = ":MED"  # the sector of a country's media
KEPT = 20_000


@dataclass(frozen=True, slots=True)
class Body:
    """Somebody whose word can be told from another's, the side it speaks for, and how it comes to be counted so.

    `known` is False for a name that stands in no table: a person, or whatever a report calls its source.
    """

    name: str
    side: str | None = None
    why: str = ""
    known: bool = True


def identify(actor: Actor, country: str | None = None) -> Body | None:
    """Whose word a source's word is; None for a source that nobody can tell from another of its kind.

    Bare "state media" are those of the `country` in which it is told to have happened.
    """
    one_side = len(sides_of(actor.candidates)) == 1  # a minister of two offices, in a report whose day is not known
    party = actor.party or (actor.candidates[0] if one_side else None)
    if (
        party is None
        and country is not None
        and takes_part(country)
        and is_state_media(actor.label)
        and not body_name(actor.label)
    ):
        party = country + PRESS
    return _identify(actor.label, party)


@lru_cache(maxsize=KEPT)
def _identify(label: str, party: str | None) -> Body | None:
    home, name = (party or "").partition(":")[0], body_name(label)
    medium = medium_of(label) if name or not party else None
    if is_state_media(label) and (party or "").endswith(PRESS) and (medium is None or medium[0] != home):
        return _word_of(home, "media of the state")  # "state television" of Iran in a report on Syria
    if medium is not None:
        return _word_of(*medium)
    if name:
        return Body(name, None, "" if fold(name) == fold(label) else f"counted as {name}")
    if party and takes_part(party):
        return _word_of(side_of(party))
    if party in ONE_BODY:  # an envoy and an agency of it are one origin
        known = load_parties().label(party)
        return Body(known, None, "" if fold(label) in (fold(party), fold(known)) else f"counted as {known}")
    return None if is_vague(label) else Body(label.removeprefix("the ").removeprefix("The "), known=False)


def outlets_word(outlet: str) -> Body:
    """Whose word it is that an outlet reports in its own voice: its own, or that of the party that runs it."""
    medium = medium_of(outlet)
    return _word_of(*medium) if medium else Body(body_name(outlet) or outlet)


def posts_word(logged: Logged, name: str) -> Body:
    """Whose word a post's log is: the party's that mans it, however many; of a mission that takes no part the post's own.

    Posts of such a mission perceive each for itself and have nothing at stake: two witnesses of one institution.
    """
    if takes_part(logged.operator):
        return _word_of(side_of(logged.operator), f"manned by {load_parties().label(side_of(logged.operator))}")
    mission = load_parties().label(logged.operator)
    return Body(f"post {name} of {mission}", None, f"a witness of {mission}, which takes no part")


def _word_of(side: str, how: str = "") -> Body:
    name = load_parties().label(side)
    return Body(name, side, f"{how}: the word of {name}" if how else f"the word of {name}")


def is_vague(label: str) -> bool:
    """True for a source that nobody can tell from another of its kind: "two officials in Hatay", "the presidents of both"."""
    if label.islower():
        return True
    words = fold(label).split()
    head = next((words[i - 1] for i in range(1, len(words)) if words[i] in JOINTS), words[-1] if words else "")
    return bool({head, head.removesuffix("s"), head.replace("men", "man")} & vague_nouns())


def speakers_of(claim: Claim) -> tuple[Actor, ...]:
    """Through whom a claim has come, nearest to the happening first; whoever makes a statement is the source of it.

    So also where the report does not put it as a quotation: "Ankara warned".
    """
    if claim.sources or claim.speaker:
        return claim.sources or ((claim.speaker,) if claim.speaker else ())
    return claim.actor if claim.type in STATEMENTS and len(claim.actor) == 1 else ()
