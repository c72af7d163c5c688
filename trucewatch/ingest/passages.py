"""Cut a report's text into passages: what is headline, caption and body, and what is no evidence. The text stays as it is."""

from __future__ import annotations

import re
from bisect import bisect_left, insort
from collections.abc import Sequence
from dataclasses import dataclass, field

from trucewatch.ingest.dates import PrintedDate, printed_date_at, printed_dates
from trucewatch.ingest.doubles import doubled
from trucewatch.knowledge.ingest_tables import Where, outlet_names, outlet_words, passage_cues
from trucewatch.model import Passage, Role

HEAD_LINES = 8  # lines at the top among which outlet, date and headline are looked for
FOOT_LINES = 3
SHORTEST_GLUED = 120  # characters of a first line that holds more than a headline
GLUED_WITHIN = 300  # characters in which a flattened headline ends
MAX_LINE_CUE = 700  # characters; a longer line is a paragraph, whatever it says
HEADLINE_CHARS, HEADLINE_WORDS = 220, 35
LINE = re.compile(r"[^\n\r\x0b\x0c\x85\u2028\u2029]+")
MARKS = re.compile(r"[ \t\u00a0]*[|,;:·•/–—-]*[ \t\u00a0]*")
WORD = re.compile(r"[^\W\d_][\w'’.-]*")
CAPITALISED = r"[^\W\d_a-z][\w'’.-]*"
NAME_LINE = re.compile(rf"(?:the |The )?{CAPITALISED}(?: (?:of |and |the |& )?{CAPITALISED}){{0,4}}")
CITY = rf"{CAPITALISED}(?:[ /-](?:[a-z]{{2,3}} )?{CAPITALISED}){{0,3}}(?:, {CAPITALISED}(?: {CAPITALISED}){{0,2}})?"
WHEN = r"(?:,? \(?[^\W\d_]{3,9}\.? \d{1,2}(?:, \d{4})?\)?|,? \d{1,2} [^\W\d_]{3,9}\.?(?: \d{4})?)?"
DATELINE = re.compile(rf"(?P<city>{CITY}){WHEN},?(?: ?[(\[](?P<agency>[^()\[\]\n]{{2,40}})[)\]])?(?: ?(?P<dash>[–—]|--?|:|_) ?)")
AGENCY_DASH = re.compile(r"(?:[A-Z]\w+ )?(?P<agency>[^\W\d_][\w'’/ -]{1,30}?) ?[–—-]+ ")
TITLE_STOP = re.compile(r" ?\.(?=\s)")
SENTENCE_START = re.compile(r"(?<=[.!?])[\"”’)]*\s+(?=[^\W\d_a-z]|[\"“‘])|[\n\r]+")


@dataclass(frozen=True, slots=True)
class NamedOutlet:
    """A name in the text that may be the outlet's; `bare` where it stands on a line of its own."""

    start: int
    end: int
    bare: bool


@dataclass(slots=True)
class Marks:
    """What has been found so far; the first mark on a stretch stands."""

    text: str
    passages: list[tuple[int, int, Role]] = field(default_factory=list)  # in order
    dates: list[PrintedDate] = field(default_factory=list)
    outlets: list[NamedOutlet] = field(default_factory=list)

    def add(self, start: int, end: int, role: Role) -> None:
        """Mark a stretch, if it is free."""
        if start < end and self.free(start, end):
            insort(self.passages, (start, end, role))

    def free(self, start: int, end: int) -> bool:
        """True if no mark stands there."""
        at = bisect_left(self.passages, (end,))
        return at == 0 or self.passages[at - 1][1] <= start

    def after_head(self, start: int) -> int:
        """The first place from `start` on that is neither marked nor blank."""
        at = _blank(self.text, start)
        while (end := self.end_before(at + 1)) > at:
            at = _blank(self.text, end)
        return at

    def end_before(self, at: int) -> int:
        """Where the last mark that begins before `at` ends; 0 if none does."""
        number = bisect_left(self.passages, (at,))
        return self.passages[number - 1][1] if number else 0


def mark_passages(text: str, title: str | None) -> Marks:
    """Every stretch with a role of its own, and the dates and outlet names met on the way."""
    marks = Marks(text)
    lines = [_trimmed(text, found.start(), found.end()) for found in LINE.finditer(text)]
    lines = [(start, end) for start, end in lines if start < end]
    if not lines:
        return marks
    _mark_title(marks, lines[0][0], title)
    _mark_doubles(marks, lines)
    for number, (start, end) in enumerate(lines):
        _mark_line(marks, start, end, head=number < HEAD_LINES, foot=number >= len(lines) - FOOT_LINES, alone=len(lines) == 1)
    _mark_headline(marks, lines)
    _mark_head(marks, lines, title)
    _mark_glued_date(marks, lines[0])
    _mark_credits(marks)
    _mark_ends(marks, lines)
    return marks


def cover(text: str, marks: Sequence[tuple[int, int, Role]]) -> tuple[Passage, ...]:
    """Passages over the whole text, in order: the marks, and BODY between them; blanks go with what stands before."""
    out: list[Passage] = []
    at = 0
    for start, end, role in [*sorted(marks), (len(text), len(text), Role.BODY)]:
        if (first := _blank(text, at)) < start:
            _stretch(out, first)
            out.append(Passage(first if out else 0, start, Role.BODY))
        else:
            _stretch(out, start)
        if start < end:
            out.append(Passage(start if out else 0, end, role))
        at = end
    return tuple(out) if out or not text else (Passage(0, len(text), Role.BODY),)


def _stretch(passages: list[Passage], end: int) -> None:
    """Stretch the last passage over the blanks that follow it."""
    if passages:
        passages[-1] = Passage(passages[-1].start, end, passages[-1].role)


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    line = text[start:end]
    return start + len(line) - len(line.lstrip()), start + len(line.rstrip())


def _blank(text: str, at: int) -> int:
    while at < len(text) and text[at].isspace():
        at += 1
    return at


def title_length(text: str, at: int, title: str | None) -> int:
    """How much of the text from `at` on is the title, without the site's name at its end ("… - Region - Gazette")."""
    words = (title or "").strip()
    while len(words) >= 8:
        if text.startswith(words, at):
            return len(words)
        cut = max(words.rfind(mark) for mark in (" - ", " | ", " – ", " — "))
        words = words[:cut].rstrip() if cut > 0 else ""
    return 0


def _mark_title(marks: Marks, at: int, title: str | None) -> None:
    if size := title_length(marks.text, at, title):
        stop = TITLE_STOP.match(marks.text, at + size)
        marks.add(at, stop.end() if stop else at + size, Role.HEADLINE)


def _mark_doubles(marks: Marks, lines: Sequence[tuple[int, int]]) -> None:
    """Both copies of a doubled teaser are links; at the very top the first copy is the headline itself."""
    for start, middle, end in doubled(marks.text, lines):
        if start == lines[0][0]:
            marks.add(start, middle, Role.HEADLINE)
            marks.add(middle, end, Role.RELATED)
        else:
            marks.add(start, end, Role.RELATED)


def _mark_line(marks: Marks, start: int, end: int, *, head: bool, foot: bool, alone: bool) -> None:
    if not marks.free(start, end) or end - start > MAX_LINE_CUE:
        return
    if (head or foot) and not alone and _mark_provenance(marks, start, end):
        return
    for cue in passage_cues(Where.LINE):
        if cue.pattern.fullmatch(marks.text, start, end):
            if not alone:
                marks.add(start, end, cue.role)
            return


def _mark_provenance(marks: Marks, start: int, end: int) -> bool:
    """A line of nothing but dates and outlet names."""
    dates, outlets, at = [], [], start
    while at < end:
        if printed := printed_date_at(marks.text, at, end):
            dates.append(printed)
            at = printed.end
        elif name := _outlet_at(marks.text, at, end):
            outlets.append(NamedOutlet(at, name, True))
            at = name
        else:
            return False
        found = MARKS.match(marks.text, at, end)
        at = found.end() if found else at
    marks.add(start, end, Role.DATELINE if dates else Role.BYLINE)
    marks.dates += dates
    marks.outlets += outlets
    return True


def _outlet_at(text: str, at: int, end: int) -> int | None:
    """The end of the outlet's name that begins here: a known one, or capitalised words of which the last is like "Wire"."""
    ends = [at + found.end() for found in re.finditer(r"[\w.)](?=\s*(?:$|[|,;:·•/–—(-]|\d|\s))", text[at : min(end, at + 60)])]
    known = [stop for stop in ends if text[at:stop].casefold() in outlet_names() and not text[at:stop].islower()]
    if known:
        return max(known)
    found = NAME_LINE.match(text, at, end)
    if found and found.group().split()[-1].casefold() in outlet_words() and 2 <= len(found.group().split()) <= 5:
        return found.end()
    return None


def is_outlet(name: str) -> bool:
    """True if this is a known outlet's name, or one that says that it is."""
    return _outlet_at(name, 0, len(name)) == len(name)


def _mark_headline(marks: Marks, lines: Sequence[tuple[int, int]]) -> None:
    """The first line that is no byline or date, if it looks like a headline and more follows."""
    if any(role is Role.HEADLINE for _, _, role in marks.passages):
        return
    free = [(start, end) for start, end in lines[: HEAD_LINES + 1] if marks.free(start, end)]
    if len(free) >= 2 and free[0] in lines[:HEAD_LINES] and _like_headline(marks.text[free[0][0] : free[0][1]]):
        marks.add(*free[0], Role.HEADLINE)


def _like_headline(line: str) -> bool:
    if DATELINE.match(line) and _is_dateline(DATELINE.match(line)):
        return False
    return len(line) <= HEADLINE_CHARS and len(line.split()) <= HEADLINE_WORDS and not line.endswith((".", ",", ";", ":"))


def _mark_head(marks: Marks, lines: Sequence[tuple[int, int]], title: str | None) -> None:
    """Dates, outlet names and datelines glued to the beginning of the body's first lines."""
    for number, (start, end) in enumerate(lines[:HEAD_LINES]):
        at = marks.after_head(start)
        while at < end and (stop := _head_piece(marks, at, end, title, first=number == 0)):
            at = marks.after_head(stop)


def _head_piece(marks: Marks, at: int, end: int, title: str | None, *, first: bool) -> int | None:
    text = marks.text
    if first and (size := title_length(text, at, title)):
        _mark_title(marks, at, title)
        return at + size
    dateline = DATELINE.match(text, at, end)
    if dateline and _is_dateline(dateline):
        marks.add(at, dateline.end(), Role.DATELINE)
        marks.dates += [printed for printed in [_date_in(text, at, dateline.end())] if printed]
        if dateline["agency"]:
            marks.outlets.append(NamedOutlet(dateline.start("agency"), dateline.end("agency"), False))
        return dateline.end()
    if not first:
        return None
    if printed := printed_date_at(text, at, end):
        marks.add(at, printed.end, Role.DATELINE)
        marks.dates.append(printed)
        return printed.end
    return _head_outlet(marks, at, end) or _open_cue(marks, at, end)


def _date_in(text: str, start: int, end: int) -> PrintedDate | None:
    return next((found for at in range(start, end) if (found := printed_date_at(text, at, end))), None)


def _is_dateline(found: re.Match[str] | None) -> bool:
    """A town in capitals before a dash, or any town with an outlet in brackets."""
    if found is None:
        return False
    if found["agency"]:
        agency = found["agency"]
        return is_outlet(agency) or agency.isupper() or any(is_outlet(part.strip()) for part in re.split("[/,]| - ", agency))
    town = found["city"].split(",")[0]
    apart = found.group()[-1].isspace() or found.string[found.end() : found.end() + 1].isspace() or found.end() == found.endpos
    return town.isupper() and len(town) >= 3 and found["dash"] != ":" and apart


def _head_outlet(marks: Marks, at: int, end: int) -> int | None:
    """An outlet's name at the top counts where a date or a dash follows: "AFP Friday 24 Jul 2015"."""
    stop = _outlet_at(marks.text, at, end)
    if stop is not None and printed_date_at(marks.text, _blank(marks.text, stop), end):
        marks.add(at, stop, Role.DATELINE)
        marks.outlets.append(NamedOutlet(at, stop, False))
        return stop
    found = AGENCY_DASH.match(marks.text, at, min(end, at + 60))
    if found and is_outlet(found["agency"]):
        marks.add(at, found.end(), Role.DATELINE)
        marks.outlets.append(NamedOutlet(found.start("agency"), found.end("agency"), False))
        return found.end()
    return None


def _mark_glued_date(marks: Marks, line: tuple[int, int]) -> None:
    """The date between a headline and the text it was flattened into: "… NGO AFP Friday 24 Jul 2015 Turkish warplanes …".

    It counts if a sentence begins after it and it closes nothing: the word before is an outlet's name or has a capital.
    """
    start, end = line[0], min(line[1], line[0] + GLUED_WITHIN)
    if marks.dates or line[1] - line[0] < SHORTEST_GLUED:
        return
    for printed in printed_dates(marks.text, start, end):
        before = marks.text[start : printed.start].rstrip()
        last = before.split()[-1] if before else ""
        named = is_outlet(last)
        after = marks.text[_blank(marks.text, printed.end) :][:1]
        at = start + len(before) - len(last) if named else printed.start
        if printed.full and last[:1].isupper() and (named or (after and not after.islower())) and marks.free(at, printed.end):
            _divide(marks, start, at, printed)
            return


def _divide(marks: Marks, start: int, at: int, printed: PrintedDate) -> None:
    """Headline, then dateline from `at` to the end of the date."""
    marks.add(at, printed.end, Role.DATELINE)
    marks.dates.append(printed)
    if name := marks.text[at : printed.start].rstrip():
        marks.outlets.append(NamedOutlet(at, at + len(name), False))
    if (first := marks.after_head(start)) < at:
        marks.add(first, at, Role.HEADLINE)


def _open_cue(marks: Marks, at: int, end: int) -> int | None:
    if not marks.passages:
        return None
    for cue in passage_cues(Where.OPEN):
        if found := cue.pattern.match(marks.text, at, end):
            marks.add(at, found.end(), cue.role)
            return found.end()
    return None


def _mark_credits(marks: Marks) -> None:
    """The sentence that ends in a photo credit is a caption, also where it is glued into the text."""
    for found in sorted(
        (one for cue in passage_cues(Where.CREDIT) for one in cue.pattern.finditer(marks.text)), key=re.Match.start
    ):
        starts = [cut.end() for cut in SENTENCE_START.finditer(marks.text, max(0, found.start() - 500), found.start())]
        start = _blank(marks.text, max([marks.end_before(found.start()), *starts]))
        if found.start() - start <= 500:
            marks.add(start, found.end(), Role.CAPTION)


def _mark_ends(marks: Marks, lines: Sequence[tuple[int, int]]) -> None:
    for start, end in lines:
        for cue in passage_cues(Where.TAIL):
            if found := cue.pattern.search(marks.text, max(start, end - 400), end):
                marks.add(found.start(), end, cue.role)
    end = len(marks.text.rstrip())
    while found_start := _close_cue(marks, lines[-1][0], end):
        end = len(marks.text[:found_start].rstrip())


def _close_cue(marks: Marks, start: int, end: int) -> int | None:
    for cue in passage_cues(Where.CLOSE):
        for found in cue.pattern.finditer(marks.text, max(start, end - 200), end):
            if found.end() == end and found.start() > start:
                marks.add(found.start(), end, cue.role)
                return found.start()
    return None
