"""The pages of alerts: the rules with what they told of, and the form of one with its dry run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from trucewatch.alerting import Alert, Rule
from trucewatch.alerting.board import Board
from trucewatch.alerting.replaying import By, Replay, local
from trucewatch.alerting.rows import ALERT_COLUMNS, alert_row, replay_words
from trucewatch.people import Role
from trucewatch.publish.tongue import gettext, marked, say
from trucewatch.publish.words import instant_words
from trucewatch.web.alerts.form import KINDS, Field, Sheet
from trucewatch.web.lists import FeedEntry, FileLink, Listing, file_links
from trucewatch.web.overview.asking import Filter
from trucewatch.web.overview.choices import Chip, chips_of
from trucewatch.web.parts import Frame, Room, frame

PATH = "/alerts"
ENDINGS = ("csv", "json", "atom")
SHOWN = 50
MOST = 10_000
BY_WORDS = {
    By.RECORDED: marked("Replayed as the ledger knew it then, hour by hour of recording."),
    By.TOLD: marked(
        "The ledger was filled in one go, or long after its reports came out, so it is replayed by the days on which they were "
        "published. At what hour they came is not known."
    ),
}


@dataclass(frozen=True, slots=True)
class AlertRow:
    """One alert in the list."""

    key: str
    title: str
    words: str
    href: str
    when: str
    iso: str
    rule: str
    late: bool


@dataclass(frozen=True, slots=True)
class RuleRow:
    """One rule in the list; `mine` where whoever asks may change it."""

    id: str
    title: str
    kind: str
    source: str
    paused: bool
    told: str
    mine: bool
    change: str


@dataclass(frozen=True, slots=True)
class AlertsPage:
    """What `alerts.html` shows."""

    frame: Frame
    alerts: tuple[AlertRow, ...]
    rules: tuple[RuleRow, ...]
    fault: str
    may_write: bool
    files: tuple[FileLink, ...]
    next: str


def alerts_page(room: Room, board: Board, before: int) -> AlertsPage:
    """The rules in force, and what they told of, the newest first."""
    rules = board.known()
    found = board.alerts.fired(before=before, limit=SHOWN + 1)
    written, fault = board.of_file()
    of_file = {one.id for one in written}
    return AlertsPage(
        frame=frame(room, "alerts", gettext("Alerts")),
        alerts=tuple(_alert(one, rules.get(one.rule)) for _, one in found[:SHOWN]),
        rules=tuple(_rule(room, one, one.id in of_file) for _, one in sorted(rules.items())),
        fault=fault,
        may_write=room.visitor.may(Role.CONTRIBUTOR),
        files=file_links(PATH, "", ENDINGS),
        next=f"{PATH}?before={found[SHOWN - 1][0]}" if len(found) > SHOWN else "",
    )


def may_change(room: Room, rule: Rule) -> bool:
    """True of whoever saved it, and of an administrator."""
    visitor = room.visitor
    return visitor.may(Role.ADMIN) or (visitor.may(Role.CONTRIBUTOR) and rule.owner == visitor.name)


def _rule(room: Room, rule: Rule, of_file: bool) -> RuleRow:
    to = len(rule.recipients)
    told = say("goes to %(count)s, %(how)s", count=str(to), how=rule.digest.value) if to else gettext("only listed here")
    source = gettext("of the file of rules") if of_file else say("saved by %(name)s", name=rule.owner)
    mine = not of_file and may_change(room, rule)
    return RuleRow(
        rule.id, rule.title, gettext(KINDS[rule.kind]), source, rule.paused, told, mine, f"{PATH}/rules/{rule.id}" if mine else ""
    )


def _alert(one: Alert, rule: Rule | None) -> AlertRow:
    at = local(rule, one.at) if rule else one.at
    return AlertRow(
        one.key, one.title, one.words, one.href, instant_words(at), one.at.isoformat(), rule.title if rule else one.rule, one.late
    )


def alerts_listing(board: Board) -> Listing:
    """What rules told of, as files, the newest first."""
    rules = board.known()

    def found(limit: int = MOST) -> Sequence[tuple[int, Alert]]:
        return board.alerts.fired(limit=limit)

    newest = found(1)
    return Listing(
        name="alerts",
        title="Trucewatch: alerts",
        path=PATH,
        columns=ALERT_COLUMNS,
        rows=lambda: (
            {name: "; ".join(map(str, value)) if isinstance(value, list) else value for name, value in row.items()}
            for row in (alert_row(one, rules.get(one.rule)) for _, one in found())
        ),
        full=lambda: (alert_row(one, rules.get(one.rule)) for _, one in found()),
        entries=lambda: [_entry(one) for _, one in found(SHOWN)],
        as_of=newest[0][1].at if newest else None,
        version=f"alerts {newest[0][0] if newest else 0} {sorted(rules)}",
    )


def _entry(one: Alert) -> FeedEntry:
    late = ("late",) if one.late else ()
    return FeedEntry(
        f"alerts/{one.key}", one.title, one.href, one.at, one.at, one.words, categories=(one.rule, one.kind.value, *late)
    )


# — one rule —


@dataclass(frozen=True, slots=True)
class KindLink:
    """The way to the form of another kind, with the same filter."""

    words: str
    href: str
    current: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """A dry run as the page shows it."""

    by: str
    sentences: tuple[str, ...]
    alerts: tuple[AlertRow, ...]
    more: int


@dataclass(frozen=True, slots=True)
class RulePage:
    """What `alert_rule.html` shows: the form; where it was tried out, the dry run and what saving it sends."""

    frame: Frame
    heading: str
    action: str
    save: str
    kinds: tuple[KindLink, ...]
    chips: tuple[Chip, ...]
    filter_pairs: tuple[tuple[str, str], ...]
    filter_href: str
    kind: str
    code: str
    fields: tuple[Field, ...]
    values: dict[str, str]
    webhooks: bool
    fault: str
    dry: Shown | None
    pairs: tuple[tuple[str, str], ...]


def rule_page(
    room: Room, sheet: Sheet, asked: Filter, *, rule_id: str = "", fault: str = "", dry: Replay | None = None
) -> RulePage:
    """The form of a rule; `dry` where it was tried out."""
    action = f"{PATH}/rules/{rule_id}" if rule_id else f"{PATH}/new"
    pairs = tuple(asked.values().items())
    heading = gettext("Change a rule") if rule_id else gettext("Wake me for this")
    names = ("title", "mail", "webhooks", "digest", "digest_at", "quiet_from", "quiet_to", "zone", "wakes")
    return RulePage(
        frame=frame(room, "alerts", heading),
        heading=heading,
        action=action,
        save=f"{PATH}/rules/{rule_id}" if rule_id else f"{PATH}/rules",
        kinds=tuple(
            KindLink(gettext(words), f"{PATH}/new?{urlencode([*pairs, ('r-kind', kind.value)])}", kind is sheet.kind)
            for kind, words in KINDS.items()
        )
        if not rule_id
        else (),
        chips=chips_of(room, asked, action),
        filter_pairs=pairs,
        filter_href=f"/incidents?{urlencode(pairs)}".rstrip("?"),
        kind=gettext(KINDS[sheet.kind]),
        code=sheet.kind.value,
        fields=sheet.fields(),
        values={name: sheet.one(name) for name in names},
        webhooks=room.visitor.may(Role.ADMIN),
        fault=fault,
        dry=_dry(dry) if dry else None,
        pairs=(*sheet.pairs(), *pairs),
    )


def _dry(done: Replay) -> Shown:
    newest = sorted(done.alerts, key=_moment, reverse=True)
    rows = tuple(_alert(one, done.rule) for one in newest[:SHOWN])
    return Shown(gettext(BY_WORDS[done.by]), tuple(replay_words(done)), rows, max(0, len(newest) - SHOWN))


def _moment(one: Alert) -> datetime:
    return one.at
