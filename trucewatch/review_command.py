"""`trucewatch review`: decide on what was read without the site, see who decided what, take it back."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from trucewatch import __version__
from trucewatch.errors import UsageError
from trucewatch.options import AsJson, LedgerUrl, opened
from trucewatch.terminal import OK, note, put, tell

if TYPE_CHECKING:
    from trucewatch.ledger import Ledger, Stamp
    from trucewatch.model import Review
    from trucewatch.reviewing.deciding import Decided, Overtaken
    from trucewatch.reviewing.drafts import Draft

OVERTAKEN = 1  # others changed the same thing: nothing was recorded

review_app = typer.Typer(help="What people decided on what was read: decide, look, take back.", no_args_is_help=True)

RecordId = Annotated[str, typer.Argument(metavar="ID", help="A claim, incident, comparison or finding of the ledger.")]
By = Annotated[str, typer.Option("--by", help="Who decides: the name that is kept with the decision.")]
Reason = Annotated[str, typer.Option("--reason", help="Why: what in the words decides it; kept for good.")]
Seen = Annotated[int | None, typer.Option("--seen", min=0, help="The ledger's last entry when you looked; now without.")]


@review_app.command("list")
def review_list(
    subject: Annotated[str, typer.Option("--of", metavar="ID", help="Only those on this record.")] = "",
    by: Annotated[str, typer.Option("--by", help="Only those of this person.")] = "",
    waiting: Annotated[bool, typer.Option("--waiting", help="Only what waits for a second person.")] = False,
    loose: Annotated[bool, typer.Option("--loose", help="Only those whose record is no longer there.")] = False,
    ledger: LedgerUrl = "",
    as_json: AsJson = False,
) -> None:
    """Every decision, the oldest first, with whether it stands and counts."""
    from trucewatch.publish.exports import write_rows
    from trucewatch.publish.reviews import review_rows

    with opened(ledger) as book:
        rows = [
            row
            for row in review_rows(book, subject=subject)
            if (not by or row["by"] == by)
            and (not loose or not row["rests_on_record"])
            and (not waiting or (row["stands"] and row["waits"]))
        ]
    put(write_rows(rows, "json")) if as_json else tell(_line(row) for row in rows)


def _line(row: dict[str, object]) -> str:
    value = f" {row['field']}: {row['old']!r} -> {row['new']!r}" if row["field"] and row["decision"] == "correct" else ""
    marks = [] if row["stands"] else ["taken back"]
    marks += ["waits for a second person"] if row["waits"] and row["stands"] else []
    marks += [] if row["rests_on_record"] else ["its record is no longer there"]
    tail = f"  ({'; '.join(marks)})" if marks else ""
    why = f"  {row['reason']}" if row["reason"] else ""
    return f"{row['id']}  {str(row['at'])[:16]}  {row['by']}  {row['decision']} {row['subject']}{value}{why}{tail}\n"


@review_app.command("show")
def review_show(record_id: RecordId, ledger: LedgerUrl = "", as_json: AsJson = False) -> None:
    """How one record stands reviewed: its state, who and when, what was decided, and its values as a correction takes them."""
    from trucewatch.publish.reviews import record_lines, record_row

    with opened(ledger) as book:
        row = record_row(book, record_id)
    put([json.dumps([row], ensure_ascii=False) + "\n"]) if as_json else tell(record_lines(row))


@review_app.command("decide")
def review_decide(
    record_id: RecordId,
    decision: Annotated[str, typer.Argument(metavar="DECISION", help="accept, correct, reject, same, not same and so on.")],
    by: By = "",
    reason: Reason = "",
    field: Annotated[str, typer.Option("--field", help="The value that is corrected, such as actor, place, time, figure.")] = "",
    new: Annotated[str, typer.Option("--new", help="What it is to be; empty takes it away.")] = "",
    old: Annotated[str, typer.Option("--old", help="What it was; needed for one of several figures.")] = "",
    words: Annotated[str, typer.Option("--words", help="The words of the report that it rests on, as printed.")] = "",
    others: Annotated[list[str] | None, typer.Option("--other", metavar="ID", help="Another record; may be repeated.")] = None,
    answers: Annotated[str, typer.Option("--answers", metavar="REVIEW", help="The review agreed or disagreed with.")] = "",
    seen: Seen = None,
    ledger: LedgerUrl = "",
    as_json: AsJson = False,
) -> None:
    """Decide on a record; what follows for incidents and findings is worked out at once."""
    from trucewatch.model import Decision
    from trucewatch.reviewing.drafts import Draft

    chosen = decision.replace("-", " ")
    if chosen not in set(Decision):
        raise UsageError(f"{decision!r} is no decision; it is one of {', '.join(Decision)}")
    with opened(ledger) as book:
        draft = Draft(
            Decision(chosen), _kind(record_id), record_id, reason, field, new, old, others=tuple(others or ()), answers=answers
        )
        _decide(book, _with_words(book, draft, words), by, seen, as_json=as_json)


@review_app.command("undo")
def review_undo(
    review_id: Annotated[str, typer.Argument(metavar="REVIEW", help="The id of a decision, as `review list` prints it.")],
    by: By = "",
    reason: Reason = "",
    ledger: LedgerUrl = "",
    as_json: AsJson = False,
) -> None:
    """Take a decision back, or an undo: both stay in the ledger, and everything is as it was."""
    from trucewatch.ledger import Kind
    from trucewatch.model import Decision, Review
    from trucewatch.reviewing.drafts import Draft

    with opened(ledger) as book:
        review = book.get(Kind.REVIEW, review_id)
        if not isinstance(review, Review):
            raise UsageError(f"the ledger has no review {review_id!r}")
        kind = review.kind or _kind(review.subject)
        _decide(book, Draft(Decision.UNDO, kind, review.subject, reason, undoes=review.id), by, None, as_json=as_json)


@review_app.command("apply")
def review_apply(ledger: LedgerUrl = "") -> None:
    """Work out what follows from decisions that were recorded alone, as after an upgrade of a large ledger."""
    from trucewatch.knowledge.places import load_gazetteer
    from trucewatch.refreshing import refresh

    with opened(ledger) as book:
        added = refresh(book, (), load_gazetteer(), _stamp("machine"))
    note(f"{added} ledger entries added")


def _kind(record_id: str) -> str:
    """The kind that an id begins with."""
    from trucewatch.reviewing.drafts import KINDS

    kind = record_id.partition("-")[0]
    if kind not in KINDS:
        raise UsageError(f"{record_id!r} is no id of {', '.join(sorted(KINDS))}")
    return kind


def _with_words(book: Ledger, draft: Draft, words: str) -> Draft:
    """The draft with the first place in the claim's report where these words stand."""
    from dataclasses import replace

    from trucewatch.ledger import Kind
    from trucewatch.model import Claim, Report

    if not words:
        return draft
    claim = book.get(Kind.CLAIM, draft.subject)
    report = book.get(Kind.REPORT, claim.report_id) if isinstance(claim, Claim) else None
    if not isinstance(report, Report) or words not in report.text:
        raise UsageError(f"{words!r} does not stand in the report of {draft.subject}")
    return replace(draft, words=report.quote(words))


def _decide(book: Ledger, draft: Draft, by: str, seen: int | None, *, as_json: bool) -> None:
    from trucewatch.knowledge.places import load_gazetteer
    from trucewatch.reviewing.deciding import Overtaken, decide

    if not by.strip():
        raise UsageError("a decision names who takes it: --by NAME")
    looked = book.head()[0] if seen is None else seen
    outcome = decide(book, draft, seen=looked, gazetteer=load_gazetteer(), stamp=_stamp(by.strip()))
    if as_json:
        put([json.dumps([_row(outcome)], ensure_ascii=False) + "\n"])
    else:
        tell(_lines(outcome))
    raise typer.Exit(OVERTAKEN if isinstance(outcome, Overtaken) else OK)


def _row(outcome: Decided | Overtaken) -> dict[str, object]:
    from trucewatch.publish.reviews import review_row
    from trucewatch.reviewing.deciding import Overtaken

    if isinstance(outcome, Overtaken):
        changes = [{"kind": one.kind, "id": one.id, "by": one.by, "at": one.at, "what": one.what} for one in outcome.changes]
        return {"recorded": False, "seq": outcome.seq, "meanwhile": changes}
    effects = [{"kind": one.kind, "id": one.id, "how": one.how, "into": list(one.into)} for one in outcome.effects]
    told = {"recorded": not outcome.again, "later": outcome.later, "seq": outcome.seq, "effects": effects}
    return told | {"review": review_row(outcome.review)}


def _lines(outcome: Decided | Overtaken) -> list[str]:
    from trucewatch.reviewing.deciding import Overtaken

    if isinstance(outcome, Overtaken):
        lines = [f"  {one.at[:16]}  {one.by}  {one.kind} {one.id}: {one.what}\n" for one in outcome.changes]
        again = f"Nothing was recorded. To decide all the same: --seen {outcome.seq}\n"
        return ["Others changed this since you looked:\n", *lines, again]
    if outcome.again:
        return [f"{outcome.review.id}  decided already\n"]
    lines = [
        f"  {one.kind} {one.id} {one.how}{f', now {chr(44).join(one.into)}' if one.into else ''}\n" for one in outcome.effects
    ]
    wait = ["  what follows is worked out by the next `trucewatch run` or `trucewatch review apply`\n"] if outcome.later else []
    return [f"{_said(outcome.review)}\n", *lines, *wait]


def _said(review: Review) -> str:
    return f"{review.id}  {review.decision} {review.subject} by {review.by}"


def _stamp(author: str) -> Stamp:
    from trucewatch.knowledge.places import knowledge_in_force
    from trucewatch.ledger import Stamp

    return Stamp(datetime.now(UTC), author, __version__, "", knowledge_in_force())
