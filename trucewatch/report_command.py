"""The command `report`: make the report of a day or a period, issue it, and list, show, compare and edit what was issued."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from trucewatch import __version__
from trucewatch.errors import LedgerError, UsageError
from trucewatch.options import AsJson, LedgerUrl, day, opened, this_day
from trucewatch.terminal import note, put, put_bytes, put_file, tell

if TYPE_CHECKING:
    from trucewatch.ledger import Ledger, Stamp
    from trucewatch.model import Bulletin
    from trucewatch.publish.bulletin.differing import Difference

WEEK = timedelta(days=6)
CHANGED = 1  # a report that is rebuilt is another than the one that was issued


class EditionName(StrEnum):
    """Which period a report is of."""

    DAILY = "daily"
    WEEKLY = "weekly"
    CUSTOM = "custom"


class FormName(StrEnum):
    """In what form it is written."""

    HTML = "html"
    MD = "md"
    PDF = "pdf"
    DOCX = "docx"
    JSON = "json"


Number = Annotated[str, typer.Argument(metavar="NUMBER", help="A report that was issued: 12, or one revision of it: 12.1")]
Form = Annotated[FormName, typer.Option("--format", "-f", help="html, md, pdf, docx or json.")]
Output = Annotated[str, typer.Option("--output", "-o", metavar="FILE", help="Write there; stdout if not given.")]
ReportDate = Annotated[str, typer.Option("--date", metavar="DATE", help="The day, or the last of a week; today if not given.")]
ToDate = Annotated[str, typer.Option("--to", metavar="DATE", help="The last day of a period that begins on --date.")]
EditionOption = Annotated[EditionName | None, typer.Option("--edition", help="daily, weekly or custom.")]
AgreementId = Annotated[str, typer.Option("--agreement", metavar="ID", help="Only what bears on this agreement.")]
ZoneName = Annotated[str, typer.Option("--zone", metavar="ZONE", help="By whose clock times are told, as Europe/Istanbul.")]
Language = Annotated[str, typer.Option("--lang", metavar="CODE", help="The language of our own words: en, ar or tr.")]
Author = Annotated[str, typer.Option("--by", help="Who issues or writes: the name that is kept.")]

report_app = typer.Typer(
    help="The daily report, of a day, a week or any period: preview, issue, list, show, compare, edit.",
    invoke_without_command=True,
)


@report_app.callback()
def report_command(
    context: typer.Context,
    on: ReportDate = "",
    to: ToDate = "",
    edition: EditionOption = None,
    agreement: AgreementId = "",
    zone: ZoneName = "",
    lang: Language = "en",
    as_of: Annotated[str, typer.Option("--as-of", metavar="MOMENT", help="As known then: an entry number or an instant.")] = "",
    form: Form = FormName.HTML,
    output: Output = "",
    issue: Annotated[bool, typer.Option("--issue", help="Freeze, number and record it; needs --by.")] = False,
    by: Author = "",
    ledger: LedgerUrl = "",
) -> None:
    """The report of a day, a week or any period; a preview unless it is issued."""
    if context.invoked_subcommand is not None:
        return
    from trucewatch.publish.bulletin.issuing import issue as issued

    asked = _asked(on, to, edition, agreement, zone, lang)
    if issue and not by.strip():
        raise UsageError("who issues it? name them with --by")
    with opened(ledger) as book:
        moment = _moment(book, as_of)
        make = _maker(book, asked, moment)
        if not issue:
            _write(make(book.position(moment)), form, output)
            return
        done = issued(book, make, _stamp(by))
    said = "nothing has changed since" if done.again else "issued and recorded"
    note(f"report {done.bulletin.name}: {said}")
    _write(done.bulletin, form, output)


@report_app.command("list")
def report_list(ledger: LedgerUrl = "", as_json: AsJson = False) -> None:
    """The reports issued, the latest number first, with their revisions."""
    from trucewatch.publish.bulletin.issuing import revisions
    from trucewatch.publish.exports import write_rows

    with opened(ledger) as book:
        numbers = sorted((one.number for one in book.bulletins()), reverse=True)
        found = [one for number in numbers for one in reversed(revisions(book, number))]
    put(write_rows((_row(one) for one in found), "json")) if as_json else tell(_list_line(one) for one in found)
    if not found:
        note("no report has been issued")


@report_app.command("show")
def report_show(
    number: Number,
    form: Form = FormName.MD,
    output: Output = "",
    check: Annotated[bool, typer.Option("--check", help="Make it anew from its entry; is it the same?")] = False,
    ledger: LedgerUrl = "",
) -> None:
    """A report as it was issued: the same bytes whenever it is written."""
    from trucewatch.publish.bulletin.issuing import named

    with opened(ledger) as book:
        bulletin = named(book, number)
        if check:
            raise typer.Exit(_checked(book, bulletin))
    _write(bulletin, form, output)


@report_app.command("compare")
def report_compare(
    a: Number,
    b: Annotated[str, typer.Argument(metavar="NUMBER", help="The other report or revision.")],
    ledger: LedgerUrl = "",
    as_json: AsJson = False,
) -> None:
    """What differs between two reports or revisions, sentence by sentence, with words [-taken out-] and {+put in+}."""
    from trucewatch.publish.bulletin.differing import differences
    from trucewatch.publish.bulletin.issuing import named
    from trucewatch.publish.exports import write_rows

    with opened(ledger) as book:
        found = differences(named(book, a), named(book, b))
    put(write_rows((_difference_row(one) for one in found), "json")) if as_json else tell(_difference_lines(found))
    if not found:
        note("nothing differs")


@report_app.command("edit")
def report_edit(
    line: Annotated[str, typer.Argument(metavar="LINE", help="The key of a sentence, as --format json gives it.")],
    new: Annotated[str, typer.Option("--new", help="The words it is to have; empty takes an earlier edit back.")] = "",
    by: Author = "",
    reason: Annotated[str, typer.Option("--reason", help="Why; kept for good.")] = "",
    on: ReportDate = "",
    to: ToDate = "",
    edition: EditionOption = None,
    agreement: AgreementId = "",
    zone: ZoneName = "",
    lang: Language = "en",
    ledger: LedgerUrl = "",
) -> None:
    """Word a sentence otherwise; it holds as long as the records give the same words, and is shown with its author."""
    from trucewatch.publish.bulletin.issuing import wording_of

    asked = _asked(on, to, edition, agreement, zone, lang)
    with opened(ledger) as book:
        bulletin = _maker(book, asked, None)(book.position())
        stamp = _stamp(by or "-")
        wording = wording_of(bulletin, line, new, by=by, at=stamp.at, reason=reason)
        book.append([wording], stamp)
    tell([f"{wording.id}  {line}\n"])


# — what is asked for —


def _asked(on: str, to: str, edition: EditionName | None, agreement: str, zone: str, lang: str) -> Mapping[str, object]:
    from trucewatch.knowledge.zones import is_zone
    from trucewatch.model import Edition
    from trucewatch.publish.tongue import languages

    first, last = this_day(on), day(to)
    kind = edition or (EditionName.CUSTOM if last else EditionName.DAILY)
    if zone and not is_zone(zone):
        raise UsageError(f"{zone!r} is no time zone; write it as Europe/Istanbul")
    if lang not in languages():
        raise UsageError(f"{lang!r} is no language of ours; it is one of {', '.join(languages())}")
    if kind is EditionName.WEEKLY and last is None:
        first, last = _week_to(first), first
    last = last or first
    if last < first:
        raise UsageError(f"a report cannot end on {last}, before {first}")
    if kind is EditionName.DAILY and last != first:
        raise UsageError("a daily report has one day; a period takes --edition custom")
    if kind is EditionName.WEEKLY and last - first != WEEK:
        raise UsageError("a weekly report has seven days; another period takes --edition custom")
    return {"edition": Edition(kind.value), "first": first, "last": last, "agreement": agreement, "zone": zone, "language": lang}


def _week_to(last: date) -> date:
    if last - date.min < WEEK:
        raise UsageError(f"there are no seven days up to {last}")
    return last - WEEK


def _moment(book: Ledger, words: str) -> datetime | int | None:
    """An entry number, or an instant (UTC where it names no zone); None where nothing was asked."""
    if not words:
        return None
    try:
        if words.isascii() and words.isdigit():
            book.position(int(words))
            return int(words)
        told = datetime.fromisoformat(words)
        return told if told.tzinfo else told.replace(tzinfo=UTC)
    except (ValueError, OverflowError, LedgerError) as error:
        raise UsageError(f"--as-of {words}: write an entry number or an instant as 2020-02-13T06:00+02:00") from error


def _maker(book: Ledger, asked: Mapping[str, object], moment: datetime | int | None) -> Callable[[int], Bulletin]:
    """What makes the report as the ledger stood at an entry, or at the moment asked for."""
    from trucewatch.catalogue import Catalogue
    from trucewatch.publish.bulletin.gathering import gather
    from trucewatch.publish.bulletin.matter import matter_of

    catalogue = Catalogue(book)

    def made(seq: int) -> Bulletin:
        shelf = catalogue.at(seq if moment is None else moment)
        given = dict(asked)
        language = str(given.pop("language"))
        if given["agreement"] and given["agreement"] not in {one.id for one in book.agreements(as_of=shelf.seq)}:
            raise UsageError(f"the ledger holds no agreement {given['agreement']!r}")
        return gather(matter_of(book, shelf, **given), language=language)  # type: ignore[arg-type]

    return made


def _stamp(author: str) -> Stamp:
    from trucewatch.knowledge.places import knowledge_in_force
    from trucewatch.ledger import Stamp

    return Stamp(datetime.now(UTC).replace(microsecond=0), author, __version__, "", knowledge_in_force())


# — what is written —


def _write(bulletin: Bulletin, form: FormName, output: str) -> None:
    data = written(bulletin, form)
    if not output:
        put_bytes([data])
        return
    put_file([data], output)


def written(bulletin: Bulletin, form: FormName) -> bytes:
    """The report in one form; the same bytes every time. A UsageError where what a form needs is not installed."""
    from trucewatch.ledger.records import Kind, to_json
    from trucewatch.publish.bulletin.docx import to_docx
    from trucewatch.publish.bulletin.html import to_html
    from trucewatch.publish.bulletin.pdf import to_pdf
    from trucewatch.publish.bulletin.plain import to_markdown

    forms: Mapping[FormName, Callable[[Bulletin], bytes]] = {
        FormName.HTML: lambda one: to_html(one).encode("utf-8", "replace"),
        FormName.MD: lambda one: to_markdown(one).encode("utf-8", "replace"),
        FormName.PDF: to_pdf,
        FormName.DOCX: to_docx,
        FormName.JSON: lambda one: (to_json(Kind.BULLETIN, one) + "\n").encode(),
    }
    return forms[form](bulletin)


def _checked(book: Ledger, bulletin: Bulletin) -> int:
    """Whether the same entry of the ledger still gives the same report; 1 where another version makes another one."""
    from trucewatch.publish.bulletin.differing import differences
    from trucewatch.publish.bulletin.issuing import content_of

    names = ("edition", "first", "last", "agreement", "zone", "language")
    anew = _maker(book, {name: getattr(bulletin, name) for name in names}, None)(bulletin.as_of.seq)
    if content_of(anew) == content_of(bulletin):
        tell([f"report {bulletin.name}: entry {bulletin.as_of.seq} of the ledger gives the same report\n"])
        return 0
    tell([f"report {bulletin.name}: made anew from entry {bulletin.as_of.seq}, it is another\n"])
    tell(_difference_lines(differences(bulletin, anew)))
    return CHANGED


def _row(one: Bulletin) -> dict[str, object]:
    return {
        "report": one.name,
        "number": one.number,
        "revision": one.revision,
        "edition": one.edition.value,
        "first": one.first.isoformat(),
        "last": one.last.isoformat(),
        "agreement": one.agreement or None,
        "zone": one.zone,
        "language": one.language,
        "entry": one.as_of.seq,
        "issued_at": one.issued_at,
        "issued_by": one.issued_by,
        "title": one.title,
    }


def _list_line(one: Bulletin) -> str:
    return f"{one.name:>7}  {one.issued_at[:16]}  {one.issued_by}  {one.title} ({one.language})\n"


def _difference_row(one: Difference) -> dict[str, object]:
    return {"section": one.section, "line": one.key, "differs": one.differs.value, "old": one.old, "new": one.new, "by": one.by}


def _difference_lines(found: tuple[Difference, ...]) -> Iterator[str]:
    from trucewatch.publish.bulletin.differing import Part

    marks = {Part.BOTH: ("", ""), Part.OLD: ("[-", "-]"), Part.NEW: ("{+", "+}")}
    for one in found:
        by = f", wording by {one.by}" if one.by else ""
        yield f"{one.section or 'Head'}, {one.key}: {one.differs.value}{by}\n"
        yield "  " + "".join(f"{marks[part.part][0]}{part.words}{marks[part.part][1]}" for part in one.stretches) + "\n"
