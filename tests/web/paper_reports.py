"""Reports in our own words, by invented outlets in three scripts, and the records that are cut out of them."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

from trucewatch.model import (
    Actor,
    Basis,
    Claim,
    EventType,
    Interval,
    Outlet,
    Passage,
    Place,
    Precision,
    Published,
    Realis,
    Report,
    Role,
    Span,
    content_id,
)

TODAY = date(2020, 2, 14)
KNOWN_AT = datetime(2020, 2, 13, 21, 0, tzinfo=timezone(timedelta(hours=2)))
LABELS = {
    "TUR": "Turkey",
    "TUR:MIL": "Turkish armed forces",
    "SYR": "Syrian government side",
    "SYR:GOV": "Syrian government",
    "SYR:MIL": "Syrian government forces",
    "SYR:REB": "Armed opposition",
    "SYR:CVL": "Civilians in Syria",
    "RUS": "Russia",
    "HTS": "Hayat Tahrir al-Sham",
}
NATIVE = {"place-saraqib": "سراقب", "place-idlib": "إدلب", "place-taftanaz": "تفتناز"}

TEXT_A = (
    "Turkish post near Saraqib comes under fire\n"
    "ANKARA, Feb. 11, 2020\n"
    "At least 8 soldiers were killed when shells hit a Turkish observation post near Saraqib on Monday, the defence ministry said. "
    "A further 20 people were wounded.\n"
    "“We will answer every shell,” Defence Minister Kemal Öztürkoğlu told reporters in Kırıkkale. "
    "Ankara will send two more convoys to the posts this week. "
    "Turkey wants Syrian government forces to withdraw behind the line of posts by the end of February.\n"
    "Read also: Ten things to know about the demilitarised zone"
)
TEXT_B = (
    "Турецкий пост под огнём у Саракиба\n"
    "Шестеро турецких военнослужащих погибли 10 февраля у Саракиба, сообщил корреспондент Алексей Воскресенский. "
    "По его словам, пост обстреляли сирийские правительственные силы."
)
TEXT_C = (
    "قصف نقطة مراقبة تركية قرب سراقب\n"
    "قال متحدث إن ثمانية جنود أتراك قتلوا الاثنين قرب سراقب. وأضاف أن الجيش أرسل قافلتين إلى نقاط المراقبة."
)
TEXT_HOSTILE = (
    "<script>alert('headline')</script> & \"quoted\"\n"
    'Rebels \u202eshelled\u202c the town of =HYPERLINK("x") with \x00 mortars, '
    "in a Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaftlichunvergleichbarkeitsfeststellung</p>."
)


def make_report(report_id: str, text: str, outlet: str, day: date, language: str, *, title: str | None = None) -> Report:
    lines, passages, start = text.split("\n"), [], 0
    for index, line in enumerate(lines):
        role = Role.HEADLINE if index == 0 else Role.BODY
        if line.startswith("Read also"):
            role = Role.RELATED
        if line.startswith("ANKARA,"):
            role = Role.DATELINE
        passages.append(Passage(start, start + len(line), role))
        start += len(line) + 1
    report = Report(
        report_id, f"{report_id}.txt", text, raw_sha256=content_id("x", text), title=title or lines[0], language=language
    )
    printed = Outlet(outlet, Basis.METADATA)
    return Report(
        id=report.id,
        source=report.source,
        text=text,
        raw_sha256=report.raw_sha256,
        title=report.title,
        outlet=printed,
        published=Published(
            day,
            Precision.DAY,
            Basis.TEXT if "Feb. 11, 2020" in text else Basis.METADATA,
            span=report.quote("Feb. 11, 2020") if "Feb. 11, 2020" in text else None,
        ),
        url=f"https://example.org/{report_id}",
        language=language,
        passages=tuple(passages),
    )


def make_actor(report: Report, words: str, party: str | None, **more: object) -> Actor:
    return Actor(report.quote(words), party, inherited=bool(more.get("inherited")))


def make_day(day: date, span: Span | None = None) -> Interval:
    return Interval(day, day + timedelta(days=1), Precision.DAY, span)


def make_claim(report: Report, quote: str, kind: EventType, mode: str | None, **fields: object) -> Claim:
    span = report.quote(quote)
    values: dict[str, object] = {
        "realis": Realis.ACTUAL,
        "trigger": report.span(span.start, span.start + 1),
        "row": "frames/ASSAULT.csv:12",
    }
    values |= fields
    return Claim(
        id=content_id("claim", report.id, span.start, span.end, kind, mode),
        report_id=report.id,
        quote=span,
        type=kind,
        mode=mode,
        **values,  # type: ignore[arg-type]
    )


def make_place(
    report: Report, words: str, name: str, place_id: str | None, lat: float | None = None, lon: float | None = None
) -> Place:
    return Place(
        report.quote(words), name, place_id, lat, lon, "SY" if place_id else None, "Idlib" if place_id else None, "town", 2
    )
