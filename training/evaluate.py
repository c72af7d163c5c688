"""Measure the shipped model with its own runtime: `python -m training.evaluate --data ../shared/data` prints one table."""

from __future__ import annotations

import argparse
import gzip
import itertools
import json
import statistics
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.reference import Reference
from training.data_entities import Marked, own_examples, re3d_documents, re3d_sentences, spans_of
from training.data_ud import TreebankSentence, read_conllu
from training.measures import GoldText, PlacedWord, Span, SpanCount, TreeCount, place_words
from training.names import tags_of
from trucewatch.language.entities import tag_spans
from trucewatch.language.model import LanguageModel
from trucewatch.language.network import FILES, FULL, MODELS, Network
from trucewatch.model import EntityType

NEWSWIRE_TYPES = {"Person": "PER", "Organization": "ORG", "Location": "LOC", "Facility": "LOC"}  # as in stanza's own mapping
OUR_TYPES = {EntityType.PERSON: "PER", EntityType.ORG: "ORG", EntityType.PLACE: "LOC", EntityType.FACILITY: "LOC"}
REPORT_WORDS = 400
NO_SPACE_BEFORE = frozenset(".,;:!?)]}%") | {"'s", "’s", "n't", "n’t"}


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table; `bar` is what the project asks for, None where it asks for nothing."""

    measure: str
    value: float
    bar: float | None
    note: str = ""

    @property
    def reached(self) -> bool:
        """Only the load time is better when it is smaller."""
        return self.bar is None or (self.value <= self.bar if "load" in self.measure else self.value >= self.bar)


def gold_tokens(model: LanguageModel, sentences: Sequence[TreebankSentence]) -> TreeCount:
    """Trees over the treebank's own words."""
    count = TreeCount()
    for sentence in sentences:
        found = model.analyse([w.form for w in sentence.words])
        spans = [(k, k + 1) for k in range(len(sentence.words))]
        heads = [spans[h - 1] if h else (-1, -1) for h in found.heads]
        predicted = [PlacedWord(*row) for row in zip(spans, heads, found.upos, found.feats, found.deprels, strict=True)]
        count.add(place_words(sentence.words, spans), predicted)
    return count


def gold_texts(sentences: Sequence[TreebankSentence]) -> Iterator[GoldText]:
    """Documents as raw text: words by their spaces, paragraphs parted by an empty line."""
    for name, group in itertools.groupby(sentences, key=lambda s: s.document):
        text, placed = "", list[PlacedWord]()
        for sentence in group:
            if text and sentence.begins_paragraph:
                text = text.rstrip() + "\n\n"
            spans = []
            for word in sentence.words:
                spans.append((len(text), len(text) + len(word.form)))
                text += word.form + " " * word.space_after
            if not text.endswith(" "):
                text += " "
            placed += place_words(sentence.words, spans)
        yield GoldText(name, text, tuple(placed))


def raw_text(model: LanguageModel, texts: Sequence[GoldText]) -> TreeCount:
    """Trees from raw text: our own sentences and words, matched to the gold words by place."""
    count = TreeCount()
    for gold in texts:
        predicted = []
        for sentence in model.parse(gold.text):
            spans = [(t.start, t.end) for t in sentence.tokens]
            for token, span in zip(sentence.tokens, spans, strict=True):
                head = spans[token.head - 1] if token.head else (-1, -1)
                predicted.append(PlacedWord(span, head, token.upos, token.feats, token.deprel))
        count.add(gold.words, predicted)
    return count


def joined(tokens: Sequence[str]) -> tuple[str, list[tuple[int, int]]]:
    """The text that tokens were cut from, as near as can be told (`U . S .` was `U.S.`), with each token's place."""
    text, places = "", list[tuple[int, int]]()
    for k, token in enumerate(tokens):
        initial = (
            k > 1 and tokens[k - 1] == "." and len(tokens[k - 2]) == 1 and len(token) == 1 and tokens[k + 1 : k + 2] == ["."]
        )
        clitic = token in ("s", "S") and k > 0 and tokens[k - 1] in ("'", "’")
        apostrophe = token in ("'", "’") and tokens[k + 1 : k + 2] == ["s"]
        if text and not (token in NO_SPACE_BEFORE or (initial and tokens[k - 2].isupper()) or clitic or apostrophe):
            text += " "
        places.append((len(text), len(text) + len(token)))
        text += token
    return text, places


def newswire(model: LanguageModel, path: Path, *, each: int) -> SpanCount:
    """PER, ORG and LOC on worldwide newswire, which the model has never seen; `each` 8 takes every eighth passage."""
    count = SpanCount()
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in itertools.islice(lines, 0, None, each):
            row = json.loads(line)
            text, places = joined(row["tokens"])
            predicted: list[Span] = []
            for entity in (e for s in model.parse(text) for e in s.entities if e.type in OUR_TYPES):
                inside = [k for k, (a, b) in enumerate(places) if a < entity.end and b > entity.start]
                predicted.append((inside[0], inside[-1] + 1, OUR_TYPES[entity.type]))
            gold = [(a, b, NEWSWIRE_TYPES[kind]) for a, b, kind in spans_of(row["tags"]) if kind in NEWSWIRE_TYPES]
            count.add(gold, predicted)
    return count


def re3d(network: Network, data: Path) -> SpanCount:
    """All of re3d's types, by the head that was trained on its scheme, on the held-out fifth of its open documents."""
    count = SpanCount()
    for document in re3d_documents(data):
        marked: tuple[Marked, ...] = re3d_sentences(document) if document.held_out else ()
        for sentence in marked:
            found = tag_spans(network.re3d(sentence.words)[1:], network.labels.re3d)
            count.add(sentence.spans, ((first, last + 1, kind) for kind, first, last in found))
    return count


def own(model: LanguageModel, folder: Path) -> SpanCount:
    """All eight types on the held-out tenth of our own sentences."""
    count = SpanCount()
    for example in own_examples(folder, held_out=True):
        found = model.analyse(example.words).entities
        count.add(spans_of(tags_of(example) or ()), ((e.first, e.last + 1, e.type.name) for e in found))
    return count


def speed(model: LanguageModel, texts: Sequence[GoldText]) -> tuple[float, float]:
    """Reports of 400 words that a thread parses in a second of its own time, and how many passes of the bare block one takes.

    Other load on the machine does not count in the first, nor what machine it is in the second.
    """
    model.parse(texts[0].text)
    reference = Reference()
    parsing, bare = 0.0, []
    for gold in texts:
        bare.append(reference.seconds())
        begun = time.thread_time()
        model.parse(gold.text)
        parsing += time.thread_time() - begun
    each = parsing * REPORT_WORDS / sum(len(t.words) for t in texts)
    return 1 / each, each / statistics.mean(bare)


def language_table(data: Path, folder: Path = FILES, *, name: str = FULL, newswire_each: int = 1) -> tuple[Row, ...]:
    """Every figure of the model card: in a minute and a half; with every eighth passage of newswire, in half a minute.

    Only the full model has a head for re3d's scheme.
    """
    load = float("inf")
    for _ in range(3):  # the best of three: the first also brings the files into memory
        begun = time.process_time()
        network = Network(folder, model=name)
        model = LanguageModel(network)
        load = min(load, time.process_time() - begun)
    ewt = gold_tokens(model, list(read_conllu(data / "ud_ewt/en_ewt-ud-dev.conllu.gz")))
    gum_all = list(read_conllu(data / "ud_gum_open/en_gum_open-ud-dev.conllu.gz"))
    gum_news = [s for s in gum_all if "_news_" in s.document]
    news, news_raw = gold_tokens(model, gum_news), raw_text(model, list(gold_texts(gum_news)))
    texts = list(gold_texts(gum_all))
    gum, gum_raw = gold_tokens(model, gum_all), raw_text(model, texts)
    wire = newswire(model, data / "ner/worldwide_newswire_train.jsonl.gz", each=newswire_each)
    re3d_count = re3d(network, data) if name == FULL else None
    reports, passes = speed(model, texts)
    own_count = own(model, Path(__file__).parent / "sentences")
    rows = [
        Row("EWT dev, gold words, UPOS", ewt.f1(ewt.upos), 96.5),
        Row("EWT dev, gold words, UFeats", ewt.f1(ewt.feats), None),
        Row("EWT dev, gold words, UAS", ewt.f1(ewt.uas), 91.0),
        Row("EWT dev, gold words, LAS", ewt.f1(ewt.las), 88.8),
    ]
    for part_of_gum, gold, raw in (("GUM news", news, news_raw), ("GUM, 7 genres", gum, gum_raw)):
        bars = (96.5 - 1.5, 91.0 - 1.5, 88.8 - 1.5) if part_of_gum == "GUM news" else (None, None, None)
        parts = (("UPOS", gold.upos, raw.upos), ("UAS", gold.uas, raw.uas), ("LAS", gold.las, raw.las))
        rows += [
            Row(f"{part_of_gum} dev, raw text, {part}", raw.f1(right), bar, f"gold words {gold.f1(of_gold):.1f}")
            for (part, of_gold, right), bar in zip(parts, bars, strict=True)
        ]
        rows.append(Row(f"{part_of_gum} dev, raw text, words", raw.f1(raw.words), None, f"{raw.gold} gold words"))
    return (
        *rows,
        Row(
            "worldwide newswire, PER/ORG/LOC F1",
            wire.f1(),
            0.78,
            wire.by_type() + (f"; one passage in {newswire_each}" if newswire_each > 1 else ""),
        ),
        *([Row("re3d held-out open documents, F1", re3d_count.f1(), 0.68, re3d_count.by_type())] if re3d_count else []),
        Row("our own held-out sentences, F1", own_count.f1(), None, own_count.by_type()),
        Row("model load, seconds of CPU", load, 1.0),
        Row("reports of 400 words a second", reports, 15.0, "one thread's CPU time; by the machine"),
        Row("a report of 400 words in passes of a bare block (at most)", passes, None, "on any machine (bench/reference.py)"),
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--model", type=Path, default=FILES, help="the folder with model.onnx")
    parser.add_argument("--name", choices=MODELS, default=FULL, help="the full model of the folder, or the fast one")
    parser.add_argument("--newswire-each", type=int, default=1, help="take every Nth passage of newswire, to be quicker")
    parser.add_argument("--json", action="store_true", help="one JSON array instead of the table")
    options = parser.parse_args()
    rows = language_table(options.data, options.model, name=options.name, newswire_each=options.newswire_each)
    if options.json:
        print(json.dumps([{"measure": r.measure, "value": round(r.value, 4), "bar": r.bar, "note": r.note} for r in rows]))
        return
    for row in rows:
        bar = "" if row.bar is None else f"{row.bar:g}"
        mark = "" if row.bar is None else "ok" if row.reached else "MISSED"
        digits = 3 if row.value <= 1.5 else 2
        print(f"{row.measure:42} {row.value:8.{digits}f} {bar:>6} {mark:6} {row.note}")


if __name__ == "__main__":
    main()
