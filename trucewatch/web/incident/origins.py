"""The origins of an incident as a tree: each origin, who passes its word on, and the accounts that carry it, with reasons."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from markupsafe import Markup

from trucewatch.knowledge.folding import fold
from trucewatch.knowledge.reconcile_tables import source_names
from trucewatch.knowledge.sides import sides_of
from trucewatch.model import Account, Chain, Link, Span
from trucewatch.publish.drawing.origins import Node, origins_graph
from trucewatch.publish.tongue import say
from trucewatch.publish.words import capital, count_words, report_url, term
from trucewatch.web.incident.case import Case, Letter, account_outlet
from trucewatch.web.incident.strangers import stranger_words
from trucewatch.web.marks import Layer
from trucewatch.web.parts import Words, in_sentence, outlet_words

MOST_CARRIERS = 24  # shown under one origin; of a text that hundreds run, the rest is a number
MOST_ROOTS = 24  # origins that are shown; all of them stand in the table of accounts
MOST_WORDS = 6  # sentences behind one step
LIKELY = " (likely)"


@dataclass(frozen=True, slots=True)
class Carrier:
    """Somebody who passes a word on, or an account that carries it, and from whom it has it: why, and the words that say so."""

    name: str
    letter: Letter | None
    href: str | None
    reason: str
    words: tuple[tuple[str, Words], ...]
    carriers: tuple[Carrier, ...] = ()
    likely: bool = False
    more: str = ""


@dataclass(frozen=True, slots=True)
class OriginRoot:
    """One origin, what it is to the happening, and the carriers of its word; `more` says how many are not shown.

    `stranger` says, of an outlet that nobody knows, what is known of it.
    """

    name: str
    remark: str
    carriers: tuple[Carrier, ...]
    more: str = ""
    stranger: str = ""


@dataclass(slots=True)
class _Node:
    """A place in the tree while it is built."""

    link: Link | None
    account: Account | None = None
    spans: list[tuple[str, Span]] = field(default_factory=list)
    below: dict[tuple[str, str], _Node] = field(default_factory=dict)


def origin_roots(case: Case) -> tuple[OriginRoot, ...]:
    """The origins of the incident in the order of the accounts, those that deny it last; of many the most carried."""
    accounts = {account.letter: account for account in case.incident.accounts}
    roots: dict[tuple[bool, str], tuple[Chain, _Node]] = {}
    for account in case.incident.accounts:
        for chain in account.chains or (_untold(account),):
            _, root = roots.setdefault((chain.denies, chain.origin), (chain, _Node(None)))
            _grow(root, account, chain, accounts)
    ordered = sorted(roots.items(), key=lambda item: item[0][0])
    if len(ordered) > MOST_ROOTS:
        ordered = sorted(ordered, key=lambda item: (item[0][0], -len(item[1][1].below)))[:MOST_ROOTS]
    most = MOST_CARRIERS if len(case.incident.accounts) <= MOST_CARRIERS else MOST_CARRIERS // 3
    return tuple(_root(case, chain, node, most) for _, (chain, node) in ordered)


def _untold(account: Account) -> Chain:
    """The chain of an account that was entered before chains were kept: straight to its origin, for the reason entered."""
    return Chain(account.claim_ids, account.origin, (Link(account.origin, account.origin_reason),))


def origins_drawing(roots: Sequence[OriginRoot]) -> Markup:
    """Who has it from whom, drawn; empty of what is too much or too little for a drawing."""
    if any(root.more for root in roots):
        return Markup("")
    return origins_graph([Node(root.name, below=tuple(_node(one) for one in root.carriers)) for root in roots])


def _node(carrier: Carrier) -> Node:
    below = tuple(_node(one) for one in carrier.carriers)
    return Node(carrier.name, carrier.letter.letter if carrier.letter else "", carrier.likely, below)


def origins_words(case: Case, roots: Sequence[OriginRoot]) -> str:
    """ "Five reports, two origins."; and how many of those shown are outlets that nobody knows, where it is more than one."""
    reports = len({account.report_id for account in case.incident.accounts})
    words = f"{capital(count_words(reports, 'report'))}, {count_words(case.incident.origins, 'origin')}."
    strangers = sum(bool(root.stranger) for root in roots)
    if strangers < 2:
        return words
    seen = say("Of these, %(count)s are in no list, and the ledger hardly knows them.", count=count_words(strangers, "outlet"))
    return f"{words} {seen}"


def _grow(root: _Node, account: Account, chain: Chain, accounts: Mapping[str, Account]) -> None:
    """Lay one chain into the tree, from the origin down to the account; steps that other accounts have too are taken once."""
    node = root
    for at in range(len(chain.links) - 1, 0, -1):
        link, below = chain.links[at], chain.links[at - 1]
        key = (below.letter or "", "" if below.letter else below.source)
        node = node.below.setdefault(key, _Node(link, accounts.get(below.letter or "")))
        if link.words and node.account is None:
            node.spans.append((account.letter, link.words))
    first = chain.links[0] if chain.links else None
    leaf = node.below.setdefault((account.letter, ""), _Node(first, account))
    if first and first.words:
        leaf.spans.append((account.letter, first.words))


def _root(case: Case, chain: Chain, node: _Node, most: int) -> OriginRoot:
    carriers = list(node.below.values())
    shown = tuple(_carrier(case, key, one, most) for key, one in list(node.below.items())[:most])
    more = len(carriers) - len(shown)
    return OriginRoot(
        _origin_name(case, chain.origin),
        _remark(case, chain),
        shown,
        say("and %(count)s", count=count_words(more, "more")) if more else "",
        "" if chain.links or chain.side or chain.denies else stranger_words(case, chain.origin),
    )


def _origin_name(case: Case, origin: str) -> str:
    """An origin under its name; a report that names no outlet is called by what it is."""
    report = case.report(origin)
    return outlet_words(report) if report else origin


def _remark(case: Case, chain: Chain) -> str:
    """What an origin is to the happening: a party to it, another party, a body that records, an agency, an outlet's own word."""
    if chain.side in sides_of(case.incident.actor):
        kind = "doer"
    elif chain.side in sides_of(case.incident.recipient):
        kind = "harmed"
    elif chain.side:
        kind = "party"
    elif not chain.links:
        kind = "own"
    else:
        row = source_names().get(fold(chain.origin))
        kind = row.kind if row else "named"
    return term("origin", kind) + (", which denies it" if chain.denies else "")


def _carrier(case: Case, key: tuple[str, str], node: _Node, most: int) -> Carrier:
    account = node.account
    link = node.link
    hidden = len(node.below) - most
    return Carrier(
        name=account_outlet(account) if account else key[1],
        letter=case.letter(account.letter) if account else None,
        href=report_url(account.report_id) if account else None,
        reason=_reason(account, link),
        words=tuple(_words(case, node.spans)),
        carriers=tuple(_carrier(case, below, one, most) for below, one in list(node.below.items())[:most]),
        likely=bool(link and link.likely),
        more=say("and %(count)s", count=count_words(hidden, "more")) if hidden > 0 else "",
    )


def _reason(account: Account | None, link: Link | None) -> str:
    if link is None:
        return account.origin_reason if account else ""
    return link.reason.removeprefix("which ") + (LIKELY if link.likely else "")


def _words(case: Case, spans: Sequence[tuple[str, Span]]) -> Iterator[tuple[str, Words]]:
    for letter, span in list(dict.fromkeys(spans))[:MOST_WORDS]:
        report = case.report(span.report_id) or case.room.desk.report(span.report_id)
        yield letter, in_sentence(report, span, (Layer(span.start, span.end, "same"),))
