"""PolNeAR's attributions: whom does the reader name as the source of what is said?

Asked at the content: for each marked attribution the reader is asked through whom the head of its content has come: the nearest of
the sources it would give a claim there, or, where it gives none, who acts in a claim made of words (a demand, an accusation, a
refusal ...) whose quote holds that head and whose trigger stands outside the content. Its answer is right if its words, or the
subject of the verb of saying by which it found the source, share a character with a marked source. Whom a pronoun means is not
marked in this set: where "he" is marked, the reader's own reading of that "he" counts as the same words. A source it does not name
is missed; one it names where none is marked is too much. Unaided: every subject of a verb of saying and every "according to"
against every source.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from tests.eval import parses
from tests.eval.parts.common import Figure, Hits, Measured, Miss, overlap, pair_up, rows_of
from trucewatch.knowledge.lexicon import load_lexicon
from trucewatch.language.lemmas import lemma_of
from trucewatch.model import Claim, EventType, Report
from trucewatch.read import read_claims
from trucewatch.read.phrases import Scene, open_scene, phrase
from trucewatch.read.quotations import listen
from trucewatch.read.speech import saying_verbs, sources_of, subject_of_saying
from trucewatch.read.tree import Tree, trees_of
from trucewatch.read.voices import Speaker, Voices, named_speaker, remember

SET = "polnear"
BAR = 0.70
SMALL = frozenset("is are was were has have had be been 's ’s also then to would will did not a the his her its".split())
OF_WORDS = frozenset(
    {
        EventType.AGREE,
        EventType.SUPPORT,
        EventType.CONCEDE,
        EventType.REQUEST,
        EventType.ACCUSE,
        EventType.REJECT,
        EventType.THREATEN,
    }
)
Span = tuple[int, int]


def measure(*, full: bool = False) -> Measured:
    """The development part; `full` adds the ten times larger training part."""
    asked, direct, indirect, unaided = Hits(), Hits(), Hits(), Hits()
    misses: list[Miss] = []
    for part in ("dev", "train") if full else ("dev",):
        for row in rows_of("polnear", f"{part}.jsonl.gz"):
            answers, named = read_sources(row)
            for attribution, (answer, cues) in zip(row["attributions"], answers, strict=True):
                sources = spans_of(attribution["source"])
                right = any(overlap(given, source) for given in answer for source in sources)
                for hits in (asked, direct if attribution["direct"] else indirect):
                    hits.add(right, bool(answer), bool(sources))
                if not right and (answer or sources):
                    misses.append(_miss(row, attribution, answer, cues))
            wanted = sorted({source for a in row["attributions"] for source in spans_of(a["source"])})
            unaided.add(pair_up(wanted, named), len(named), len(wanted))
    return Measured(
        (
            Figure(SET, "source F1, asked at the content", asked.f1, asked.wanted, BAR),
            Figure(SET, "source precision", asked.precision, asked.given),
            Figure(SET, "source recall", asked.recall, asked.wanted),
            Figure(SET, "source F1, direct speech", direct.f1, direct.wanted),
            Figure(SET, "source F1, indirect speech", indirect.f1, indirect.wanted),
            Figure(SET, "source F1, unaided", unaided.f1, unaided.wanted),
        ),
        tuple(misses),
    )


def spans_of(marks: list[dict[str, Any]] | None) -> list[Span]:
    """The offsets of marks."""
    return [(mark["start"], mark["end"]) for mark in marks or []]


def read_sources(row: dict[str, Any]) -> tuple[list[tuple[list[Span], str]], list[Span]]:
    """The reader's answer to each attribution of an article with the head asked at, then every source it names unaided."""
    report = Report(id=row["id"], source=row["id"], text=row["text"], raw_sha256="")
    lexicon = load_lexicon()
    trees = [tree for sentence in parses.parse(report) for tree in trees_of(sentence, lexicon.classes) if len(tree)]
    if not trees:
        return [([], "") for _ in row["attributions"]], []
    scene = open_scene(report, trees, lexicon, lexicon.parties)
    voices = listen(scene, trees)
    claims = [claim for claim in read_claims(report, parses.parse(report), lexicon) if claim.type in OF_WORDS]
    answers: list[tuple[list[Span], str]] = [([], "") for _ in row["attributions"]]
    named: list[Span] = []
    meant: dict[Span, set[Span]] = {}
    for tree in trees:
        for number, node in heads_asked(tree, row["attributions"]):
            answer = words_of(tree, next(iter(sources_of(scene, voices, tree, node)), None))
            contents = spans_of(row["attributions"][number]["content"])
            answers[number] = (answer or acting_in_words(claims, tree.tokens[node].start, contents), tree.words[node])
        named += _named_in(scene, voices, tree, meant)
    answers = [
        ([*answer, *(other for span in answer for other in sorted(meant.get(span, ())))], head) for answer, head in answers
    ]
    return answers, sorted(set(named))


def heads_asked(tree: Tree, attributions: list[dict[str, Any]]) -> Iterator[tuple[int, int]]:
    """For each attribution whose content begins in this sentence: its number, and the highest word of its content here."""
    first, last = tree.extent(range(len(tree)))
    for number, attribution in enumerate(attributions):
        contents = spans_of(attribution["content"])
        if contents and first <= min(contents)[0] < last:
            inside = [n for n, token in enumerate(tree.tokens) if any(a <= token.start < b for a, b in contents)]
            if inside:
                yield number, min(inside, key=lambda n: (tree.pos(n) == "PUNCT", tree.depth(n), n))


def words_of(tree: Tree, speaker: Speaker | None) -> list[Span]:
    """Where a speaker is named, and the subject of the verb that brought it in."""
    if speaker is None:
        return []
    found = [(speaker.start, speaker.end)]
    who = subject_of_saying(tree, speaker.verb) if speaker.verb is not None else None
    return found if who is None else [*found, (tree.tokens[who].start, tree.tokens[who].end)]


def acting_in_words(claims: Sequence[Claim], at: int, contents: list[Span]) -> list[Span]:
    """Who acts in the shortest claim of words that holds this place and is not itself part of what is said."""
    holding = [
        claim
        for claim in claims
        if claim.quote.start <= at < claim.quote.end and not any(a <= claim.trigger.start < b for a, b in contents)
    ]
    if not holding:
        return []
    return [(a.span.start, a.span.end) for a in min(holding, key=lambda c: c.quote.end - c.quote.start).actor]


def _named_in(scene: Scene, voices: Voices, tree: Tree, meant: dict[Span, set[Span]]) -> Iterator[Span]:
    """Subjects of saying and "according to"; the voices take note of them, as they do when a report is read.

    `meant` collects, for the words of each speaker, the pronouns that the reader took to mean it.
    """
    for verb in saying_verbs(scene, tree):
        who = subject_of_saying(tree, verb)
        if who is None:
            continue
        speaker = named_speaker(scene, voices, tree, who, verb)
        remember(voices, tree, who, speaker)
        pronouns = {tree.extent([kid]) for kid in (who, *tree.children(verb, "nsubj")) if tree.pos(kid) == "PRON"}
        for span in (tree.extent([who]), *([(speaker.start, speaker.end)] if speaker else [])):
            meant.setdefault(span, set()).update(pronouns)
        yield tree.extent(phrase(tree, who))
    for node in range(len(tree)):
        if tree.case(node).startswith("accord"):
            yield tree.extent(phrase(tree, node))


def _kind_of_cue(attribution: dict[str, Any]) -> str:
    """The first verb of the cue in its dictionary form, where it has one that `lemminflect` knows; else its first words."""
    words = " ".join(mark["text"] for mark in attribution["cue"] or []).lower().split()
    verbs = [lemma_of(word, "VERB") for word in words if word not in SMALL]
    return f"cue {verbs[0]}" if verbs else "no cue"


def _miss(row: dict[str, Any], attribution: dict[str, Any], answer: list[Span], head: str) -> Miss:
    sources, cues = spans_of(attribution["source"]), attribution["cue"] or []
    cue = cues[0]["text"].lower() if cues else "no cue"
    said = row["text"]
    if not sources:
        kind = "a speaker where none is marked"
    elif answer:
        kind = "another speaker"
    elif attribution["direct"]:
        kind = "direct speech: none named"
    else:
        kind = f"none named, {_kind_of_cue(attribution)}"
    start, end = (spans_of(attribution["content"]) or [(0, 0)])[0]
    wanted = [said[a:b] for a, b in sources]
    given = [said[a:b] for a, b in answer]
    return Miss(kind, f"{wanted} | {cue} | {said[max(0, start - 60) : end + 60]!r} asked at {head!r}, given {given}")
