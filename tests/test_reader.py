"""What reading does with texts that are no ordinary article: other languages, capitals, tables, and no end of words."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trucewatch.knowledge.tongues import tongues
from trucewatch.model import Claim, Report, Span, Unread
from trucewatch.reader import Reader, as_printed, load_reader

TOLD = "Rebels shelled the town of Ariha on Sunday, killing two soldiers, the Syrian Observatory for Human Rights said."
SHELLING = (
    "Two Turkish soldiers were killed on Monday when Syrian government forces shelled their post near Ariha, "
    "the Turkish Defence Ministry said."
)


@pytest.fixture(scope="module")
def reader() -> Reader:
    return load_reader()


def report(text: str, **values: str) -> Report:
    return Report(id="r", source="r.txt", text=text, raw_sha256="0", language=values.get("language"))


def gist(claim: Claim) -> tuple[object, ...]:
    """What a claim says, without where it stands."""
    parties = [tuple(actor.party for actor in actors) for actors in (claim.actor, claim.recipient)]
    figures = [(f.kind, f.low, f.high) for f in claim.figures]
    return claim.type, claim.mode, claim.realis, parties, claim.place and claim.place.name, figures


def spans(value: object) -> list[Span]:
    if isinstance(value, Span):
        return [value]
    parts = value if isinstance(value, tuple) else [getattr(value, name) for name in getattr(value, "__slots__", ())]
    return [span for part in parts for span in spans(part)]


@pytest.mark.parametrize(("language", "name"), [(t.language, t.name) for t in tongues() if t.language != "en"])
def test_another_language_is_named_and_never_read(reader: Reader, language: str, name: str) -> None:
    assert reader.read(report(TOLD, language=language)) == Unread("r.txt", f"written in {name}, which is not read", "0")


@pytest.mark.parametrize("language", ["en", None])
def test_english_and_what_is_too_short_to_tell_is_read(reader: Reader, language: str | None) -> None:
    found = reader.read(Report(id="r", source="r.txt", text=TOLD, raw_sha256="0", language=language))
    assert not isinstance(found, Unread)
    assert found[1]


@pytest.mark.parametrize("quoted", [t.example for t in tongues() if t.language in ("de", "tr", "ar", "ru", "ar-Latn")])
def test_a_foreign_sentence_in_an_english_report_makes_no_claim(reader: Reader, quoted: str) -> None:
    alone = reader.claims(report(TOLD))
    beside = reader.claims(report(f"{TOLD} {quoted} {TOLD.replace('Ariha', 'Binnish')}"))
    assert gist(beside[0]) == gist(alone[0])
    assert not [span for span in spans(beside) if len(TOLD) <= span.start < len(TOLD) + len(quoted) + 1]


def test_a_report_in_capitals_tells_what_it_tells_in_print(reader: Reader) -> None:
    (printed,) = reader.claims(report(SHELLING))
    (shouted,) = reader.claims(report(SHELLING.upper()))
    assert gist(shouted) == gist(printed)
    assert shouted.quote.text == printed.quote.text.upper()


def test_every_span_of_a_report_in_capitals_stands_in_it_word_for_word(reader: Reader) -> None:
    text = f"{SHELLING} {TOLD}".upper()
    claims = reader.claims(report(text))
    assert len(spans(claims)) > 10
    assert [span for span in spans(claims) if text[span.start : span.end] != span.text] == []


def test_a_record_as_printed_is_the_same_record_in_the_letters_of_the_text() -> None:
    assert as_printed((Span("r", 0, 3, "Two"), None, 7), "TWO SOLDIERS") == (Span("r", 0, 3, "TWO"), None, 7)


@pytest.mark.parametrize(
    "marked",
    [
        TOLD.replace(" ", " \u200f"),
        TOLD.replace("town", "\u202btown\u202c").replace("Ariha", "\u200eAriha\u200b"),
        TOLD.replace("killing", "\u2060killing\ufeff"),
        TOLD.replace("soldiers", "sol\u00addiers"),
        "\ufeff" + TOLD,
        TOLD.replace(",", ",\u0000"),
    ],
    ids=["right-to-left marks", "embedding", "word joiner and byte order mark", "soft hyphen", "byte order mark", "NUL"],
)
def test_marks_that_nobody_sees_change_no_claim(reader: Reader, marked: str) -> None:
    assert [gist(claim) for claim in reader.claims(report(marked))] == [gist(claim) for claim in reader.claims(report(TOLD))]


@pytest.mark.parametrize("text", ["Ariha", ".", "killed", "3", "\u200f", "\x00", "\n\n\n", "al-", "''", "…", "Killed!" * 3])
def test_a_report_of_one_word_makes_no_trouble(reader: Reader, text: str) -> None:
    assert isinstance(reader.read(report(text)), tuple)


LONG = {
    "one sentence of 5,000 words": "rebels shelled the town of Ariha and the army said that " * 450,
    "a list without a stop": "Ariha, Binnish, Saraqib, Sarmin, " * 700,
    "a table": "| Saraqib | 3 killed | 5 wounded | shelling |\n" * 600,
    "one word": "a" * 30_000,
    "brackets": "(" * 4_000 + ")" * 4_000,
    "quotation marks": '"killed" ' * 2_500,
    "numbers": "1,234 " * 4_000,
    "lines": "killed\n" * 4_000,
    "hyphens": "al-" * 4_000,
    "capitals": "REBELS SHELLED THE TOWN OF ARIHA AND " * 600,
    "full stops": "A. " * 1_600,
    "commas": "killed, " * 3_000,
}


@pytest.mark.parametrize("text", LONG.values(), ids=LONG)
def test_time_grows_with_length_and_not_with_its_square(reader: Reader, text: str) -> None:
    """Processor time for a text twice as long; a quadratic step would make it four times, and here far more.

    A busy machine may disturb one try, not three.
    """
    half = text[: len(text) // 2]
    tries = ((seconds(reader, half), seconds(reader, text)) for _ in range(3))
    assert any(whole < 3.2 * part + 0.5 for part, whole in tries)


def seconds(reader: Reader, text: str) -> float:
    start = time.process_time()
    assert isinstance(reader.read(report(text)), tuple)
    return time.process_time() - start


@settings(max_examples=60)
@given(
    st.lists(
        st.sampled_from([*TOLD.split(), "\u200f", "\x00", "(", '"', "12", "%", "\n", "-", "al-", "Ariha", "سراقب", "…"]),
        max_size=40,
    )
)
def test_words_in_any_order_give_whole_claims(reader: Reader, words: list[str]) -> None:
    text = " ".join(words)
    found = reader.read(report(text))
    assert not isinstance(found, Unread), found
    assert [span for span in spans(found[1]) if text[span.start : span.end] != span.text] == []
