"""Put right where a parser hangs who speaks on what is said: '"...," the mayor, Amina Saleh, said', '"...," said the mayor'."""

from __future__ import annotations

from collections.abc import Sequence

from trucewatch.model import Token

SUBJECT = "nsubj"
NOUNS = ("NOUN", "PROPN")
QUOTES = frozenset({'"', "”", "“", "''", "’"})
TOLD = ("ccomp", "parataxis")


def give_speakers_to_verbs(
    tokens: Sequence[Token], heads: list[int], rels: list[str], closing: frozenset[str], spans: frozenset[str]
) -> None:
    """Hang the name right before or behind a word of saying that has no subject on that word, where it follows what is said."""
    for verb in range(2, len(tokens)):
        if tokens[verb].lemma.lower() not in closing or "VerbForm=Fin" not in tokens[verb].feats:
            continue
        kids = [n for n in range(len(tokens)) if heads[n] == verb]
        if len(named := [n for n in kids if rels[n] == SUBJECT]) == 1:
            _widen_name(tokens, heads, rels, named[0])
        if named or any(rels[n].startswith((SUBJECT, "csubj")) for n in kids):
            continue
        name = _name_misread(tokens, heads, rels, kids, verb)
        if name is None:
            name = _name_before(tokens, heads, rels, verb)
        if name is None and _follows_what_is_said(tokens, rels, kids, verb):
            name = _name_behind(tokens, heads, verb, spans)
        if name is not None:
            heads[name], rels[name] = verb, SUBJECT


def hang_clauses_on_saying(tokens: Sequence[Token], heads: list[int], rels: list[str], closing: frozenset[str]) -> None:
    """Hang the clause of "a statement saying the army left" on "saying", not beside it on the statement."""
    for clause in range(2, len(tokens)):
        noun = heads[clause]
        saying = noun + 1
        if rels[clause] != "acl" or not 0 <= noun < clause - 1 or heads[saying] != noun or rels[saying] != "acl":
            continue
        if tokens[saying].text.endswith("ing") and tokens[saying].lemma.lower() in closing:
            heads[clause], rels[clause] = saying, "ccomp"


def _widen_name(tokens: Sequence[Token], heads: list[int], rels: list[str], name: int) -> None:
    """Take "an adviser to the mission said" for the adviser's word where the mission alone was read as the subject."""
    verb, tie = heads[name], _reach(heads, name)[0] - 1
    if tie < 1 or tokens[tie].upos != "ADP" or tokens[heads[tie]].upos not in NOUNS or not 0 <= heads[tie] < tie < verb:
        return
    top = heads[tie]
    heads[name], rels[name], heads[tie], rels[tie] = top, "nmod", name, "case"
    while rels[top] in ("appos", "nmod", "flat") and 0 <= heads[top] < top:
        top = heads[top]
    heads[top], rels[top] = verb, SUBJECT


def _follows_what_is_said(tokens: Sequence[Token], rels: Sequence[str], kids: Sequence[int], verb: int) -> bool:
    quoted = any(tokens[n].text in QUOTES for n in (verb - 1, verb - 2))
    return quoted or any(rels[n] == "ccomp" and n < verb for n in kids)


def _name_misread(
    tokens: Sequence[Token], heads: Sequence[int], rels: Sequence[str], kids: Sequence[int], verb: int
) -> int | None:
    """The head of the phrase right before the verb that was read as its object: "on Monday, Turkey's defence ministry said"."""
    for node in kids:
        if node < verb and rels[node] in ("iobj", "obj") and tokens[node].upos in NOUNS:
            first, last = _reach(heads, node)
            if last == verb - 1 and first > 0 and tokens[first - 1].upos == "PUNCT":
                return node
    return None


def _name_before(tokens: Sequence[Token], heads: Sequence[int], rels: Sequence[str], verb: int) -> int | None:
    """The head of the widest phrase between a comma or quotation mark and the verb, if it hangs on what stands before."""
    found = None
    for node in range(verb - 1, 0, -1):
        if tokens[node].upos not in NOUNS or not 0 <= heads[node] < node or rels[node] in ("conj", "obl", "nmod"):
            continue
        first, last = _reach(heads, node)
        opened = first > 0 and "PUNCT" in (tokens[first - 1].upos, tokens[first].upos)
        if opened and heads[node] < first and all(tokens[n].upos in ("PUNCT", "ADV", "AUX") for n in range(last + 1, verb)):
            found = node
    return found


def _name_behind(tokens: Sequence[Token], heads: Sequence[int], verb: int, spans: frozenset[str]) -> int | None:
    """The head of the phrase that begins right behind the verb."""
    for node in range(verb + 1, min(verb + 8, len(tokens))):
        if tokens[node].lemma.lower() in spans:
            return None  # "said this week"
        if tokens[node].upos in NOUNS and not verb < heads[node] and _reach(heads, node)[0] == verb + 1:
            return node
    return None


def _reach(heads: Sequence[int], node: int) -> tuple[int, int]:
    """The first and the last word that hang on a node."""
    inside = {node}
    grown = True
    while grown:
        more = {n for n, head in enumerate(heads) if head in inside} - inside
        inside |= more
        grown = bool(more)
    return min(inside), max(inside)
