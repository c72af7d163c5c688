"""Targets: words as reports print them: passages, sentences, tokens, language, dates, figures, places, parties."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

from fuzz.faults import held
from fuzz.target import Target
from trucewatch.errors import SourceError
from trucewatch.ingest.dates import printed_dates, read_published
from trucewatch.ingest.logs.times import order_of, read_clock, read_date, read_span
from trucewatch.ingest.logs.values import read_bearing, read_count, read_degrees, read_minutes, read_reach, read_yes
from trucewatch.ingest.passages import cover, mark_passages
from trucewatch.ingest.tongue import is_foreign, language_of
from trucewatch.knowledge.lexicon import load_lexicon
from trucewatch.knowledge.parties import load_parties
from trucewatch.knowledge.party_search import explain_name
from trucewatch.knowledge.places import load_gazetteer
from trucewatch.language import recased
from trucewatch.language.segment import split_sentences
from trucewatch.language.tokens import tokenize
from trucewatch.model import Place, Published, Span
from trucewatch.read.numbers import amount_at
from trucewatch.resolve.choosing import Setting
from trucewatch.resolve.dates import names_weekday, resolve_deadline, resolve_time
from trucewatch.resolve.places import resolve_place

PUBLISHED = date(2020, 2, 13)
COUNTRIES = (None, "SYR", "YEM", "UKR", "LBY", "ISR")
DATE_WORDS = (
    "since", "until", "by the end of", "last", "next", "this", "Thursday", "Feb. 29", "February", "two days ago", "within 48 hours",
    "at 6 p.m.", "2018", "the night of", "early", "mid-", "week", "yesterday", "tomorrow", "Ramadan", "Eid", "13/02/2020", "1441",
    "between", "and", "from", "to", "overnight", "on the", "hours", "GMT", "2020-02-13T10:00Z", "weekend", "noon", "quarter", "٢٩ شباط",
)  # fmt: skip
FIGURE_WORDS = (
    "at least", "up to", "more than", "about", "some", "dozens of", "two dozen", "half a million", "1.5 million", "1,000", "between",
    "and", "to", "or", "a hundred", "hundred", "thousand", "forty-five", "-", "–", "no", "none", "several", "a few", "3½", "½", "one",
    "billion", "fewer than", "as many as", "١٣", "1 000", "10-12", "12+", ">5", "~7", "x", "dozen",
)  # fmt: skip
PLACE_WORDS = (
    "10 km north-east of", "the countryside of", "between", "and", "Saraqib", "Idlib", "Aleppo", "M4 highway", "eastern", "outskirts of",
    "near", "the town of", "Tripoli", "Sana'a", "Donetsk", "Nahariya", "province", "governorate", "villages of", "east of", "al-", "Ma'arrat",
    "Saint", "coast of", "off", "towards", "road", "the Golan", "Gaza", "Khan", "Kafr", ",", "'s", "Hodeidah", "port of", "City",
)  # fmt: skip
PARTY_WORDS = (
    "Turkish", "Syrian", "army", "forces", "the", "regime", "government", "rebels", "opposition", "Houthi", "-backed", "militia",
    "Russian", "air force", "Ansar", "Hezbollah", "Wagner", "Ukrainian", "UN", "peacekeepers", "ministry of defence", "President", "al-",
    "fighters", "pro-", "Libyan National", "brigade", "units", "5th", "Corps", "militants", "warplanes", "Defence Minister",
)  # fmt: skip
SENTENCE_WORDS = (
    "Mr.", "U.S.", "Feb.", "e.g.", "...", "?!", '."', ".”", "St.", "10.30 p.m.", "No. 5", "“", "”", "—", "\n\n", "can't", "al-Bab", "(", ")",
    "http://x.example/a.b?c=d.", "@name", "TURKEY DEPLOYS", "Le gouvernement a dit que", "قال", "كان", "1,000.5", "и", "que", "de la", "der",
)  # fmt: skip
PASSAGE_WORDS = (
    "By A. Writer", "(Photo: A. Writer)", "Feb. 13, 2020", "IDLIB, Syria (Wire) —", "READ MORE:", "Truce holds in the northTruce holds in the north",
    "Updated: 13 Feb 2020 18:11", "File photo", "\n", "\n\n", "Related", "Reporting by", "©", "Advertisement", "Share", "Wire Agency", "|", "·",
)  # fmt: skip


def words_of(data: bytes) -> str:
    """A case as words."""
    return data.decode("utf-8", "replace").replace("\0", "\ufffd")


def passages(data: bytes) -> None:
    """A text is covered by passages in order; the first line may be the title."""
    title, _, text = words_of(data).partition("\n")
    for known in (None, title):
        found = cover(text, mark_passages(text, known).passages)
        held(all(0 <= one.start < one.end <= len(text) for one in found), "a passage lies outside the text")
        held(all(before.end <= after.start for before, after in pairwise(found)), "passages overlap")


def sentences(data: bytes) -> None:
    """Sentences and tokens are in order, within the text, and neither empty nor overlapping."""
    text = words_of(data)
    told = recased(text)
    held(len(told) == len(text), "printed in other letters the text has another length")
    found = split_sentences(told)
    held(all(before[1] <= after[0] for before, after in pairwise(found)), "sentences overlap")
    for start, end in found:
        held(0 <= start < end <= len(told), "a sentence lies outside the text")
        tokens = tokenize(told, start, end)
        held(all(start <= first < last <= end for first, last in tokens), "a token lies outside its sentence")
        held(all(before[1] <= after[0] for before, after in pairwise(tokens)), "tokens overlap")
        whole = {at for first, last in tokens for at in range(first, last)}
        missing = [told[at] for at in range(start, end) if at not in whole and told[at].isalnum()]
        held(not missing, f"letters in no token: {missing[:5]}")
        is_foreign(told[start:end])
    language_of(text)


def dates(data: bytes) -> None:
    """A time expression is a stretch that begins before it ends, or nothing."""
    words = words_of(data)
    for past in (True, False):
        window = resolve_time(words, published=PUBLISHED, past=past)
        held(window is None or window[0] < window[1], "a stretch that ends before it begins")
    deadline = resolve_deadline(words, published=PUBLISHED)
    held(deadline is None or deadline[0] < deadline[1], "a deadline of no day")
    names_weekday(words)
    for found in printed_dates(words, 0, len(words)):
        held(0 <= found.start < found.end <= len(words), "a printed date outside the text")
    held(isinstance(read_published(words), Published | str), "neither a date nor a reason")
    for read in (read_clock, read_span, lambda one: read_date(one, order_of([one]))):
        try:
            read(words)
        except SourceError as error:
            held(error.reason, "refused without a reason")


def figures(data: bytes) -> None:
    """A number's bounds are in order and stand in the words; log cells are values, nothing, or refused with a reason."""
    text = words_of(data)
    words, lexicon = text.lower().split(), load_lexicon()
    for at in range(min(len(words), 60)):
        found = amount_at(words, at, lexicon)
        if found is not None:
            held(0 <= found.first <= at <= found.last < len(words), "an amount outside its words")
            held(found.low is None or found.high is None or found.low <= found.high, f"bounds the wrong way round: {found}")
    for read in (read_count, read_bearing, read_reach, read_yes, read_minutes, lambda one: read_degrees(one, 90.0)):
        try:
            read(text)
        except SourceError as error:
            held(error.reason, "refused without a reason")


def places(data: bytes) -> None:
    """A place keeps its words; a point lies on the earth; asked again the answer is the same. Lines: name, before, after."""
    name, before, after, *_ = (*words_of(data).split("\n"), "", "", "")
    if not name.strip():
        return
    setting = Setting(country=COUNTRIES[len(data) % len(COUNTRIES)], before=before, after=after)
    place = Place(Span("r", len(before), len(before) + len(name), name), name)
    found = resolve_place(place, setting, load_gazetteer())
    held(found.span == place.span, "the words of the place changed")
    middle = found.middle
    held(middle is None or (-90 <= middle[0] <= 90 and -180 <= middle[1] <= 180), f"no point on the earth: {middle}")
    held(resolve_place(place, setting, load_gazetteer()) == found, "asked again, another answer")


def parties(data: bytes) -> None:
    """A name is explained, or not known."""
    words = words_of(data)
    explain_name(words, PUBLISHED, "SYR", load_parties())
    explain_name(words, None, None, load_parties())


TARGETS = (
    Target("passages", passages, PASSAGE_WORDS, longest=3000),
    Target("sentences", sentences, SENTENCE_WORDS, longest=2000),
    Target("dates", dates, DATE_WORDS, longest=200),
    Target("figures", figures, FIGURE_WORDS, longest=300),
    Target("places", places, PLACE_WORDS, longest=300),
    Target("parties", parties, PARTY_WORDS, longest=200),
)
