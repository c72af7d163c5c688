"""The accounts of an incident with the chains to their origins, and the grades of its statements, as rows."""

from __future__ import annotations

from trucewatch.model import Account, Chain, Grade, Grading, Incident, Span, Statement

JsonValue = object
FLAT = {"grade_happened": Statement.HAPPENED, "grade_doer": Statement.BY_WHOM}  # statements with columns of their own


def account_row(account: Account) -> dict[str, JsonValue]:
    """One account: who published it, which claims it has, and for these the chain to each origin, the outlet's side first."""
    return {
        "letter": account.letter,
        "report": account.report_id,
        "outlet": account.outlet,
        "origin": account.origin,
        "origin_reason": account.origin_reason,
        "origins": list(account.origins),
        "claims": list(account.claim_ids),
        "chains": [_chain_row(chain) for chain in account.chains],
    }


def _chain_row(chain: Chain) -> dict[str, JsonValue]:
    return {
        "claims": list(chain.claim_ids),
        "origin": chain.origin,
        "side": chain.side,
        "denies": chain.denies,
        "steps": [
            {
                "source": link.source,
                "account": link.letter,
                "reason": link.reason,
                "likely": link.likely,
                "words": words_row(link.words) if link.words else None,
            }
            for link in chain.links
        ],
    }


def grading_row(grading: Grading) -> dict[str, JsonValue]:
    """One grade of one statement, with everybody behind it, what they have at stake, and their words."""
    return {
        "statement": grading.statement.value,
        "measure": grading.measure.value if grading.measure else None,
        "of": grading.of,
        "grade": grading.grade.value,
        "said": grading.said or None,
        "reason": grading.reason,
        "origins": list(grading.origins),
        "accounts": list(grading.letters),
        "backing": [
            {
                "origin": one.origin,
                "stake": one.stake.value,
                "accounts": list(one.letters),
                "words": [words_row(span) for span in one.words],
            }
            for one in grading.backing
        ],
    }


def flat_grades(incident: Incident) -> dict[str, JsonValue]:
    """The grades of the two statements that every act has, in columns of their own: "corroborated;denied", None if ungraded."""
    return {column: ";".join(grades_of(incident, statement)) or None for column, statement in FLAT.items()}


def grades_of(incident: Incident, statement: Statement) -> tuple[Grade, ...]:
    """The grades of one statement, each once, the first for how far it is carried."""
    return tuple(dict.fromkeys(grading.grade for grading in incident.grades if grading.statement is statement))


def words_row(span: Span) -> dict[str, JsonValue]:
    """Verbatim words with their address."""
    return {"report": span.report_id, "start": span.start, "end": span.end, "text": span.text}
