"""The parts that several pages share: grades, quotations in their sentence, accounts, the frame around a page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from markupsafe import Markup

from trucewatch.catalogue import Shelf
from trucewatch.knowledge.places import load_gazetteer
from trucewatch.model import Actor, Claim, FindingState, Incident, Place, Report, Shape, Span, State
from trucewatch.people import NOBODY, Visitor
from trucewatch.publish.drawing.charts import origins_glyph
from trucewatch.publish.drawing.spots import Native as Native
from trucewatch.publish.tongue import is_right_to_left, languages, marked, own_name, say
from trucewatch.publish.words import (
    Labels,
    count_words,
    counted,
    instant_words,
    note,
    range_of_figures,
    report_url,
    short_day,
    term,
)
from trucewatch.publish.words import (
    party_words as party_words,
)
from trucewatch.web.cells import cell_layers
from trucewatch.web.desk import Desk
from trucewatch.web.leaves import leaves
from trucewatch.web.marks import Layer, Piece, cut, sentence_around

NearWords = {  # Place.geo_precision
    1: marked("the place itself"),
    2: marked("near it, or a part of it"),
    3: marked("known only as a larger region"),
}


def gazetteer_name(place_id: str) -> str | None:
    """What a place is called where it lies, as the packaged gazetteer has it."""
    entry = load_gazetteer().get(place_id)
    return entry.native[0] if entry and entry.native else None


@dataclass(frozen=True, slots=True)
class Room:
    """What the pages of one request are built with: the desk at the moment asked, today, our labels for parties, native names.

    `language` is that of the page's own words, not of what it quotes; `past` is True if a past moment was asked for. `shelf`
    fetches the catalogue of that moment, once it is asked for.
    """

    desk: Desk
    today: Callable[[], date]
    labels: Labels
    native: Native = gazetteer_name
    visitor: Visitor = NOBODY
    language: str = "en"
    past: bool = False
    shelf: Callable[[], Shelf] | None = None

    @property
    def catalogue(self) -> Shelf:
        """Lists and counts at the moment asked."""
        if self.shelf is None:
            raise LookupError("this room was made without a catalogue")
        return self.shelf()


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around a page: which entry of the navigation is current, the moment of knowledge, and who reads it."""

    nav: str
    title: str
    as_of: str | None
    as_of_iso: str | None
    visitor: Visitor = NOBODY
    language: str = "en"
    past: bool = False

    @property
    def rtl(self) -> bool:
        """True if the page's own words run from right to left."""
        return is_right_to_left(self.language)

    @property
    def languages(self) -> tuple[tuple[str, str], ...]:
        """The languages there are, each with its own name."""
        return tuple((code, own_name(code)) for code in languages())


def frame(room: Room, nav: str, title: str) -> Frame:
    """The frame of a page of this room."""
    moment: datetime | None = room.desk.as_of()
    words, iso = (instant_words(moment), moment.isoformat()) if moment else (None, None)
    return Frame(nav, title, words, iso, room.visitor, room.language, room.past)


@dataclass(frozen=True, slots=True)
class Grade:
    """A shape and its word; `code` names the shape and its colour."""

    code: str
    word: str


def state_grade(state: State) -> Grade:
    """The grade of an incident."""
    return Grade(note("state", state), term("state", state))


def finding_grade(state: FindingState) -> Grade:
    """The grade of a finding."""
    return Grade(note("finding", state), term("finding", state))


@dataclass(frozen=True, slots=True)
class Strong:
    """A stretch of a sentence; `strong` stretches carry what is known."""

    text: str
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Words:
    """A quotation in its sentence: the pieces, the address of the words, and where that opens."""

    pieces: tuple[Piece, ...]
    language: str | None
    href: str
    offsets: str
    report: str
    holds_quotes: bool


DOUBLE_QUOTES = '"“”„«»'


def in_sentence(report: Report | None, span: Span, layers: Sequence[Layer] = (), *, claim_id: str | None = None) -> Words:
    """The span inside the sentence it stands in, the rest of the sentence quiet; just the span if the report is not held."""
    href, offsets = words_url(report, span, claim_id), range_of_figures(span.start, span.end)
    if report is None or report.text[span.start : span.end] != span.text:
        inner = tuple(Layer(a.start - span.start, a.end - span.start, a.kind) for a in layers)
        return Words(cut(span.text, inner), None, href, offsets, span.report_id, _holds(span.text))
    start, end = sentence_around(report.text, span.start, span.end)
    around = (Layer(start, span.start, "quiet"), Layer(span.end, end, "quiet"))
    pieces = cut(report.text, (*around, *layers, *cell_layers(report, start, end)), start, end)
    return Words(pieces, report.language, href, offsets, outlet_words(report), _holds(report.text[start:end]))


def in_sentences(reports: Callable[[str], Report | None], spans: Sequence[Span]) -> tuple[Words, ...]:
    """Every sentence that holds one of the spans, once, with all of them marked; a span whose report is not held stands alone."""
    known = {report_id: reports(report_id) for report_id in {span.report_id for span in spans}}
    sentences: dict[tuple[str, int, int], list[Span]] = {}
    for span in sorted(spans, key=lambda s: (s.report_id, s.start, -s.end)):
        report = known[span.report_id]
        start, end = sentence_around(report.text, span.start, span.end) if report else (span.start, span.end)
        before = [key for key in sentences if key[0] == span.report_id and start < key[2] and key[1] < end]
        held = [other for key in before for other in sentences.pop(key)]
        edges = [(start, end), *((key[1], key[2]) for key in before)]
        sentences[span.report_id, min(a for a, _ in edges), max(b for _, b in edges)] = [*held, span]
    return tuple(_sentence(known[key[0]], key, held) for key, held in sentences.items())


def _sentence(report: Report | None, where: tuple[str, int, int], spans: Sequence[Span]) -> Words:
    report_id, start, end = where
    whole = [span for span in spans if not any(_inside(span, other) for other in spans)]
    offsets = ", ".join(dict.fromkeys(range_of_figures(span.start, span.end) for span in whole))
    if report is None:
        return Words((Piece(spans[0].text, ("same",)),), None, report_url(report_id), offsets, report_id, _holds(spans[0].text))
    marks = [*(Layer(span.start, span.end, "same") for span in whole), *cell_layers(report, start, end)]
    pieces = tuple(piece if piece.kinds else Piece(piece.text, ("quiet",)) for piece in cut(report.text, marks, start, end))
    text = report.text[start:end]
    return Words(pieces, report.language, words_url(report, spans[0]), offsets, outlet_words(report), _holds(text))


def _inside(span: Span, other: Span) -> bool:
    return other != span and other.start <= span.start and span.end <= other.end


def alone(report: Report | None, span: Span, layers: Sequence[Layer] = (), *, claim_id: str | None = None) -> Words:
    """The span by itself, as printed."""
    stands = report is not None and report.text[span.start : span.end] == span.text
    cells = cell_layers(report, span.start, span.end) if report and stands else ()
    inner = tuple(Layer(a.start - span.start, a.end - span.start, a.kind) for a in (*layers, *cells))
    href = words_url(report, span, claim_id)
    name = outlet_words(report) if report else span.report_id
    language = report.language if report else None
    return Words(cut(span.text, inner), language, href, range_of_figures(span.start, span.end), name, _holds(span.text))


def _holds(text: str) -> bool:
    return any(mark in text for mark in DOUBLE_QUOTES)


def words_url(report: Report | None, span: Span, claim_id: str | None = None) -> str:
    """Where words of a report are shown: of a long one the part in which they stand."""
    at = span.start if report is not None and len(leaves(report.text)) > 1 else None
    return report_url(span.report_id, claim_id, at)


def claim_layers(claim: Claim) -> tuple[Layer, ...]:
    """What is marked inside the quote of a claim: its figures, and what it calls the parties."""
    figures = [Layer(figure.span.start, figure.span.end, "val") for figure in claim.figures]
    named = [Layer(actor.span.start, actor.span.end, "name") for actor in (*claim.actor, *claim.recipient) if not actor.inherited]
    return tuple(layer for layer in (*figures, *named) if claim.quote.start <= layer.start and layer.end <= claim.quote.end)


def outlet_words(report: Report) -> str:
    """The outlet under its printed name; a report without one is called by its id."""
    return report.outlet.name if report.outlet else say("report %(id)s", id=report.id)


def published_words(report: Report) -> str:
    """The day of publication, or that it is not known."""
    return short_day(report.published.day) if report.published else say("no date")


def meta_words(report: Report) -> str:
    """Day and language of a report in one line."""
    language = (term("language", report.language),) if report.language else ()
    return " · ".join((published_words(report), *language))


@dataclass(frozen=True, slots=True)
class Told:
    """How many reports tell of an incident, and from how many origins."""

    glyph: Markup
    words: str
    reports: int
    origins: int


def told_by(incident: Incident) -> Told:
    """Reports and origins of an incident: the glyph never stands without the words."""
    reports = {account.report_id for account in incident.accounts}
    sizes = Counter(origin for account in incident.accounts for origin in account.origins)
    words = f"{counted(len(reports), 'report')}, {counted(incident.origins, 'origin')}"
    return Told(origins_glyph([size for _, size in sorted(sizes.items())]), words, len(reports), incident.origins)


@dataclass(frozen=True, slots=True)
class PlaceName:
    """A place under the name used, its name in its own script where known, and how exactly it is known."""

    name: str
    native: str | None
    how: str


def incident_place(incident: Incident, native: Native) -> PlaceName | None:
    """The place of an incident as shown; of one that posts logged, what their logs leave open."""
    shown = place_name(incident.place, native)
    ground = incident.place.ground if incident.place else None
    if shown is None or ground is None or not incident.perceived:
        return shown
    if len(incident.accounts) > 1:
        return replace(
            shown, how=say("where what %(count)s logged can be one thing", count=count_words(len(incident.accounts), "post"))
        )
    return replace(
        shown, how=say("wherever the post could perceive it") if ground.shape is Shape.CIRCLE else say("as the post logged it")
    )


def place_name(place: Place | None, native: Native) -> PlaceName | None:
    """The place as shown; None where no report says where."""
    if place is None:
        return None
    own = native(place.place_id) if place.place_id else None
    if place.candidates and place.place_id is None and place.ground is None:
        how = say("%(count)s of this name: left open", count=counted(len(place.candidates), "place"))
    else:
        how = _how_known(place)
    return PlaceName(place.name, own if own != place.name else None, how)


def _how_known(place: Place) -> str:
    """How exactly, in words; where the words of a report leave ground open, those words."""
    if place.ground is not None and not place.ground.words.text and place.precision is not None:  # kept from the public
        return term("exactness", place.precision)
    if place.ground is not None and place.ground.words.text != place.name:
        return say("told as “%(text)s”", text=place.ground.words.text)
    if place.place_id is None:
        return say("not in the gazetteer")
    if place.precision is not None:
        return term("exactness", place.precision)
    return say(NearWords.get(place.geo_precision or 0, marked("no point known")))


def actor_words(actor: Actor, labels: Labels) -> str:
    """Our label for somebody named in a report; what is open stays open."""
    if actor.party:
        return labels(actor.party)
    if actor.candidates:
        return say("left open: %(names)s", names=", ".join(labels(code) for code in actor.candidates))
    return say("not resolved")


@dataclass(frozen=True, slots=True)
class Fact:
    """One value of a claim or incident, and the words it rests on."""

    name: str
    value: str
    native: str | None = None
    remark: str = ""
    words: tuple[tuple[str, Words], ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Message:
    """What happened, what it means for the page, and one way on."""

    what: str
    means: str
    way: str
    href: str


@dataclass(frozen=True, slots=True)
class Choice:
    """One choice of a field."""

    value: str
    words: str
    chosen: bool


def choices(words: Mapping[str, str], chosen: str, every: str = "") -> tuple[Choice, ...]:
    """The choices of a field by their values; `every` is the words of the one that leaves it open, if there is one."""
    first = (Choice("", every, not chosen),) if every else ()
    return (*first, *(Choice(value, name, value == chosen) for value, name in words.items()))
