"""People at work on a site: signed in over HTTP, they read pages and decide; what was acknowledged is noted."""

from __future__ import annotations

import random
import re
import threading
from collections import Counter
from dataclasses import dataclass, field

import httpx

from fuzz.commands import PASSWORD

PAGES = (
    "/",
    "/incidents",
    "/review",
    "/reports",
    "/outlets",
    "/days",
    "/deadlines",
    "/feeds",
    "/changes",
    "/agreements",
    "/naming",
)
DECISIONS = (("note", ""), ("accept", ""), ("unclear", ""), ("reject", "not what the words say"), ("ask", "who saw it?"))
TOKEN = re.compile(r'name="_csrf" value="(\w+)"')
PATIENCE = 60.0
PAUSE = 1.0
REFUSED = 500  # statuses from here on are faults of the site


@dataclass
class Reviewer:
    """Somebody with an account and a token: `acknowledged` are the ids of decisions the site said it took.

    Who has no token only reads what the public may.
    """

    name: str
    site: str
    token: str
    draw: random.Random
    over: threading.Event
    pause: float = PAUSE
    acknowledged: list[str] = field(default_factory=list)
    answers: Counter[int] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)

    def work(self) -> None:
        """Sign in, then read and decide in turn until it is over; a site that is not there is waited for."""
        with httpx.Client(base_url=self.site, timeout=PATIENCE, headers={"Sec-Fetch-Site": "same-origin"}) as browser:
            signed = False
            while not self.over.wait(self.pause * self.draw.random() * 2):
                try:
                    signed = signed or (bool(self.token) and self._sign_in(browser))
                    self._read(browser)
                    if self.token:
                        self._decide()
                except httpx.HTTPError as error:
                    self.answers[0] += 1
                    signed = signed and not isinstance(error, httpx.ConnectError)

    def _sign_in(self, browser: httpx.Client) -> bool:
        found = TOKEN.search(browser.get("/sign-in").text)
        if found is None:
            return False
        answer = browser.post("/sign-in", data={"_csrf": found[1], "name": self.name, "password": PASSWORD})
        self._told("POST", "/sign-in", answer)
        return answer.status_code == httpx.codes.SEE_OTHER

    def _read(self, browser: httpx.Client) -> None:
        path = self.draw.choice(PAGES)
        self._told("GET", path, browser.get(path))

    def _decide(self) -> None:
        """Decide on an incident of the list as it was seen; where others were quicker, look again another time."""
        with httpx.Client(base_url=self.site, timeout=PATIENCE, headers={"Authorization": f"Bearer {self.token}"}) as program:
            answer = program.get("/api/v1/incidents", params={"limit": 50})
            self._told("GET", "/api/v1/incidents", answer)
            if answer.status_code != httpx.codes.OK or not answer.json()["items"]:
                return
            seen, incident = answer.json()["seq"], self.draw.choice(answer.json()["items"])
            decision, reason = self.draw.choice(DECISIONS)
            words = f"{reason} ({self.name}, {len(self.acknowledged)})".strip()
            sent = {"decision": decision, "kind": "incident", "subject": incident["id"], "seen": seen, "reason": words}
            taken = program.post("/api/v1/reviews", json=sent)
            self._told("POST", "/api/v1/reviews", taken)
            if taken.status_code == httpx.codes.CREATED:
                self.acknowledged.append(taken.json()["review"]["id"])

    def _told(self, method: str, path: str, answer: httpx.Response) -> None:
        self.answers[answer.status_code] += 1
        if answer.status_code >= REFUSED and answer.status_code != httpx.codes.SERVICE_UNAVAILABLE:
            self.faults.append(f"{method} {path} answers {answer.status_code}: {answer.text[:300]}")
