"""Put right what a parser gets wrong in tolls and raids: who was killed, what was left, whose strikes they were."""

from __future__ import annotations

from collections.abc import Sequence

from trucewatch.model import Token

NOUNS = ("NOUN", "PROPN")
SUBJECT = "nsubj"
HARMING = frozenset({"kill", "wound", "injure", "execute", "behead", "detain", "arrest"})
HARMED = frozenset({"dead", "wounded", "injured"})


def leave_people_dead(tokens: Sequence[Token], heads: list[int], rels: list[str]) -> None:
    """Hang the last word of "left nine fighters from the north dead" on "left"."""
    for verb in range(len(tokens)):
        if tokens[verb].lemma.lower() != "leave" or tokens[verb].upos != "VERB":
            continue
        last = next((n for n in range(verb + 2, min(verb + 20, len(tokens))) if tokens[n].text.lower() in HARMED), None)
        if last is None or any(tokens[n].upos == "VERB" for n in range(verb + 1, last) if tokens[n].text.lower() != "including"):
            continue
        describes = heads[last] > last or (last + 1 < len(tokens) and tokens[last + 1].upos in NOUNS)
        if heads[last] != verb and not describes:
            heads[last], rels[last] = verb, "xcomp"
        for also in (
            n for n in range(last + 1, len(tokens)) if heads[n] == last and rels[n] == "conj" and tokens[n].upos == "VERB"
        ):
            heads[also] = verb  # "leaving many dead and destroying their cars": the one who left them so destroyed


def join_loose_harm(tokens: Sequence[Token], heads: list[int], rels: list[str]) -> None:
    """Join the wounding to the killing in "15 people were killed and dozens wounded in raids", where it described the people."""
    for verb in range(2, len(tokens)):
        noun = heads[verb]
        if rels[verb] != "amod" or not 0 <= noun < verb or tokens[verb].upos != "VERB":
            continue
        if not any(heads[n] == verb and rels[n].startswith(SUBJECT) for n in range(verb)):
            continue
        before = heads[noun]
        if noun < before < verb and tokens[before].upos == "VERB":
            heads[verb], rels[verb] = before, "conj"


def let_the_counted_be_killed(tokens: Sequence[Token], heads: list[int], rels: list[str]) -> None:
    """Read the headline "18 militants killed in a blast" as told of the militants, who killed nobody."""
    for verb in range(2, len(tokens)):
        if tokens[verb].upos != "VERB" or tokens[verb].lemma.lower() not in HARMING or tokens[verb].text.endswith("s"):
            continue
        kids = [n for n in range(len(tokens)) if heads[n] == verb]
        hurt = next((n for n in kids if n == verb - 1 and rels[n] == SUBJECT), None)
        counted = hurt is not None and any(heads[n] == hurt and rels[n] == "nummod" for n in range(hurt))
        follows = verb + 1 < len(tokens) and tokens[verb + 1].text.lower() in ("in", "by", "as", "during", "on", "near")
        if hurt is not None and counted and follows and not any(rels[n].startswith("aux") for n in kids):
            rels[hurt] = "obj"
            for told in (n for n in kids if n > verb and rels[n] == "obj"):
                rels[told] = "obl"


def tie_strikes_to_owners(tokens: Sequence[Token], heads: list[int], rels: list[str], strikes: frozenset[str]) -> None:
    """Read "killed in army air strikes" as one phrase where the army and its strikes were hung on the verb one by one."""
    for strike in range(2, len(tokens)):
        if rels[strike] not in ("obj", "conj", "dep") or tokens[strike].lemma.lower() not in strikes:
            continue
        owner = strike - 1
        while owner and heads[owner] == strike and rels[owner] in ("compound", "amod"):
            owner -= 1
        verb = heads[owner]
        near = 0 <= verb < owner and heads[strike] in (verb, heads[verb])
        if not near or rels[owner] != "obl" or tokens[owner].upos not in NOUNS:
            continue
        for case in (n for n in range(owner) if heads[n] == owner and rels[n] == "case"):
            heads[case] = strike
        heads[owner], rels[owner], heads[strike], rels[strike] = strike, "compound", verb, "obl"
