"""Read which period a report is wanted of, and which issued reports: the query strings of the pages and their files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import urlencode
from zoneinfo import available_timezones

from trucewatch.model import Edition
from trucewatch.publish.drawing.days import shifted
from trucewatch.publish.tongue import languages, say

LONGEST = 400  # days of one report: a year and some
PATH = "/daily"
PREVIEW = f"{PATH}/preview"
FIELDS: Mapping[str, str] = {
    "date": "the first day of the report, as 2020-02-13",
    "to": "its last day; without it the report is of one day, a weekly one of the seven days up to `date`",
    "edition": f"{', '.join(Edition)}",
    "agreement": "the agreement it is narrowed to, as SOC18",
    "zone": "the zone whose midnights part the days, as Europe/Istanbul",
    "lang": f"{', '.join(languages())}",
}
LISTED: Mapping[str, str] = {
    "edition": f"{', '.join(Edition)}",
    "agreement": "an agreement, as SOC18",
    "from": "reports of days from this one on",
    "until": "reports of days up to this one",
    "language": f"{', '.join(languages())}",
}


@dataclass(frozen=True, slots=True)
class Asked:
    """The period a preview is asked of; `problems` say in words what could not be understood, and was left out."""

    edition: Edition
    first: date
    last: date
    agreement: str = ""
    zone: str = ""
    language: str = "en"
    problems: tuple[str, ...] = ()

    def fields(self) -> tuple[tuple[str, str], ...]:
        """Names and values of the fields that ask for the same."""
        fields = {
            "date": (self.last if self.edition is Edition.WEEKLY else self.first).isoformat(),
            "to": self.last.isoformat() if self.edition is Edition.CUSTOM else "",
            "edition": self.edition.value,
            "agreement": self.agreement,
            "zone": self.zone,
            "lang": self.language,
        }
        return tuple((name, value) for name, value in fields.items() if value)

    def query(self) -> str:
        """The query string that asks for the same."""
        return urlencode(self.fields())


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which issued reports a list is asked for."""

    edition: str = ""
    agreement: str = ""
    first: date | None = None
    last: date | None = None
    language: str = ""
    problems: tuple[str, ...] = ()

    def query(self) -> str:
        """The query string that asks for the same."""
        fields = {
            "edition": self.edition,
            "agreement": self.agreement,
            "from": self.first.isoformat() if self.first else "",
            "until": self.last.isoformat() if self.last else "",
            "language": self.language,
        }
        return urlencode({name: value for name, value in fields.items() if value})


def read_asked(query: Mapping[str, str], *, newest: date, language: str) -> Asked:
    """The period a query string asks for: `newest` where it names none."""
    problems: list[str] = []
    day = _day(query.get("date", ""), problems) or newest
    last = _day(query.get("to", ""), problems)
    edition = _edition(query.get("edition", ""), last is not None and last != day, problems)
    zone = query.get("zone", "").strip()
    if zone and zone not in available_timezones():
        problems.append(say("“%(zone)s” is no zone of the tz database; write it as Europe/Istanbul.", zone=zone[:40]))
        zone = ""
    told = query.get("lang", "")
    language = told if told in languages() else language
    asked = Asked(edition, day, last or day, query.get("agreement", "").strip()[:80], zone, language)
    return _within(asked, problems)


def _within(asked: Asked, problems: list[str]) -> Asked:
    """The same with its days in order, and no more of them than a report can have."""
    if asked.edition is Edition.WEEKLY:
        asked = replace(asked, first=shifted(asked.first, -6), last=asked.first)
    elif asked.edition is Edition.DAILY:
        asked = replace(asked, last=asked.first)
    if asked.last < asked.first:
        problems.append(say("The last day lies before the first; they were turned around."))
        asked = replace(asked, first=asked.last, last=asked.first)
    if (asked.last - asked.first).days >= LONGEST:
        problems.append(say("A report has at most %(days)s days; the last of them are shown.", days=LONGEST))
        asked = replace(asked, first=shifted(asked.last, 1 - LONGEST))
    return replace(asked, problems=tuple(problems))


def read_wanted(query: Mapping[str, str]) -> Wanted:
    """Which issued reports a query string asks for."""
    problems: list[str] = []
    edition = query.get("edition", "")
    if edition and edition not in set(Edition):
        problems.append(say("“%(edition)s” is no edition; there are %(all)s.", edition=edition[:40], all=", ".join(Edition)))
        edition = ""
    return Wanted(
        edition,
        query.get("agreement", "").strip()[:80],
        _day(query.get("from", ""), problems),
        _day(query.get("until", ""), problems),
        query.get("language", "") if query.get("language", "") in languages() else "",
        tuple(problems),
    )


def _edition(text: str, is_longer: bool, problems: list[str]) -> Edition:
    if not text:
        return Edition.CUSTOM if is_longer else Edition.DAILY
    if text not in set(Edition):
        problems.append(say("“%(edition)s” is no edition; there are %(all)s.", edition=text[:40], all=", ".join(Edition)))
        return Edition.CUSTOM if is_longer else Edition.DAILY
    return Edition(text)


def _day(text: str, problems: list[str]) -> date | None:
    text = text.strip()
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        problems.append(say("“%(day)s” is no day; write it as 2020-02-13.", day=text[:40]))
        return None
