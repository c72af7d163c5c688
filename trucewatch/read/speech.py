"""Whose word a clause is: the words of saying above it or beside it, and the quotation it stands in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from trucewatch.model import EntityType
from trucewatch.read.phrases import Scene, entity_of
from trucewatch.read.tree import NAME_PARTS, SUBJECTS, Tree
from trucewatch.read.voices import Speaker, Voices, named_speaker

Attribution = tuple[int, int, bool]  # who, by which word, and whether it is given as something that happened

CITING = frozenset({"quote", "cite"})  # in "quoted a doctor as saying" the doctor says it
THINKING = frozenset({"think", "fear", "plan"})  # kinds of verbs by which somebody tells of what is only in his mind
LONGEST_HEADING = 5  # words of a name before or behind the colon of a headline
CLAUSES = frozenset({"ccomp", "xcomp"})
SHARED = frozenset({"conj", "advcl", "xcomp", "parataxis"})  # relations by which a verb has its subject from the verb above
OWNED = frozenset({"by", "from", "of"})
TOLD = frozenset({"ccomp", "advcl"})
CONTENT = frozenset({"ccomp", "xcomp", "obj", "obl"})  # what a verb of asking or blaming tells of
NOT_SAID = frozenset({"nsubj", "nsubj:pass", "conj", "acl", "acl:relcl"})


def saying_verbs(scene: Scene, tree: Tree) -> list[int]:
    """The verbs of saying in a sentence."""
    speech = scene.lexicon.speech
    return [n for n, lemma in enumerate(tree.lemmas) if lemma in speech and tree.is_verb(n)]


def voicing_verbs(scene: Scene, tree: Tree) -> list[int]:
    """The verbs of saying, asking, blaming, finding and holding in a sentence."""
    voicing = scene.lexicon.voicing
    return [n for n, lemma in enumerate(tree.lemmas) if lemma in voicing and tree.is_verb(n)]


def subject_of_saying(tree: Tree, verb: int) -> int | None:
    """Who says it: the verb's own subject, or the one it shares with the verb it is joined to."""
    if tree.is_a(verb, "LEARNING"):
        return next((kid for kid in tree.kids[verb] if tree.case(kid) == "from"), None)
    if tree.words[verb].endswith("ing") and (beside := _with_whom(tree, verb)) is not None:
        return beside
    if tree.rel(verb) == "acl" and tree.words[verb].endswith("ing") and not tree.children(verb, "nsubj"):
        return _teller(tree, tree.heads[verb])
    if tree.lemmas[verb] in CITING and (quoted := tree.children(verb, "nsubj:pass")):
        return quoted[0]
    at = verb
    for _ in range(4):
        named, head = _own_subject(tree, at), tree.heads[at]
        if named is not None and at != verb and head >= 0 and tree.rel(at) == "ccomp" and _is_mute(tree, named):
            at = head  # "the monitor said the jet crashed, adding that ..."
            continue
        if named is not None:
            return _described(tree, named)
        if tree.rel(at) not in SHARED or head < 0 or not tree.is_verb(head):
            return None
        if any(tree.rel(kid) in SUBJECTS for kid in tree.kids[at]):
            return None
        if tree.lemmas[head] in CITING and "as" in tree.marks(at):
            return next(iter(tree.children(head, "obj", "nsubj:pass")), None)
        at = head
    return None


def _with_whom(tree: Tree, verb: int) -> int | None:
    """Who stands right before "saying" after "with": "with the agency saying"."""
    at = verb - 1
    while at >= 0 and tree.rel(at) in NAME_PARTS and 0 <= tree.heads[at] < verb:
        at = tree.heads[at]
    return at if at >= 0 and tree.is_noun(at) and tree.case(at) == "with" else None


def _is_mute(tree: Tree, node: int) -> bool:
    """True for weapons and attacks, which say nothing."""
    return any(tree.is_a(node, name) for name in ("WEAPON", "AIRCRAFT", "VEHICLE", "STRIKE", "ATTACK", "BLAST"))


def _own_subject(tree: Tree, verb: int) -> int | None:
    """The subject next to the verb: behind it in "..., said the clinic", the nearer of two before a closing "said"."""
    named = [kid for kid in tree.kids[verb] if tree.rel(kid) in ("nsubj", "obl:agent")]
    told_before = any(tree.rel(kid) == "ccomp" and kid < verb for kid in tree.kids[verb])
    if told_before and not any(kid > verb for kid in named):
        behind = [kid for kid in tree.children(verb, "obj", "iobj") if kid > verb and tree.below(kid)[0] == verb + 1]
        behind = [kid for kid in behind if not tree.is_a(kid, "DURATION") and not tree.is_a(kid, "CALENDAR")]
        if behind and tree.lemmas[verb] == "say":
            return behind[0]
    return min(named, key=lambda kid: (bool(tree.case(kid)) and tree.rel(kid) == "nsubj", abs(kid - verb)), default=None)


def _described(tree: Tree, node: int) -> int:
    """Whom "who" and "which" stand for."""
    if (
        tree.words[node] in ("which", "who")
        and (head := next((h for h in tree.up(node) if tree.rel(h) == "acl:relcl"), None)) is not None
    ):
        return tree.heads[head] if tree.heads[head] >= 0 else node
    return node


def _teller(tree: Tree, noun: int) -> int:
    """Whose statement it is: the owner it names, or who "read out a statement"; the noun itself where nobody is named."""
    if not tree.is_a(noun, "DOCUMENT"):
        return noun
    owner = _owner(tree, noun)
    above = tree.heads[noun]
    if owner is None and tree.rel(noun) == "obj" and above >= 0 and tree.is_verb(above):
        owner = _own_subject(tree, above)
    return noun if owner is None else owner


def _owner(tree: Tree, noun: int) -> int | None:
    """Whose a claim, a warning or a statement is."""
    for kid in tree.kids[noun]:
        by = tree.rel(kid) in ("nmod", "obl", "obl:agent") and tree.is_noun(kid) and set(tree.case(kid).split()) & OWNED
        if by or tree.rel(kid) == "nmod:poss" or (tree.rel(kid) == "compound" and tree.pos(kid) == "PROPN"):
            return kid
    return None


def sources_of(scene: Scene, voices: Voices, tree: Tree, node: int) -> tuple[Speaker, ...]:
    """All through whom the clause at a node has come, nearest first: the doctor, the agency quoting him.

    Those who ask for it, blame or doubt it are among them, but give no word that it happened.
    """
    quote = scene.quote_at(tree.tokens[node].start)
    found: list[Speaker] = []
    for find in (_attributions, _according_to, _saying_at_the_end, _beside_colon):
        if any(source.gives_word for source in found):
            break
        for who, verb, gives_word in find(scene, tree, node):
            if quote is not None and quote == scene.quote_at(tree.tokens[who].start) != scene.quote_at(tree.tokens[verb].start):
                continue  # nobody outside a quotation is named inside it
            speaker = named_speaker(scene, voices, tree, who, verb)
            found += [replace(speaker, gives_word=gives_word)] if speaker is not None else []
            found += _outlets(scene, voices, tree, verb)
    known = voices.of_quote.get(quote) if quote is not None else None
    if known is not None:
        found.append(replace(known, verb=None))
    return _each_once(_said_before_thought(scene, tree, found))


def _said_before_thought(scene: Scene, tree: Tree, found: Sequence[Speaker]) -> list[Speaker]:
    """Where somebody says what others think, it is his word: "the minister said both sides believed that ..."."""
    thinking = [s.verb is not None and scene.lexicon.speech.get(tree.lemmas[s.verb]) in THINKING for s in found]
    if not any(s.gives_word and not thinks for s, thinks in zip(found, thinking, strict=True)):
        return list(found)
    return [replace(s, gives_word=s.gives_word and not thinks) for s, thinks in zip(found, thinking, strict=True)]


def _each_once(found: Sequence[Speaker]) -> tuple[Speaker, ...]:
    """The sources without repetition, where they come first, or first give their word."""
    kept: dict[str, Speaker] = {}
    for source in found:
        known = kept.setdefault(source.name, source)
        if source.gives_word and not known.gives_word:
            kept[source.name] = source
    return tuple(kept.values())


def _outlets(scene: Scene, voices: Voices, tree: Tree, verb: int) -> list[Speaker]:
    named = (named_speaker(scene, voices, tree, node, verb) for node in _passed_on_by(scene, tree, verb))
    return [outlet for outlet in named if outlet is not None]


def _passed_on_by(scene: Scene, tree: Tree, verb: int) -> Iterator[int]:
    """The outlets that what is said has come through: "told AFP", "in an interview with Reuters", "carried by Saba"."""
    for node, head in enumerate(tree.heads):
        if not tree.is_noun(node):
            continue
        if head == verb and tree.rel(node) in ("obj", "iobj"):
            passed_on = True
        elif head == verb or (head >= 0 and (tree.is_a(head, "SPOKEN_TO") or tree.is_a(head, "CARRYING"))):
            passed_on = _passes_on(tree, _case(tree, node), head, verb)
        else:
            continue
        if passed_on and _is_outlet(scene, tree, node):
            yield node


def _passes_on(tree: Tree, case: str, head: int, verb: int) -> bool:
    """True if a preposition ties an outlet so to a word of saying, speaking or carrying that it has passed on what is said."""
    if case == "by":
        return tree.is_a(head, "CARRYING") and (head == verb or tree.rel(head) == "acl" or tree.lemmas[head] in CITING)
    return (case == "to" and head == verb) or (case in ("to", "with") and tree.is_a(head, "SPOKEN_TO"))


def _case(tree: Tree, node: int) -> str:
    """The preposition of a name, or of the noun that says what it is: "by the news agency Saba"."""
    return next((case for n in (node, *tree.children(node, "nmod:desc")) if (case := tree.case(n))), "")


def _is_outlet(scene: Scene, tree: Tree, node: int) -> bool:
    """True for a news agency, a channel or a paper, by its noun or its name."""
    codes = scene.lookup(tree.tokens[node].text)
    named = tree.pos(node) == "PROPN" and entity_of(tree, node) is EntityType.ORG
    return any(code.endswith(":MED") for code in codes) or (not codes and (named or tree.is_a(node, "OUTLET")))


def _attributions(scene: Scene, tree: Tree, node: int) -> Iterator[Attribution]:
    """Who says it and by which word, nearest first; "..., according to" behind it all comes after who said it."""
    near = list(_climb(scene, tree, node))
    trailing = [one for one in near if one[0] == one[1] and one[0] > node]
    yield from (one for one in near if one not in trailing)
    yield from trailing


def _climb(scene: Scene, tree: Tree, node: int) -> Iterator[Attribution]:
    """The attributions above a node and beside those above it."""
    at = node
    for head in (node, *tree.up(node)):
        if head != node:
            yield from _told_by(scene, tree, head, at)
        yield from _asides(scene, tree, head, node)
        at = head


def _told_by(scene: Scene, tree: Tree, head: int, clause: int) -> Iterator[Attribution]:
    """Who says, claims, asks for or doubts what hangs on a word."""
    if _says(scene, tree, head, clause):
        who, gives_word = subject_of_saying(tree, head), True
    elif _voices(scene, tree, head, clause):
        who, gives_word = subject_of_saying(tree, head), tree.rel(clause) in TOLD
    else:
        who, gives_word = _noun_of_telling(tree, head, clause), True
    if who is not None:
        yield who, head, gives_word


def _asides(scene: Scene, tree: Tree, head: int, node: int) -> Iterator[Attribution]:
    """Attributions loosely hung on a clause: "the clinic said", "according to the clinic"."""
    for kid in tree.kids[head]:
        if tree.case(kid).startswith("accord"):
            yield kid, kid, True
        aside = tree.rel(kid) == "parataxis" and tree.lemmas[kid] in scene.lexicon.speech and kid != node
        if aside and (who := subject_of_saying(tree, kid)) is not None and who not in tree.below(node):
            yield who, kid, True


def _says(scene: Scene, tree: Tree, verb: int, said: int) -> bool:
    """True if a verb of saying says what hangs on it, which is not who says it or what merely goes along with it."""
    if not tree.is_verb(verb) or tree.lemmas[verb] not in scene.lexicon.speech or tree.rel(said) in NOT_SAID:
        return False
    if tree.lemmas[verb] == "claim" and tree.rel(said) in ("obj", "obl") and tree.is_noun(said):
        return False  # "claimed the lives of ten"
    if tree.lemmas[verb] in CITING and "as" in tree.marks(said):
        return True
    return not (tree.rel(said) == "advcl" and tree.marks(said) & scene.lexicon.separators)


def _voices(scene: Scene, tree: Tree, verb: int, said: int) -> bool:
    """True if a verb of asking, blaming, finding or holding tells of what hangs on it."""
    kind = scene.lexicon.voicing.get(tree.lemmas[verb]) if tree.is_verb(verb) else None
    blamed = tree.rel(said) == "advcl" and kind == "blame" and tree.marks(said) & {"of", "for"}
    return kind is not None and (bool(blamed) or tree.rel(said) in CONTENT)


def _noun_of_telling(tree: Tree, noun: int, clause: int) -> int | None:
    """Whose claim or warning it is that tells of a clause: the governor of "the governor's claim that the road is open"."""
    told = tree.rel(clause) in ("acl", "ccomp") and tree.is_verb(clause) and "that" in tree.marks(clause)
    return _owner(tree, noun) if told and tree.is_noun(noun) and tree.is_a(noun, "TELLING") else None


def _according_to(scene: Scene, tree: Tree, node: int) -> Iterator[Attribution]:
    """ "According to" anywhere in a sentence whose tree hangs oddly."""
    for at in range(len(tree) - 2) if "according" in tree.vocabulary else ():
        if tree.words[at] == "according":
            head = tree.heads[at]
            named = [n for n in tree.below(at) if n > at and tree.is_noun(n)]
            if tree.rel(at) == "case" and head > at:
                yield head, head, True
            elif named:
                yield min(named, key=tree.depth), at, True


def _saying_at_the_end(scene: Scene, tree: Tree, node: int) -> Iterator[Attribution]:
    """ "..., the agency said." whose tree hangs oddly."""
    for verb in range(max(0, len(tree) - 8), len(tree)):
        if verb > node and tree.is_verb(verb) and tree.lemmas[verb] in scene.lexicon.speech and tree.rel(verb) != "advcl":
            who = next((kid for kid in tree.kids[verb] if tree.rel(kid) in ("nsubj", "nsubj:pass")), None)
            who = subject_of_saying(tree, verb) if tree.is_a(verb, "LEARNING") else who
            if who is not None and who > node and not any(tree.rel(k) in CLAUSES and k > verb for k in tree.kids[verb]):
                yield who, verb, True


def _beside_colon(scene: Scene, tree: Tree, node: int) -> Iterator[Attribution]:
    """Who heads or closes a headline: "Monitor: nine killed", "Nine killed in strike: ministry"."""
    colons = [n for n, word in enumerate(tree.words) if word == ":"] if ":" in tree.vocabulary else []
    if len(colons) != 1 or scene.quote_at(tree.tokens[colons[0]].start) is not None:
        return
    (colon,) = colons
    last = len(tree) - (tree.words[-1] in (".", "!", "?"))
    before, behind = range(colon), range(colon + 1, last)
    for side, told in ((before, node > colon), (behind, node < colon)):
        heads = [n for n in side if tree.heads[n] not in side and tree.is_noun(n)]
        if told and 0 < len(side) <= LONGEST_HEADING and len(heads) == 1 and _can_speak(tree, heads[0]):
            yield heads[0], colon, True


def _can_speak(tree: Tree, node: int) -> bool:
    """True for a person, a body or a noun for somebody who tells things."""
    spoken = any(tree.is_a(node, name) for name in ("TELLER", "MONITOR", "OFFICIAL", "OUTLET"))
    return spoken or entity_of(tree, node) in (EntityType.PERSON, EntityType.ORG)
