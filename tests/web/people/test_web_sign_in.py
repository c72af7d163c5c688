"""Signing in, and what keeps strangers, other sites and old pages out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from tempfile import SpooledTemporaryFile

import pytest
from fastapi import Depends, FastAPI, Request, Response
from fastapi.testclient import TestClient

from tests.people.conftest import PASSWORD, Clock
from tests.web.paper import Paper
from tests.web.paper_reports import TODAY
from tests.web.people.conftest import Browser, sign_in, token_on
from trucewatch.people import People, Role, Scope
from trucewatch.people.attempts import PER_PAIR
from trucewatch.web.app import create_app
from trucewatch.web.people import require
from trucewatch.web.people.forms import Refused, filled, once, typed
from trucewatch.web.people.visiting import safe_way

SAME = {"Sec-Fetch-Site": "same-origin"}


def every_route(app: FastAPI) -> Iterator[tuple[str, frozenset[str]]]:
    """Every address of the site, those of its rooms and of the API too, with what it takes."""

    def walk(routes: Iterable[object], before: str) -> Iterator[tuple[str, frozenset[str]]]:
        for route in routes:
            inner = getattr(getattr(route, "original_router", route), "routes", None)
            path = before + str(getattr(route, "path", ""))
            if inner is not None:
                yield from walk(inner, path)
            elif path:
                yield path, frozenset(getattr(route, "methods", None) or ())

    yield from walk(app.routes, "")


def posts_of(app: FastAPI) -> list[str]:
    """Every address that takes a form."""
    return sorted({path for path, methods in every_route(app) if methods & {"POST", "PUT", "PATCH", "DELETE"}})


def test_every_address_that_takes_a_form_refuses_one_of_another_site(app: FastAPI, browser: Browser) -> None:
    client = browser("ada")
    assert {"/sign-in", "/people/add", "/account/tokens"} < set(posts_of(app))
    for path in posts_of(app):
        path = path.replace("{name}", "vera").replace("{number}", "x").replace(":path", "")
        for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}, {"Origin": "https://evil.example"}):
            token = token_on(client.get("/account"))
            assert client.post(path, data={"_csrf": token}, headers=headers).status_code == 403, path
        for data in ({}, {"_csrf": "0" * 64}, {"_csrf": "é"}):
            assert client.post(path, data=data).status_code == 403, path
        assert client.post(path, json={"role": "admin"}).status_code == 403, path


def test_a_form_of_ones_own_page_is_taken(browser: Browser, people: People) -> None:
    client = browser("ada")
    token = token_on(client.get("/people"))
    answer = client.post("/people/vera/role", data={"_csrf": token, "role": "reviewer"}, headers={"Origin": "null", **SAME})
    assert answer.status_code == 303
    assert people.accounts.get("vera").role is Role.REVIEWER


def test_a_key_planted_before_sign_in_opens_nothing_after_it(browser: Browser) -> None:
    client = browser()
    client.cookies.set("trucewatch", "planted-by-somebody")
    client.post("/sign-in", data={"_csrf": token_on(client.get("/sign-in")), "name": "rana", "password": PASSWORD})
    thief = browser()
    thief.cookies.set("trucewatch", "planted-by-somebody")
    assert thief.get("/account").status_code == 303


@pytest.mark.parametrize(
    ("base", "name", "secure"), [("http://testserver", "trucewatch", False), ("https://testserver", "__Host-trucewatch", True)]
)
def test_the_cookie_is_for_this_site_alone(browser: Browser, base: str, name: str, secure: bool) -> None:
    client = browser(base=base)
    cookie = sign_in(client, "rana").headers["set-cookie"]
    assert cookie.startswith(f"{name}=")
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "Path=/" in cookie
    assert "Domain" not in cookie
    assert ("Secure" in cookie) is secure


def test_behind_https_the_cookie_is_secure_whatever_the_address_says(desk: Paper, people: People) -> None:
    site = create_app(desk.ledger(), today=lambda: TODAY, labels=str, people=people, behind_https=True)
    cookie = TestClient(site).get("/sign-in").headers["set-cookie"]
    assert cookie.startswith("__Host-trucewatch=")
    assert "Secure" in cookie


WAYS_OUT = (
    *("//evil.example", "https://evil.example", "/\\evil.example", "/\t/evil.example", "javascript:alert(1)", "\\\\evil"),
    *("/ /evil", "evil.example", "http:evil", "//[::1", "///evil.example", "/sign-out", "/sign-in?next=/", "", "/" + "a" * 3000),
)


@pytest.mark.parametrize("way", WAYS_OUT)
def test_sign_in_leads_to_no_other_site(browser: Browser, way: str) -> None:
    assert safe_way(way) == ""
    assert sign_in(browser(), "rana", next=way).headers["location"] == "/"


def test_sign_in_leads_back_to_where_one_was(browser: Browser) -> None:
    asked = browser().get("/account?x=1&y=%C3%A9")
    assert asked.headers["location"].startswith("/sign-in?next=%2Faccount")
    assert sign_in(browser(), "rana", next="/incidents/inc-1?q=a+b#words").headers["location"] == "/incidents/inc-1?q=a+b#words"


def test_a_wrong_name_and_a_wrong_password_get_the_same_words(browser: Browser) -> None:
    known, unknown = (sign_in(browser(), name, "not the password") for name in ("rana", "hugo"))
    assert (known.status_code, unknown.status_code) == (401, 401)
    assert "do not belong together" in known.text
    assert known.text.count("<") == unknown.text.count("<")


def test_after_too_many_tries_one_has_to_wait(browser: Browser) -> None:
    for _ in range(PER_PAIR):
        sign_in(browser(), "rana", "not the password")
    held = sign_in(browser(), "rana")
    assert held.status_code == 429
    assert int(held.headers["retry-after"]) > 0


@pytest.mark.parametrize("name", ["<script>alert(1)</script>", "\x00", "'; --", "\u202eana", "🜏" * 30, "%s", "{{7*7}}"])
def test_a_hostile_name_is_text_and_nobody(browser: Browser, name: str) -> None:
    answer = sign_in(browser(), name, "a password as well")
    assert answer.status_code == 401
    assert "<script>alert" not in answer.text
    assert "a password as well" not in answer.text


def test_what_is_too_large_is_refused_and_what_is_large_is_not(browser: Browser) -> None:
    client = browser("ada")
    token = token_on(client.get("/people"))
    assert client.post("/people/add", data={"_csrf": token, "full_name": "x" * 1_000_000}).status_code == 400
    assert client.post("/people/add", data={"_csrf": token, "full_name": "x" * 4_000_000}).status_code == 413
    many = {f"f{number}": "x" for number in range(3000)}
    assert client.post("/people/add", data={"_csrf": token, **many}).status_code == 400
    broken = client.post("/sign-in", content=b"\xff\x00--x", headers={"Content-Type": "multipart/form-data; boundary=x"})
    assert broken.status_code in (400, 403)


def test_a_length_that_is_no_number_is_not_believed(browser: Browser) -> None:
    client = browser("ada")
    answer = client.post("/people/add", data={"_csrf": token_on(client.get("/people"))}, headers=[(b"Content-Length", b"\xb2")])
    assert answer.status_code == 400


def test_files_that_come_with_a_form_lie_on_the_disk_no_longer_than_the_answer_takes(
    browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    files: list[SpooledTemporaryFile[bytes]] = []

    class Noted(SpooledTemporaryFile[bytes]):
        def __init__(self, max_size: int) -> None:
            super().__init__(max_size)
            files.append(self)

    monkeypatch.setattr("starlette.formparsers.SpooledTemporaryFile", Noted)
    client = browser("ada")
    token = token_on(client.get("/people"))
    for path in ("/people/add", "/people/nobody/of-this-name"):
        client.post(path, data={"_csrf": token}, files={"file": ("x.csv", b"a" * 2_000_000)})
    assert [file.closed for file in files] == [True, True]


def test_roles_keep_people_out_and_changes_count_at_once(browser: Browser, people: People) -> None:
    client = browser("rana")
    assert client.get("/people").status_code == 403
    people.accounts.set_role("rana", Role.ADMIN)
    assert client.get("/people").status_code == 200
    people.accounts.remove("rana")
    assert client.get("/account").status_code == 303


def test_the_header_says_who_reads(browser: Browser) -> None:
    assert "Ada" in browser("ada").get("/").text
    assert '<a href="/sign-in' in browser().get("/").text


def test_signing_out_ends_the_session_and_everywhere_all_of_them(browser: Browser) -> None:
    here, there = browser("rana"), browser("rana")
    key = here.cookies["trucewatch"]
    here.post("/sign-out", data={"_csrf": token_on(here.get("/account"))})
    again = browser()
    again.cookies.set("trucewatch", key)
    assert again.get("/account").status_code == 303
    third = browser("rana")
    third.post("/account/sign-out-everywhere", data={"_csrf": token_on(third.get("/account"))})
    assert there.get("/account").status_code == 303


def test_another_password_needs_the_one_before(browser: Browser) -> None:
    client = browser("rana")
    fields = {"_csrf": token_on(client.get("/account")), "password-now": "not it at all", "password-new": "quite another secret"}
    assert client.post("/account/password", data=fields).status_code == 400
    old = client.cookies["trucewatch"]
    assert client.post("/account/password", data=fields | {"password-now": PASSWORD}).status_code == 303
    assert client.cookies["trucewatch"] != old
    assert client.get("/account").status_code == 200
    assert sign_in(browser(), "rana", "quite another secret").status_code == 303


def test_a_token_is_shown_once_and_its_form_makes_one(browser: Browser, people: People) -> None:
    client = browser("rana")
    page = client.get("/account")
    fields = {"_csrf": token_on(page), "_once": "k", "scope": "review", "days": "9", "label": "<b>my script"}
    shown = client.post("/account/tokens", data=fields)
    assert "tw_" in shown.text
    assert "no-store" in shown.headers["cache-control"]
    assert client.post("/account/tokens", data=fields).status_code == 303
    after = client.get("/account").text
    assert "tw_" not in after
    assert "<b>my" not in after
    assert len(people.tokens.of("rana")) == 1


@pytest.mark.parametrize("token", ["", "x", "tw_", "tw_1_2", "tw_" + "a" * 10_000, "é"])
def test_a_wrong_token_is_refused_and_not_taken_for_nobody(browser: Browser, token: str) -> None:
    answer = browser().get("/incidents.json", headers={b"Authorization": b"Bearer " + token.encode()})
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == "Bearer"


def test_a_token_opens_no_page_about_accounts(browser: Browser, people: People) -> None:
    token = people.tokens.make("ada", {Scope.ADMIN, Scope.READ})
    for path in ("/account", "/people"):
        assert browser().get(path, headers={"Authorization": f"Bearer {token}"}).status_code == 403


def with_form(app: FastAPI) -> list[str]:
    """A form for reviewers on the site, as the other rooms build theirs; what was done."""
    done: list[str] = []

    @app.get("/form")
    def form(request: Request, visitor: object = Depends(require(Role.REVIEWER))) -> Response:
        kept = filled(request, "/form/send")
        return Response(f"[{kept['reason']}|{kept.why}]")

    @app.post("/form/send")
    def send(request: Request, visitor: object = Depends(require(Role.REVIEWER))) -> Response:
        def act() -> str:
            if not typed(request).get("reason"):
                raise Refused("A reason is asked for.")
            done.append(typed(request)["reason"])
            return "/done"

        return once(request, act)

    return done


LONG = "a reason typed at 2 a.m.: ١٣ not 14 <b> \u202e " * 500


def test_what_was_typed_survives_a_session_that_ran_out(app: FastAPI, browser: Browser, clock: Clock) -> None:
    done = with_form(app)
    client = browser("rana")
    fields = {"_csrf": token_on(client.get("/account")), "_back": "/form?tab=2", "_once": "k", "reason": LONG}
    clock.turn(4000)
    asked = client.post("/form/send", data=fields)
    assert asked.status_code == 303
    assert asked.headers["location"].startswith("/sign-in?next=%2Fform%3Ftab%3D2")
    page = client.get(asked.headers["location"])
    assert "What you typed is kept" in page.text
    back = client.post("/sign-in", data={"_csrf": token_on(page), "name": "rana", "password": PASSWORD, "next": "/form?tab=2"})
    assert back.headers["location"] == "/form?tab=2"
    assert client.get("/form").content.decode() == f"[{LONG}|]"
    assert done == []
    fields["_csrf"] = token_on(client.get("/account"))
    assert client.post("/form/send", data=fields).headers["location"] == "/done"
    assert done == [LONG]
    assert client.get("/form").text == "[|]"


def test_it_comes_back_to_its_owner_alone(app: FastAPI, browser: Browser, clock: Clock) -> None:
    with_form(app)
    client = browser("rana")
    fields = {"_csrf": token_on(client.get("/account")), "_back": "/form", "reason": "mine"}
    clock.turn(4000)
    asked = client.post("/form/send", data=fields)
    draft = asked.headers["location"].partition("draft=")[2].partition("&")[0]
    assert sign_in(client, "ada", draft=draft).status_code == 303
    assert client.get("/form").text == "[|]"


def test_a_form_of_before_another_sign_in_is_kept_and_shown_again(app: FastAPI, browser: Browser) -> None:
    done = with_form(app)
    client = browser("rana")
    old = token_on(client.get("/account"))
    sign_in(client, "rana")
    stale = client.post("/form/send", data={"_csrf": old, "_back": "/form", "reason": "words"}, headers=SAME)
    assert stale.headers["location"] == "/form"
    assert client.get("/form").text.startswith("[words|This form was older")
    assert done == []


def test_without_any_cookie_what_was_typed_goes_to_whoever_signs_in_there(app: FastAPI, browser: Browser) -> None:
    with_form(app)
    client = browser()
    asked = client.post("/form/send", data={"_back": "/form", "reason": "words"}, headers=SAME)
    draft = asked.headers["location"].partition("draft=")[2].partition("&")[0]
    sign_in(client, "rana", draft=draft)
    assert client.get("/form").text.startswith("[words|")


def test_a_form_sent_twice_counts_once_and_a_refused_one_says_why(app: FastAPI, browser: Browser) -> None:
    done = with_form(app)
    client = browser("rana")
    fields = {"_csrf": token_on(client.get("/account")), "_back": "/form", "_once": "k"}
    assert client.post("/form/send", data={**fields, "note": "x"}).headers["location"] == "/form"
    assert client.get("/form").text == "[|A reason is asked for.]"
    for _ in range(3):
        assert client.post("/form/send", data={**fields, "reason": "words"}).headers["location"] == "/done"
    assert done == ["words"]


def test_who_looks_at_a_record_is_told_to_those_who_do(browser: Browser) -> None:
    rana, ada = browser("rana"), browser("ada")
    for client in (rana, ada):
        client.post("/presence", data={"_csrf": token_on(client.get("/account")), "subject": "inc-1"})
    seen = rana.get("/presence?subject=inc-1&subject=inc-2").json()
    assert [one["name"] for one in seen["inc-1"]] == ["ada"]
    assert seen["inc-2"] == []
    assert browser().get("/presence?subject=inc-1").status_code == 303


def test_a_site_without_people_says_how_to_add_the_first(desk: Paper) -> None:
    client = TestClient(create_app(desk.ledger(), today=lambda: TODAY, labels=str))
    assert "trucewatch people add" in client.get("/sign-in").text
    assert client.get("/").status_code == 200


def addresses(app: FastAPI) -> list[str]:
    """Every address of the site that can be read, with something in the place of what it names."""
    known = {"incident_id": "inc-saraqib", "report_id": "minbar-11", "agreement_id": "SOC18"}
    paths = [path for path, methods in every_route(app) if "GET" in methods]
    filled_in = []
    for path in paths:
        for name, value in known.items():
            path = path.replace("{" + name + ":path}", value).replace("{" + name + "}", value)
        filled_in.append(path)
    return sorted({*filled_in, "/incidents.csv", "/incidents.geojson", "/", "/openapi.json", "/nowhere", "/api/v1/incidents"})


def test_a_closed_site_shows_nothing_to_whoever_has_not_signed_in(desk: Paper, people: People) -> None:
    site = create_app(desk.ledger(), today=lambda: TODAY, labels=str, people=people, closed=True)
    client = TestClient(site, follow_redirects=False)
    shut = [path for path in addresses(site) if path not in ("/sign-in", "/healthz", "/readyz")]
    assert len(shut) > 10
    for path in shut:
        answer = client.get(path)
        assert answer.status_code in (303, 401), path
        assert "Saraqib" not in answer.text
    assert client.get("/static/tokens.css").status_code == 200
    assert client.get("/sign-in").status_code == 200
    token = people.tokens.make("vera", {Scope.READ})
    assert client.get("/incidents.csv", headers={"Authorization": f"Bearer {token}"}).status_code == 200
    narrow = people.tokens.make("rana", {Scope.REVIEW})
    assert client.get("/incidents.csv", headers={"Authorization": f"Bearer {narrow}"}).status_code == 403
    sign_in(client, "vera")
    assert client.get("/").status_code == 200


def test_an_origin_that_no_browser_sends_comes_from_elsewhere(browser: Browser, people: People) -> None:
    client = browser()
    answer = client.post("/sign-in", data={"name": "ada", "password": PASSWORD}, headers={"Origin": "http://[::1"})
    assert answer.status_code == 403
