"""Put together what a parser has taken apart in a noun phrase: names in capitals, hands, prepositions, names of groups."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import replace

from trucewatch.model import Token

NOUNS = ("NOUN", "PROPN")
OF_SOMETHING = frozenset("accuse suspect convict clear warn inform remind deprive strip rob rid assure notify complain".split())
SHORTEST_NAME = 3  # letters from which a word in capitals is a name wherever it stands
CLAUSES = frozenset({"root", "ccomp", "parataxis", "conj", "advcl"})
AIMED = frozenset({"at", "on", "into", "towards", "toward"})


def names_in_capitals(tokens: tuple[Token, ...], heads: list[int], rels: list[str]) -> tuple[Token, ...]:
    """Read "IS" and "ISIL" before a noun as names where they were read as "is" and as an article: "three IS bombers"."""
    found = list(tokens)
    if all(token.text.isupper() for token in tokens if token.text.isalpha()):
        return tokens
    for node in range(len(tokens) - 1):
        text, after = tokens[node].text, tokens[node + 1]
        if not text.isupper():
            continue
        if len(text) >= SHORTEST_NAME and text.isalpha() and tokens[node].upos in ("PRON", "X", "INTJ"):
            found[node] = replace(tokens[node], upos="PROPN", lemma=text)
            continue
        if len(text) < 2 or not text.isalpha() or tokens[node].upos not in ("AUX", "DET", "PRON", "ADV"):
            continue
        held = after.text == "-" and node + 2 < len(tokens) and tokens[node + 2].upos == "VERB"
        if (after.upos not in NOUNS and not held) or any(heads[n] == node for n in range(len(heads)) if tokens[n].text != "-"):
            continue
        head = node + 2 if held else node + 1
        while rels[head] in ("compound", "amod") and heads[head] > head:
            head = heads[head]
        found[node] = replace(tokens[node], upos="PROPN", lemma=text)
        heads[node], rels[node] = head, "compound"
    return tuple(found)


def name_groups_whole(tokens: Sequence[Token], heads: list[int], rels: list[str]) -> None:
    """Keep "the group Hezbollah" together where the name was hung beside the group."""
    for name in range(1, len(tokens)):
        group = name - 1
        beside = rels[name] == rels[group] == "nmod" and heads[name] == heads[group] and tokens[group].upos == "NOUN"
        if not beside or tokens[name].upos != "PROPN":
            continue
        if not any(heads[n] == name and rels[n] == "case" for n in range(name)):
            heads[name], rels[name] = group, "flat"


def hang_of_on_nouns(tokens: Sequence[Token], heads: list[int], rels: list[str]) -> None:
    """Hang "of the Front" on the militants of "left 25 militants of the Front dead", not on the verb."""
    for case in range(1, len(tokens)):
        node, noun = heads[case], case - 1
        if rels[case] != "case" or tokens[case].text.lower() != "of" or node <= case or rels[node] != "obl":
            continue
        verb = heads[node]
        if tokens[noun].upos in NOUNS and 0 <= verb < noun and tokens[verb].lemma.lower() not in OF_SOMETHING:
            while rels[noun] == "flat" and 0 <= heads[noun] < noun:
                noun = heads[noun]
            heads[node], rels[node] = noun, "nmod"


def keep_names_on_their_side(tokens: Sequence[Token], heads: list[int], rels: list[str]) -> None:
    """Give "Diaz" of "activists accused Diaz" to the verb where it was hung on the activists as part of their name."""
    for node in range(2, len(tokens)):
        head = heads[node]
        if rels[node] not in ("compound", "nmod:desc") or not 0 <= head < node or tokens[node].upos not in NOUNS:
            continue
        verb = next((n for n in range(node - 1, head, -1) if tokens[n].upos == "VERB"), None)
        if (
            verb is not None
            and heads[head] == verb
            and not any(heads[n] == verb and rels[n] == "obj" for n in range(len(tokens)))
        ):
            heads[node], rels[node] = verb, "obj"


def hang_hands(tokens: Sequence[Token], heads: list[int], rels: list[str], hands: frozenset[str]) -> None:
    """Hang "Al Qaeda" on the "linked" of "Al Qaeda-linked", and "held by rebels" on the town before it."""
    for hand in range(2, len(tokens)):
        if tokens[hand].lemma.lower() not in hands and tokens[hand].text.lower() not in hands:
            continue
        if tokens[hand - 1].text == "-":
            name = hand - 2
            while name > 0 and rels[name] == "flat" and 0 <= heads[name] < name:
                name = heads[name]
            if heads[name] not in (hand, name) and heads[hand] != name and tokens[name].upos in ("PROPN", "ADJ", "NOUN"):
                heads[name], rels[name] = hand, "compound"
        elif rels[hand] == "advcl" and any(heads[n] == hand and rels[n] == "obl:agent" for n in range(hand, len(tokens))):
            before = hand - 2 if tokens[hand - 1].text in "\"“”'," else hand - 1
            while rels[before] in ("flat", "compound") and 0 <= heads[before] < hand:
                before = heads[before]
            if tokens[before].upos in NOUNS:
                heads[hand], rels[hand] = before, "acl"


def hang_cases_on_heads(tokens: Sequence[Token], heads: list[int], rels: list[str]) -> None:
    """Hang the "of" of "officers of the rebel Free Army" on the army, not on "rebel"."""
    for case in range(len(tokens)):
        part = heads[case]
        if rels[case] not in ("case", "det") or part <= case or rels[part] not in ("compound", "amod"):
            continue
        whole = heads[part]
        if whole > part and tokens[whole].upos in NOUNS and tokens[part].upos in (*NOUNS, "ADJ"):
            heads[case] = whole


def keep_names_in_one_phrase(tokens: Sequence[Token], heads: list[int], rels: list[str]) -> None:
    """Keep "al" with "Nusra Front" in "terrorists of al-Nusra Front" where both were hung on the terrorists."""
    for part in range(1, len(tokens)):
        if rels[part] != "nmod" or tokens[part].upos != "PROPN" or rels[part - 1] not in ("case", "det"):
            continue
        whole = (
            heads[part - 1]
            if rels[part - 1] == "case"
            else next((heads[n] for n in range(part) if rels[n] == "case" and heads[n] > part), -1)
        )
        if whole > part and heads[whole] == heads[part] and rels[whole] == "nmod":
            heads[part], rels[part] = whole, "compound"


def keep_names_in_their_clause(tokens: Sequence[Token], heads: list[int], rels: list[str]) -> None:
    """Keep "al-Nusra" of "were hurt when al-Nusra terrorists fired" with the terrorists, not with the verb before "when"."""
    for part in range(1, len(tokens) - 1):
        opens = rels[part - 1] in ("mark", "advmod") and heads[part - 1] > part
        if not opens or tokens[part].upos != "PROPN" or not 0 <= heads[part] < part - 1:
            continue
        after = part + 1
        while after < len(tokens) - 1 and (heads[after] == part or tokens[after].text == "-"):
            after += 1
        if tokens[after].upos == "NOUN" and heads[after] > after:
            heads[part], rels[part] = after, "compound"


def mend_phrases(
    tokens: Sequence[Token],
    heads: list[int],
    rels: list[str],
    classes: Mapping[str, frozenset[str]],
    vocabulary: Set[str],
) -> None:
    """All repairs of phrases, in place; `vocabulary` has the sentence's words and their lemmas in small letters."""
    hang_cases_on_heads(tokens, heads, rels)
    keep_names_in_one_phrase(tokens, heads, rels)
    keep_names_in_their_clause(tokens, heads, rels)
    name_groups_whole(tokens, heads, rels)
    if "of" in vocabulary:
        hang_of_on_nouns(tokens, heads, rels)
    keep_names_on_their_side(tokens, heads, rels)
    hands = classes["HAND"] | classes["BELONGING"]
    if not hands.isdisjoint(vocabulary):
        hang_hands(tokens, heads, rels, hands)


def tie_of_to_its_noun(tokens: Sequence[Token], heads: list[int], rels: list[str]) -> None:
    """Hang the group of "a bomber of the group killed nine" on the bomber, where it was hung on what stands behind the verb."""
    for node in range(2, len(tokens)):
        behind = heads[node]
        if rels[node] not in ("nmod", "obl") or behind <= node or tokens[node].upos not in NOUNS:
            continue
        of = next((n for n in range(node) if heads[n] == node and rels[n] == "case"), 0)
        noun = of - 1
        crosses = any(tokens[n].upos == "VERB" and rels[n] in CLAUSES for n in range(node, behind))
        if noun < 0 or tokens[of].text.lower() != "of" or tokens[noun].upos not in NOUNS or heads[noun] == node or not crosses:
            continue
        for other in (node, *(n for n in range(noun) if heads[n] == behind and rels[n] in ("det", "amod", "nummod", "compound"))):
            heads[other] = noun
        rels[node] = "nmod"


def let_them_fire(tokens: Sequence[Token], heads: list[int], rels: list[str]) -> None:
    """Read "separatists fired on a patrol" as what separatists did, where it was read as separatists that were fired on."""
    for verb in range(1, len(tokens) - 1):
        if tokens[verb].lemma.lower() != "fire" or tokens[verb + 1].text.lower() not in AIMED:
            continue
        noun, above = heads[verb], heads[heads[verb]]
        kids = [node for node in range(len(tokens)) if heads[node] == verb]
        if rels[verb] == "acl" and noun == verb - 1 and rels[noun] == "nsubj" and _speaks_too(heads, rels, noun):
            heads[verb], rels[verb], heads[noun] = above, "ccomp", verb  # "separatists fired on a patrol, the army said"
            continue
        fired_at = [node for node in kids if node < verb and rels[node] == "nsubj:pass"]
        if len(fired_at) == 1 and not any(rels[node] in ("aux:pass", "obj") for node in kids):
            rels[fired_at[0]] = "nsubj"


def _speaks_too(heads: Sequence[int], rels: Sequence[str], noun: int) -> bool:
    """True if the verb that a noun is the subject of has another subject, so that one of the two is none."""
    return any(heads[n] == heads[noun] and n != noun and rels[n] == "nsubj" for n in range(len(heads)))
