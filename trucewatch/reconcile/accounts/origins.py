"""Follow each claim back to where it comes from: the outlet, the agency it credits, who speaks, whose word that is.

Every step keeps the words of the report that it rests on. A copy goes where its original goes; where only a later copy says from
whom the text is, the earlier ones follow it. An outlet that prints an agency's reports and shares words with one, unsigned, is
likely to have it from there; such a step says so.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from trucewatch.knowledge.folding import fold
from trucewatch.knowledge.ingest_tables import agencies_of
from trucewatch.knowledge.origin_tables import body_name, names_of
from trucewatch.model import Actor, Chain, Claim, Link, Report, Span
from trucewatch.reconcile.accounts.whose_word import Body, identify, outlets_word, posts_word, speakers_of

MOST_STEPS = 8  # of copies of copies told one by one; a longer line is led straight to the first
RUN = 3  # words
FEWEST_RUNS = 6  # shared; fewer are met by chance in two reports of one happening
LIKELY = 0.3  # share of the shorter passage's runs: half of what makes a copy (COPIED)

Chains = tuple[Chain, ...]


@dataclass(frozen=True, slots=True)
class Teller:
    """What one report tells of an incident, as far as origins need it.

    `denials` are those of its claims that stand beside what they deny; `credit` is whom it says it has this from, `byline` whom
    it credits with its whole text. `copy_of` is the place among the tellers of an earlier one that it repeats: `copy_same` in the
    same words here, `copy_whole` as a report that is in large part one text with it. `copy_reason` says so, `copy_words` show it.
    """

    letter: str
    report: Report | None
    outlet: str | None
    claims: tuple[Claim, ...]
    denials: tuple[Claim, ...] = ()
    credit: str | None = None
    byline: str | None = None
    copy_of: int | None = None
    copy_same: bool = False
    copy_whole: bool = False
    copy_reason: str = ""
    copy_words: Span | None = None

    @property
    def name(self) -> str:
        """The outlet under its first name; a report without one stands for itself."""
        if self.outlet is not None:
            return body_name(self.outlet) or self.outlet
        return self.report.id if self.report else self.claims[0].report_id

    @property
    def called(self) -> str:
        """ "account A (One)"."""
        return f"account {self.letter}" + (f" ({self.outlet})" if self.outlet else "")


def chains_of(tellers: Sequence[Teller]) -> tuple[Chains, ...]:
    """The chains of every teller, the origin that most tellers share first; each of its claims is in exactly one."""
    if tellers and tellers[0].claims[0].logged:
        return tuple((_perceived(one),) for one in tellers)
    cited = [_cited_chains(one) for one in tellers]
    told = [found or _credited(one) for one, found in zip(tellers, cited, strict=True)]
    roots = [_root(index, tellers) for index in range(len(tellers))]
    families: dict[int, list[int]] = {}
    for index, root in enumerate(roots):
        families.setdefault(root, []).append(index)
    heads = {root: _head(tellers, cited, told, members) for root, members in families.items()}
    pairs = enumerate(roots)
    out = [heads[root] if index == root else _copied(tellers, index, heads[root], cited[index]) for index, root in pairs]
    out = [chains if chains[0].links else _likely(tellers, out, index) for index, chains in enumerate(out)]
    shared = Counter(origin for chains in out for origin in {chain.origin for chain in chains})
    return tuple(
        (*sorted(chains, key=lambda chain: -shared[chain.origin]), *_denying(one))
        for one, chains in zip(tellers, out, strict=True)
    )


def _perceived(one: Teller) -> Chain:
    """To the post that perceived it, and where a party mans it on to that party."""
    quote, logged, speaker = one.claims[0].quote, one.claims[0].logged, one.claims[0].speaker
    assert logged is not None, "only logged claims are led to a post"
    name = speaker.label if speaker else logged.post_id
    body = posts_word(logged, name)
    links = [Link(f"post {name}", f"the log of post {name}", quote), Link(body.name, body.why, quote)]
    return Chain(tuple(claim.id for claim in one.claims), body.name, tuple(links), body.side)


def _denying(one: Teller) -> Iterator[Chain]:
    """A chain for each denial that stands beside what it denies: to whoever denies, or else to the outlet."""
    for claim in one.denials:
        chain = _cited(one, claim) or replace(_own(one)[0], claim_ids=(claim.id,))
        yield replace(chain, denies=True)


def chain_words(chain: Chain, claims: Sequence[Claim], outlet: str | None = None) -> str:
    """A chain in one line: "cites Hulusi Akar: the word of Turkey"; an outlet's own word names its nameless sources."""
    if not chain.links:
        return _own_words(claims, outlet)
    parts = [link.reason + (" (likely)" if link.likely else "") for link in chain.links]
    return ", ".join(parts).replace(", the word of", ": the word of")


def _own_words(claims: Sequence[Claim], outlet: str | None) -> str:
    """The outlet's own report; where it names no source and prints agencies, that it may be an unsigned copy."""
    if labels := dict.fromkeys(claim.speaker.label for claim in claims if claim.speaker):
        return f"its own report, from {', '.join(labels)}"
    agencies = sorted(body_name(name) or name for name in agencies_of(outlet)) if outlet else []
    copy = f"; it prints reports of {', '.join(agencies)}, so an unsigned copy is possible" if agencies else ""
    return f"its own report, names no source{copy}"


def _cited_chains(one: Teller) -> Chains:
    """The chains of what a teller cites; () where it names nobody who can be told apart.

    Beside a known body or a party, what it says in its own voice or has from a name in no table is taken to stand on these; of
    several such names alone the first stands for all.
    """
    found = {claim.id: _cited(one, claim) for claim in one.claims}
    known = [chain for chain in found.values() if chain and _is_known(chain, one)]
    first = next(iter(known or [chain for chain in found.values() if chain]), None)
    if first is None:
        return ()
    chains: dict[tuple[str, ...], Chain] = {}
    for claim in one.claims:
        chain = found[claim.id]
        if chain is None or chain not in known:
            chain = first
        key = tuple(link.source for link in chain.links)
        ids = chains[key].claim_ids if key in chains else ()
        chains[key] = replace(chains.get(key, chain), claim_ids=(*ids, claim.id))
    return tuple(chains.values())


def _is_known(chain: Chain, one: Teller) -> bool:
    """True if whoever it leads to stands in a table."""
    claim = next(claim for claim in one.claims if claim.id == chain.claim_ids[0])
    return any(
        body.known and body.name == chain.origin for actor in speakers_of(claim) if (body := identify(actor, _country(claim)))
    )


def _cited(one: Teller, claim: Claim) -> Chain | None:
    """From the outlet over the agency credited to the nearest source that can be told apart; None if there is none."""
    through = [actor for actor in speakers_of(claim) if not _is_itself(actor, one)]
    at = next((index for index, actor in enumerate(through) if identify(actor, _country(claim))), None)
    body = identify(through[at], _country(claim)) if at is not None else None
    if at is None or body is None:
        return None
    links: list[Link] = [_credit_link(one, one.byline)] if one.byline and _is_between(one.byline, through, body) else []
    for actor in reversed(through[at + 1 :]):
        known = identify(actor, _country(claim))
        name = known.name if known and known.side is None else actor.label
        if not links or links[-1].source != name:
            links.append(Link(name, _cites(actor.label, links), actor.span))
    links.append(Link(body.name if not body.why else through[at].label, _cites(through[at].label, links), through[at].span))
    if body.why:
        links.append(Link(body.name, body.why, through[at].span))
    return Chain((claim.id,), body.name, tuple(links), body.side)


def _country(claim: Claim) -> str | None:
    return claim.place.country if claim.place else None


def _is_itself(actor: Actor, one: Teller) -> bool:
    """True where a report names its own outlet: "told the Guardian" in the Guardian."""
    return one.outlet is not None and (body_name(actor.label) or actor.label) == one.name


def _is_between(credit: str, through: Sequence[Actor], body: Body) -> bool:
    named = {body_name(actor.label) or actor.label for actor in through}
    return credit not in named and credit != body.name


def _cites(label: str, before: Sequence[Link]) -> str:
    return f"which cites {label}" if before else f"cites {label}"


def _credited(one: Teller) -> Chains:
    """The chain to the agency or outlet credited, and on to the party that runs it; () where none is credited."""
    if one.credit is None:
        return ()
    body = outlets_word(one.credit)
    links = [_credit_link(one, one.credit)]
    if body.side:
        links.append(Link(body.name, body.why, links[0].words))
    return (Chain(tuple(claim.id for claim in one.claims), body.name, tuple(links), body.side),)


def _credit_link(one: Teller, name: str) -> Link:
    return Link(name, f"credits {name}", credit_words(one.report, name))


def credit_words(report: Report | None, name: str) -> Span | None:
    """Where a report names the agency it credits: the last place under any of its names; None if it does not stand there."""
    if report is None:
        return None
    start, word = max(((report.text.rfind(word), word) for word in names_of(name)), key=lambda place: (place[0], len(place[1])))
    return report.span(start, start + len(word)) if start >= 0 else None


def _own(one: Teller) -> Chains:
    """The outlet's own word, or, of a medium that a party runs, that party's."""
    ids = tuple(claim.id for claim in one.claims)
    body = outlets_word(one.outlet) if one.outlet is not None else Body(one.name)
    if not body.side:
        return (Chain(ids, body.name),)
    link = Link(body.name, f"{_own_words(one.claims, None)}; {body.why}", one.claims[0].quote)
    return (Chain(ids, body.name, (link,), body.side),)


def _root(index: int, tellers: Sequence[Teller]) -> int:
    while (earlier := tellers[index].copy_of) is not None:
        index = earlier
    return index


def _head(tellers: Sequence[Teller], cited: Sequence[Chains], told: Sequence[Chains], members: Sequence[int]) -> Chains:
    """What the first of a family of copies rests on; where it does not say, what the first copy cites that says, else credits."""
    first = members[0]
    if told[first]:
        return told[first]
    member = next((one for chains in (cited, told) for one in members if chains[one]), None)
    if member is None:
        return _own(tellers[first])
    chain = told[member][0]
    ids = tuple(claim.id for claim in tellers[first].claims)
    return (replace(chain, claim_ids=ids, links=_told_in(chain.links, tellers[member])),)


def _told_in(links: Sequence[Link], other: Teller) -> tuple[Link, ...]:
    return (replace(links[0], reason=f"{links[0].reason} in account {other.letter}"), *links[1:])


def _copied(tellers: Sequence[Teller], index: int, head: Chains, cited: Chains) -> Chains:
    """A copy goes where its original goes: by its own words where these lead there too, else through the original.

    A claim told in the same words, for which somebody else is cited, keeps whom it cites: anybody, where only this passage is
    alike, and only a known body where the whole report is; a name that nobody knows, put into a copied text, is no witness.
    """
    one = tellers[index]
    mine = {claim_id: chain for chain in cited for claim_id in chain.claim_ids}
    through = replace(head[0], links=(*_copy_steps(tellers, index), *head[0].links))
    found: dict[tuple[str, bool], Chain] = {}
    for claim in one.claims:
        chain = mine.get(claim.id)
        shared = chain is not None and any(chain.origin == other.origin for other in head)
        if chain is not None and shared:
            chain = replace(chain, links=(replace(chain.links[0], reason=_also(chain.links[0], one)), *chain.links[1:]))
        elif chain is None or not one.copy_same or (one.copy_whole and not _is_known(chain, one)):
            chain = through
        known = found.get((chain.origin, shared))
        ids = (*known.claim_ids, claim.id) if known else (claim.id,)
        found[chain.origin, shared] = replace(known or chain, claim_ids=ids)
    return tuple(found.values())


def _also(link: Link, one: Teller) -> str:
    return f"{link.reason}; {one.copy_reason}"


def _copy_steps(tellers: Sequence[Teller], index: int) -> tuple[Link, ...]:
    """From a copy to what it repeats, and on to the first of all."""
    steps: list[Link] = []
    while (earlier := tellers[index].copy_of) is not None and len(steps) < MOST_STEPS:
        one = tellers[index]
        steps.append(Link(tellers[earlier].name, one.copy_reason, one.copy_words, letter=tellers[earlier].letter))
        index = earlier
    return tuple(steps)


def _likely(tellers: Sequence[Teller], chains: Sequence[Chains], index: int) -> Chains:
    """An outlet's own unsigned word, led to the agency whose reports it prints where it shares words with one of them."""
    one = tellers[index]
    agencies = {body_name(name) or name for name in agencies_of(one.outlet)} if one.outlet else set()
    for other, found in zip(tellers, chains, strict=True) if agencies else ():
        agency = _agency_of(other, found, agencies)
        if agency is None or other is one or not (shared := _shared_words(one, other)):
            continue
        why = f"unsigned; it prints {agency}'s reports, and has {shared} words in common with {other.called}"
        step = Link(agency, why, one.claims[0].quote, likely=True, letter=other.letter if other.name == agency else None)
        rest = next((found[0].links[at + 1 :] for at, link in enumerate(found[0].links) if link.source == agency), found[0].links)
        return (replace(found[0], claim_ids=chains[index][0].claim_ids, links=(step, *rest)),)
    return chains[index]


def _agency_of(other: Teller, chains: Chains, agencies: Collection[str]) -> str | None:
    """The agency that another report is by, or has its text from, if it is one of these."""
    named = (other.name, *(link.source for link in chains[0].links if not link.likely))
    return next((name for name in named if name in agencies), None)


def _shared_words(one: Teller, other: Teller) -> int:
    """How many words stand in the claims of both in runs of three or more; 0 where these are few."""
    mine, yours = _runs(one), _runs(other)
    shared = mine & yours
    few = len(shared) < FEWEST_RUNS or len(shared) < LIKELY * min(len(mine), len(yours))
    return 0 if few else len({word for run in shared for word in run})


def _runs(one: Teller) -> frozenset[tuple[str, ...]]:
    words = (fold(claim.quote.text).split() for claim in one.claims)
    return frozenset(tuple(told[at : at + RUN]) for told in words for at in range(len(told) - RUN + 1))
