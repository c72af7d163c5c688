"""What a reviewer sends from the page of an incident, as decisions of the ledger: a split, a merge, a correction, an undo."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from trucewatch import __version__
from trucewatch.errors import ReviewError
from trucewatch.knowledge.places import knowledge_in_force, load_gazetteer
from trucewatch.ledger import Ledger, Stamp
from trucewatch.model import Claim, Decision, Incident, ReviewField
from trucewatch.publish.words import incident_url
from trucewatch.reviewing.deciding import Decided, Draft, Meanwhile, Overtaken, decide
from trucewatch.reviewing.values import values_of
from trucewatch.web.people.forms import Refused, Typed
from trucewatch.web.site import Site

ANSWERS = {"undo": Decision.UNDO, "agree": Decision.AGREE, "disagree": Decision.DISAGREE}


def split(site: Site, incident_id: str, fields: Typed, by: str) -> str:
    """Take the chosen claims out of the incident; where to go on: the incident that keeps the others."""
    chosen = tuple(dict.fromkeys(fields.all("claim")))
    if not chosen:
        raise Refused("Choose the claims that tell of another happening.")
    draft = Draft(Decision.NOT_SAME, "incident", incident_id, fields["reason"], others=chosen)
    before = site.ledger.get("incident", incident_id)
    rest = [key for key in before.claim_ids if key not in chosen] if isinstance(before, Incident) else []
    _decide(site, draft, fields, by)
    return _holding(site.ledger, rest, incident_id)


def join(site: Site, incident_id: str, fields: Typed, by: str) -> str:
    """Say that another incident is the same happening; where to go on: the incident that holds its claims."""
    other = fields["other"].strip().rsplit("/", 1)[-1]
    if not other:
        raise Refused("Choose the incident that it is one with, or look for it by its place, a word or its id.")
    before = site.ledger.get("incident", incident_id)
    claims = list(before.claim_ids) if isinstance(before, Incident) else []
    _decide(site, Draft(Decision.SAME, "incident", incident_id, fields["reason"], others=(other,)), fields, by)
    return _holding(site.ledger, claims, incident_id)


def correct(site: Site, incident_id: str, fields: Typed, by: str) -> str:
    """Set one value of a claim right; where to go on: the incident that holds the claim."""
    name, _, which = fields["field"].partition(":")
    claim = site.ledger.get("claim", fields["claim"])
    if not isinstance(claim, Claim) or name not in set(ReviewField):
        raise Refused("Choose the value that is to be corrected.")
    old = ""
    if name == ReviewField.FIGURE and which.isdecimal():
        old = fields["old"] or dict(enumerate(values_of(claim, ReviewField.FIGURE))).get(int(which[:4]), "")
    draft = Draft(Decision.CORRECT, "claim", claim.id, fields["reason"], field=name, new=fields["new"].strip(), old=old)
    _decide(site, draft, fields, by)
    return _holding(site.ledger, [claim.id], incident_id)


def answer(site: Site, incident_id: str, fields: Typed, by: str) -> str:
    """Take a decision back, or agree or disagree with another person's; where to go on: the incident, or its history."""
    decision = ANSWERS.get(fields["decision"], Decision.UNDO)
    draft = Draft(decision, fields["kind"], fields["subject"], fields["reason"])
    draft = replace(draft, undoes=fields["review"]) if decision is Decision.UNDO else replace(draft, answers=fields["review"])
    before = site.ledger.get("incident", incident_id)
    claims = list(before.claim_ids) if isinstance(before, Incident) else []
    _decide(site, draft, fields, by)
    return _holding(site.ledger, claims, incident_id)


def _decide(site: Site, draft: Draft, fields: Typed, by: str) -> Decided:
    """Record it; Refused, and nothing recorded, where it cannot be taken or others decided meanwhile."""
    seen = int(fields["seen"][:15]) if fields["seen"].isascii() and fields["seen"].isdigit() else site.ledger.head()[0]
    stamp = Stamp(datetime.now(UTC), by, __version__, "", knowledge_in_force())
    try:
        found = decide(site.ledger, draft, seen=seen, gazetteer=load_gazetteer(), stamp=stamp)
    except ReviewError as error:
        raise Refused(f"It was not taken: {error}.") from error
    if isinstance(found, Overtaken):
        told = "; ".join(_meanwhile(one) for one in found.changes)
        raise Refused(f"Others changed this while you looked: {told}. What you typed is kept; send it again if it still holds.")
    if found.later:
        site.following.ask()
    return found


def _meanwhile(one: Meanwhile) -> str:
    return f"{one.by}, {one.at[:16].replace('T', ' ')} UTC, {one.what}"


def _holding(ledger: Ledger, claims: list[str], incident_id: str) -> str:
    """The incident that holds the first of these claims now."""
    found = next((one for claim in claims[:1] for one in ledger.incidents(claim=claim)), None)
    return f"{incident_url(found.id if found else incident_id)}#history"
