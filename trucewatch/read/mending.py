"""Put right what a parser gets wrong in one way again and again: subjects read as objects, event nouns read as verbs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from trucewatch.model import Token
from trucewatch.read.mending_harm import (
    HARMING,
    join_loose_harm,
    leave_people_dead,
    let_the_counted_be_killed,
    tie_strikes_to_owners,
)
from trucewatch.read.mending_speech import give_speakers_to_verbs, hang_clauses_on_saying
from trucewatch.read.phrase_mending import let_them_fire, mend_phrases, tie_of_to_its_noun

NOUNS = ("NOUN", "PROPN")
SUBJECT = "nsubj"
PARTICLES = frozenset({"back", "out"})
TYING = frozenset({"against", "by", "with", "for", "from", "on", "near", "at"})  # prepositions that no subject stands under
BECOMING = frozenset(
    {"be", "become", "remain", "come", "seem", "say", "add", "tell", "report", "ask", "write"}
)  # whose subject may follow
CLOSE = 5  # words after the verb in which what it hit is counted
TOLD_OF = frozenset({"report", "believe", "fear", "confirm", "presume", "say", "think", "know", "estimate"})


def give_back_split_subjects(tokens: Sequence[Token], heads: list[int], rels: list[str]) -> None:
    """Read "the army shelled rebel posts" with the army as its subject where it was hung on the posts, across the verb."""
    for node in range(len(tokens) - 1):
        head = heads[node]
        if rels[node] not in ("compound", "nmod:desc") or head <= node or tokens[node].upos not in NOUNS:
            continue
        verb = heads[head]
        served = any(heads[n] == verb and rels[n].startswith((SUBJECT, "csubj")) for n in range(len(tokens)))
        if node < verb < head and rels[head] in ("obj", "obl") and "VerbForm=Fin" in tokens[verb].feats and not served:
            heads[node], rels[node] = verb, SUBJECT
            for before in (n for n in range(node) if heads[n] == head and rels[n] in ("det", "amod", "compound")):
                heads[before] = node


def give_joined_subjects(tokens: Sequence[Token], heads: list[int], rels: list[str]) -> None:
    """Read "... and jets bombed the town" with the jets as subject where they were joined to the verb before."""
    for noun in range(1, len(tokens) - 1):
        verb, before = noun + 1, heads[noun]
        if rels[noun] != "conj" or not 0 <= before < noun or tokens[before].upos != "VERB" or tokens[noun].upos not in NOUNS:
            continue
        own = any(heads[n] == verb and rels[n].startswith((SUBJECT, "csubj")) for n in range(len(tokens)))
        if tokens[verb].upos == "VERB" and "VerbForm=Fin" in tokens[verb].feats and not own:
            heads[noun], rels[noun] = verb, SUBJECT


def give_back_fronted_subjects(tokens: Sequence[Token], heads: list[int], rels: list[str], armed: frozenset[str]) -> None:
    """Of two objects of a verb with no subject, make the one before it its subject: "army tanks shelled the town".

    So too an army or a weapon right before the verb that no preposition ties to it.
    """
    for verb in range(1, len(tokens)):
        if tokens[verb].upos != "VERB" or "VerbForm=Fin" not in tokens[verb].feats:
            continue
        kids = [node for node in range(len(tokens)) if heads[node] == verb]
        told = [node for node in kids if rels[node] == "obj"]
        if any(rels[node].startswith((SUBJECT, "csubj")) for node in kids):
            continue
        if len(told) > 1 and told[0] < verb < told[1]:
            rels[told[0]] = SUBJECT
        elif verb - 1 in kids and rels[verb - 1] in ("obl", "compound") and tokens[verb - 1].lemma.lower() in armed:
            tied = any(heads[node] == verb - 1 and rels[node] == "case" for node in range(len(tokens)))
            rels[verb - 1] = rels[verb - 1] if tied else SUBJECT
            if not tied and verb > 1 and rels[verb - 2] in ("amod", "compound") and heads[verb - 2] > verb:
                heads[verb - 2] = verb - 1  # "Turkish artillery shelled YPG posts", where the posts were read as Turkish


def wake_verbs(tokens: Sequence[Token], heads: list[int], rels: list[str], armed: frozenset[str]) -> None:
    """Read "their guns fired back" as a clause where it was read as guns that were fired.

    Only where an army or a weapon would be all that is said, and a particle right after the participle shows that it is none.
    """
    for verb in range(1, len(tokens) - 1):
        noun = heads[verb]
        if rels[verb] != "acl":
            continue
        particle = tokens[verb + 1].text.lower() in PARTICLES and heads[verb + 1] == verb
        bare = noun == verb - 1 and rels[noun] in ("ccomp", "parataxis", "root")
        if bare and particle and tokens[noun].lemma.lower() in armed:
            heads[verb], rels[verb] = heads[noun], rels[noun]
            heads[noun], rels[noun] = verb, SUBJECT


def join_split_doers(tokens: Sequence[Token], heads: list[int], rels: list[str], armed: frozenset[str]) -> None:
    """Read "Russian tanks shelled the hill" as a clause where "Russian" was read apart from its tanks."""
    for verb in range(2, len(tokens)):
        noun, nation = verb - 1, verb - 2
        split = heads[noun] == verb and rels[noun] == "compound" and heads[verb] == nation and tokens[nation].upos == "ADJ"
        if not split or tokens[verb].upos != "VERB" or tokens[noun].lemma.lower() not in armed:
            continue
        above = heads[nation] if heads[nation] != noun else -1
        heads[verb], rels[verb] = above, "ccomp" if above >= 0 else "root"
        for other in range(len(tokens)):
            heads[other] = verb if heads[other] == nation else heads[other]
        heads[noun], rels[noun], heads[nation], rels[nation] = verb, SUBJECT, noun, "amod"


def name_event_nouns(tokens: Sequence[Token], heads: list[int], rels: list[str]) -> None:
    """Read "in army shelling of the town" as one noun phrase where it was read as "in the army, shelling the town"."""
    for node in range(2, len(tokens) - 1):
        doer = node - 1
        if not (tokens[node].upos == "VERB" and tokens[node].text.endswith("ing") and tokens[node + 1].text.lower() == "of"):
            continue
        if rels[node] not in ("advcl", "acl") or tokens[doer].upos not in NOUNS:
            continue
        opened = [n for n in range(doer) if heads[n] in (doer, node) and tokens[n].upos == "ADP" and rels[n] in ("case", "mark")]
        if opened and heads[doer] == node and rels[doer] == "compound":
            rels[node] = "obl"
        elif opened and rels[doer] in ("obl", "nmod") and (heads[doer] == heads[node] or heads[node] == doer):
            heads[node], rels[node] = heads[doer], rels[doer]
            heads[doer], rels[doer] = node, "compound"
        else:
            continue
        for other in range(doer):
            if other in opened:
                heads[other], rels[other] = node, "case"
            elif heads[other] == doer and rels[other] == "det":
                heads[other] = node


def count_the_counted(tokens: Sequence[Token], heads: list[int], rels: list[str]) -> None:
    """Read "three bombers attacked the gate" with three bombers as its subject where "three" alone was."""
    for number in range(len(tokens)):
        verb = heads[number]
        if tokens[number].upos != "NUM" or rels[number] != SUBJECT or verb <= number + 1:
            continue
        counted = next(
            (n for n in range(number + 1, verb) if heads[n] == verb and rels[n] == "obj" and tokens[n].upos == "NOUN"), None
        )
        if counted is not None:
            heads[number], rels[number], rels[counted] = counted, "nummod", SUBJECT


def join_two_subjects(tokens: Sequence[Token], heads: list[int], rels: list[str]) -> None:
    """Of two subjects before a verb, make one part of the other: "Damascus car bomb kills", "three, two of them children"."""
    for second in range(1, len(tokens)):
        verb = heads[second]
        if rels[second] not in (SUBJECT, "nsubj:pass") or verb <= second:
            continue
        first = next((n for n in range(second) if heads[n] == verb and rels[n] == rels[second] and tokens[n].upos in NOUNS), None)
        if first is None:
            continue
        lone = next((n for n in range(first + 1, second) if _lacks_a_subject(tokens, heads, rels, n)), None)
        if lone is not None:
            heads[first] = lone
        if any(tokens[n].upos in ("VERB", "AUX", "CCONJ") for n in range(first, second)):
            continue
        between = range(first + 1, second)
        if any(tokens[n].text.lower() in ("them", "whom") for n in between):
            heads[second], rels[second] = first, "appos"
        elif tokens[first].upos == "PROPN" and all(_reaches(heads, n, second) for n in between):
            heads[first], rels[first] = second, "compound"


def untie_cased_subjects(tokens: Sequence[Token], heads: list[int], rels: list[str]) -> None:
    """Of two subjects, the one after a preposition is none: "raids carried out by the army against the rebels killed nine"."""
    for node in range(2, len(tokens)):
        if not rels[node].startswith(SUBJECT) or heads[node] <= node:
            continue
        first = next((n for n in range(node) if heads[n] == heads[node] and rels[n].startswith(SUBJECT)), None)
        if first is None or not any(heads[n] == node and tokens[n].text.lower() in TYING for n in range(first, node)):
            continue
        verb = next((n for n in range(node - 1, first, -1) if tokens[n].upos == "VERB" and _reaches(heads, n, first)), None)
        heads[node], rels[node] = (first, "nmod") if verb is None else (verb, "obl")


def _lacks_a_subject(tokens: Sequence[Token], heads: list[int], rels: list[str], verb: int) -> bool:
    """True for the "ought" of "said Washington ought to clarify whether it ...", whose subject was hung on what follows."""
    clause = tokens[verb].upos in ("VERB", "AUX") and rels[verb] in ("ccomp", "root", "parataxis", "advcl")
    finite = "VerbForm=Fin" in tokens[verb].feats or tokens[verb].text.lower() == "ought"
    return clause and finite and not any(heads[n] == verb and rels[n].startswith((SUBJECT, "csubj")) for n in range(len(tokens)))


def _reaches(heads: Sequence[int], node: int, above: int) -> bool:
    for _ in range(5):
        if node == above or node < 0:
            break
        node = heads[node]
    return node == above


def join_speakers(tokens: Sequence[Token], heads: list[int], rels: list[str], closing: frozenset[str]) -> None:
    """Give both speakers of "killed dozens an opposition group and residents said" to the word of saying."""
    for second in range(3, len(tokens)):
        verb, first = heads[second], second - 2
        if rels[second] != SUBJECT or verb <= second or tokens[verb].lemma.lower() not in closing:
            continue
        if tokens[second - 1].upos != "CCONJ" or tokens[first].upos not in NOUNS or not 0 <= heads[first] < first:
            continue
        if rels[first] == SUBJECT and tokens[heads[first]].upos == "VERB":
            heads[first], heads[second], rels[second] = verb, first, "conj"


def stand_verbs_between(tokens: Sequence[Token], heads: list[int], rels: list[str]) -> None:
    """Read "air strikes hit rebel areas" as a clause where "hit" was read as describing the areas behind it."""
    for verb in range(1, len(tokens) - 1):
        noun = heads[verb]
        if rels[verb] != "acl" or noun <= verb or tokens[verb].upos != "VERB":
            continue
        subject = next((n for n in range(verb) if heads[n] == noun and rels[n] == SUBJECT), None)
        if subject is not None:
            heads[verb], rels[verb] = heads[noun], rels[noun]
            heads[noun], rels[noun], heads[subject] = verb, "obj", verb


def stand_verbs_behind_subjects(tokens: Sequence[Token], heads: list[int], rels: list[str]) -> None:
    """Read "snipers targeted the square wounding nine" as what snipers did, where it was read as snipers that were targeted."""
    for verb in range(1, len(tokens)):
        noun = heads[verb]
        if rels[verb] != "amod" or noun != verb - 1 or tokens[verb].upos != "VERB" or rels[noun] != SUBJECT:
            continue
        after = heads[noun]
        if (
            after > verb
            and tokens[after].text.endswith("ing")
            and any(heads[n] == verb and rels[n] == "obj" for n in range(len(tokens)))
        ):
            heads[verb], rels[verb] = heads[after], rels[after]
            heads[noun], heads[after], rels[after] = verb, verb, "advcl"
            for mark in (n for n in range(noun) if heads[n] == after):
                heads[mark] = verb


def cut_off_datelines(tokens: Sequence[Token], heads: list[int], rels: list[str]) -> None:
    """Read "Beirut Syrian jets hit the town" without Beirut as one of two subjects."""
    first = 0
    if rels[first] != SUBJECT or tokens[first].upos != "PROPN":
        return
    second = next((n for n in range(1, len(tokens)) if heads[n] == first and rels[n] == "conj"), None)
    if second is None:
        return
    if not any(tokens[n].upos == "CCONJ" or tokens[n].text == "," for n in range(second)):
        heads[second], rels[second], heads[first], rels[first] = heads[first], SUBJECT, second, "dep"


def turn_back_objects(tokens: Sequence[Token], heads: list[int], rels: list[str]) -> None:
    """Of two subjects of an active verb, make the one right after it its object: "the strike killed nine people a group said"."""
    for node in range(2, len(tokens)):
        verb = heads[node]
        if rels[node] != SUBJECT or not 0 <= verb < node or tokens[verb].upos != "VERB" or tokens[verb].lemma.lower() in BECOMING:
            continue
        near = next(
            (n for n in range(node - 1, verb, -1) if tokens[n].upos == "VERB" and heads[n] == verb and rels[n] == "conj"), verb
        )
        if near != verb and not any(heads[n] == near and rels[n] == "obj" for n in range(len(tokens))):
            heads[node], rels[node] = near, "obj"
            continue
        before = any(heads[n] == verb and rels[n] == SUBJECT for n in range(verb))
        served = any(heads[n] == verb and (rels[n] == "obj" or rels[n] == "aux:pass") for n in range(node))
        if before and not served:
            rels[node] = "obj"


def name_bare_objects(tokens: Sequence[Token], heads: list[int], rels: list[str], spans: frozenset[str]) -> None:
    """Read "killed 47 people" with an object where "people" was read as a circumstance; not "fought three days"."""
    for node in range(2, len(tokens)):
        verb = heads[node]
        if rels[node] not in ("obl", "obl:unmarked") or not 0 <= verb < node or tokens[verb].upos != "VERB":
            continue
        if (
            tokens[verb].lemma.lower() in BECOMING
            or tokens[node].upos != "NOUN"
            or tokens[node].lemma.lower() in spans
            or not 1 < node - verb <= 5
        ):
            continue
        counted = all(_reaches(heads, n, node) for n in range(verb + 1, node))
        tied = any(heads[n] == node and rels[n] == "cc" for n in range(verb + 1, node)) or any(
            heads[n] == node and rels[n] == "case" and tokens[n + 1].text.lower() != "least" for n in range(verb + 1, node)
        )
        numbered = any(heads[n] == node and rels[n] in ("nummod", "det") for n in range(verb + 1, node))
        served = any(heads[n] == verb and rels[n] in ("obj", "aux:pass", "nsubj:pass") for n in range(len(tokens)))
        if counted and numbered and not tied and not served:
            rels[node] = "obj"


def turn_back_sufferers(tokens: Sequence[Token], heads: list[int], rels: list[str]) -> None:
    """Read what stands before a passive without "by" as its subject, not as who did it: "depots for fuel were targeted"."""
    for node in range(len(tokens)):
        verb = heads[node]
        if rels[node] != "obl:agent":
            continue
        by = any(heads[n] == node and rels[n] == "case" and tokens[n].text.lower() in ("by", "from") for n in range(node))
        if verb < node:
            killed = next((n for n in range(node + 1, len(tokens)) if heads[n] == verb and rels[n] == "advcl"), None)
            if killed is not None and not by and any(heads[n] == killed and rels[n] == "aux:pass" for n in range(node, killed)):
                heads[node], rels[node] = killed, "nsubj:pass"  # "were hit with many men getting killed"
            continue
        kids = [n for n in range(len(tokens)) if heads[n] == verb]
        passive = any(rels[n] == "aux:pass" for n in kids)
        if passive and not by and not any(rels[n].startswith(SUBJECT) for n in kids):
            rels[node] = "nsubj:pass"


def give_down_circumstances(tokens: Sequence[Token], heads: list[int], rels: list[str]) -> None:
    """Hang on "killed" what "were reported killed in rebel shelling" hangs on "reported"."""
    for verb in range(1, len(tokens)):
        told = heads[verb]
        if rels[verb] != "xcomp" or not 0 <= told < verb or tokens[told].lemma.lower() not in TOLD_OF:
            continue
        if "VerbForm=Part" not in tokens[verb].feats or not any(heads[n] == told and rels[n] == "aux:pass" for n in range(told)):
            continue
        for node in range(verb + 1, len(tokens)):
            if heads[node] == told and rels[node] in ("obl", "advcl", "obl:agent"):
                heads[node] = verb


def mend(
    tokens: Sequence[Token], heads: list[int], rels: list[str], classes: Mapping[str, frozenset[str]], words: Sequence[str]
) -> None:
    """All repairs, in place; those that begin with a word or relation that is nowhere in the sentence are passed over."""
    lemmas = {token.lemma.lower() for token in tokens}
    spans, armed, closing = classes["DURATION"] | classes["DAYTIME"] | classes["CALENDAR"], classes["ARMED"], classes["CLOSING"]
    saying = not closing.isdisjoint(lemmas)
    if saying:
        give_speakers_to_verbs(tokens, heads, rels, closing, spans)
        hang_clauses_on_saying(tokens, heads, rels, closing)
    tie_of_to_its_noun(tokens, heads, rels)
    give_back_split_subjects(tokens, heads, rels)
    if "conj" in rels:
        give_joined_subjects(tokens, heads, rels)
    give_back_fronted_subjects(tokens, heads, rels, armed)
    if not armed.isdisjoint(lemmas):
        join_split_doers(tokens, heads, rels, armed)
        wake_verbs(tokens, heads, rels, armed)
    if "fire" in lemmas:
        let_them_fire(tokens, heads, rels)
    if "of" in words:
        name_event_nouns(tokens, heads, rels)
    mend_phrases(tokens, heads, rels, classes, lemmas.union(words))
    cut_off_datelines(tokens, heads, rels)
    if not HARMING.isdisjoint(lemmas):
        let_the_counted_be_killed(tokens, heads, rels)
    if "amod" in rels:
        join_loose_harm(tokens, heads, rels)
        stand_verbs_behind_subjects(tokens, heads, rels)
    if saying:
        join_speakers(tokens, heads, rels, closing)
    if "acl" in rels:
        stand_verbs_between(tokens, heads, rels)
    if "leave" in lemmas:
        leave_people_dead(tokens, heads, rels)
    if "obj" in rels:
        count_the_counted(tokens, heads, rels)
    untie_cased_subjects(tokens, heads, rels)
    join_two_subjects(tokens, heads, rels)
    turn_back_objects(tokens, heads, rels)
    name_bare_objects(tokens, heads, rels, spans)
    if "obl:agent" in rels:
        turn_back_sufferers(tokens, heads, rels)
    if "obl" in rels:
        tie_strikes_to_owners(tokens, heads, rels, classes["STRIKE"] | classes["ATTACK"])
    if "xcomp" in rels:
        give_down_circumstances(tokens, heads, rels)
