"""Fetching trusts nobody: not a name, not a redirect, not a size, not a promise to go on sending."""

from __future__ import annotations

import gzip
import ipaddress
import time
import zlib
from collections.abc import Iterator

import pytest

from tests.outside.unruly import Unruly, certified, drip, endless, serving, silent
from trucewatch.errors import OutsideError, UsageError
from trucewatch.outside import Fault, Fetcher, Guard, Limits, agent_of

SHORT = Limits(connect=1, read=0.5, whole=1.5, wire=200_000, body=400_000, redirects=3)
HTML = "text/html; charset=windows-1256"


@pytest.fixture
def site() -> Iterator[Unruly]:
    with serving() as server:
        yield server


@pytest.fixture
def fetcher() -> Iterator[Fetcher]:
    with Fetcher(guard=Guard.of(["127.0.0.1"]), limits=SHORT, contact="desk@mission.example") as one:
        yield one


def fault(fetcher: Fetcher, url: str) -> tuple[str, str]:
    with pytest.raises(OutsideError) as found:
        fetcher.get(url)
    return found.value.fault, found.value.reason


def test_an_answer_comes_with_its_type_and_character_set(site: Unruly, fetcher: Fetcher) -> None:
    site.says("/page", "ceasefire".encode("cp1256"), kind=HTML, ETag='"7"')
    answer = fetcher.get(site.url("/page"))
    assert (answer.status, answer.body, answer.media_type, answer.charset) == (200, b"ceasefire", "text/html", "windows-1256")
    assert answer.headers["etag"] == '"7"'


def test_every_request_says_who_asks_and_how_to_reach_them(site: Unruly, fetcher: Fetcher) -> None:
    fetcher.get(site.url("/"))
    assert site.seen[0].headers["user-agent"] == agent_of("desk@mission.example")
    assert "desk@mission.example" in agent_of("desk@mission.example")
    assert "\n" not in agent_of("desk\r\nX-Evil: 1")


def test_a_status_that_is_no_good_is_an_answer_and_no_fault(site: Unruly, fetcher: Fetcher) -> None:
    site.says("/gone", "gone", status=410)
    assert fetcher.get(site.url("/gone")).status == 410
    assert fetcher.get(site.url("/unknown")).status == 404


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.2/",
        "http://localhost.localdomain.invalid@127.0.0.2/",
        "http://127.2/",
        "http://2130706434/",
        "http://0x7f000002/",
        "http://0/",
        "http://10.0.0.1/",
        "http://172.16.3.4/",
        "http://192.168.1.1/",
        "http://169.254.169.254/latest/meta-data/",
        "http://100.64.0.1/",
        "http://224.0.0.1/",
        "http://240.0.0.1/",
        "http://255.255.255.255/",
        "http://198.18.0.1/",
        "http://192.0.2.1/",
        "http://[::1]/",
        "http://[::]/",
        "http://[::ffff:127.0.0.2]/",
        "http://[::ffff:7f00:2]/",
        "http://[::127.0.0.2]/",
        "http://[64:ff9b::7f00:2]/",
        "http://[64:ff9b:1::7f00:2]/",
        "http://[2002:7f00:2::]/",
        "http://[fe80::1]/",
        "http://[fc00::1]/",
        "http://[fd12:3456::1]/",
        "http://[fec0::1]/",
        "http://[ff02::1]/",
        "http://[2001:db8::1]/",
        "http://[2001::1]/",
        "file:///etc/passwd",
        "ftp://example.org/feed",
        "gopher://127.0.0.1:70/",
        "data:text/html,hello",
        "http:///nothing",
        "http://user:secret@example.org/",
        "http://example.org:25/",
        "http://example.org:22/",
        "//example.org/feed",
        "example.org/feed",
        "",
        "http://[::1",
        "https://xn--/feed",
    ],
)
def test_what_may_not_be_spoken_to_is_refused(fetcher: Fetcher, url: str) -> None:
    assert fault(fetcher, url)[0] == Fault.REFUSED


@pytest.mark.parametrize("address", ["1.1.1.1", "93.184.216.34", "2606:4700::1111", "64:ff9b::101:101", "::ffff:1.1.1.1"])
def test_public_addresses_are_permitted(address: str) -> None:
    assert Guard().permits(ipaddress.ip_address(address))


def test_an_inner_network_is_spoken_to_where_the_user_names_it(site: Unruly) -> None:
    with Fetcher(guard=Guard.of(["10.0.0.0/8"])) as fetcher:
        assert fault(fetcher, site.url("/"))[0] == Fault.REFUSED
    with Fetcher(guard=Guard.of(["10.0.0.0/8", "127.0.0.0/24"])) as fetcher:
        assert fetcher.get(site.url("/")).status == 404


def test_a_name_that_leads_to_an_inner_address_is_refused(site: Unruly) -> None:
    with Fetcher(resolver=lambda host, port: ["10.9.8.7"]) as fetcher:
        kind, words = fault(fetcher, "http://news.example/feed")
    assert kind == Fault.REFUSED
    assert "news.example leads to 10.9.8.7" in words


def test_a_name_that_changes_its_mind_is_connected_to_where_it_was_checked(site: Unruly) -> None:
    """DNS rebinding: the second lookup would lead elsewhere, so there is none."""
    asked: list[str] = []

    def rebinding(host: str, port: int) -> list[str]:
        asked.append(host)
        return ["127.0.0.1"] if len(asked) == 1 else ["127.0.0.2"]

    with Fetcher(guard=Guard.of(["127.0.0.1"]), resolver=rebinding) as fetcher:
        assert fetcher.get(f"http://news.example:{site.port}/").status == 404
        assert asked == ["news.example"]
        assert site.seen[0].headers["host"] == f"news.example:{site.port}"
        assert fault(fetcher, f"http://news.example:{site.port}/")[0] == Fault.REFUSED


def test_of_several_addresses_only_permitted_ones_are_tried(site: Unruly) -> None:
    with Fetcher(guard=Guard.of(["127.0.0.1"]), resolver=lambda host, port: ["10.0.0.1", "::1", "127.0.0.1"]) as fetcher:
        assert fetcher.get(f"http://news.example:{site.port}/").status == 404


def test_redirects_are_followed_and_told(site: Unruly, fetcher: Fetcher) -> None:
    site.says("/old", "", status=301, Location="/new")
    site.says("/new", "here")
    answer = fetcher.get(site.url("/old"))
    assert (answer.url, answer.body, answer.passed, answer.moved) == (site.url("/new"), b"here", (site.url("/old"),), True)
    site.says("/old", "", status=302, Location="/new")
    assert not fetcher.get(site.url("/old")).moved


@pytest.mark.parametrize(
    ("target", "kind"),
    [
        ("http://127.0.0.2/", Fault.REFUSED),
        ("http://169.254.169.254/latest/", Fault.REFUSED),
        ("file:///etc/passwd", Fault.REFUSED),
        ("ftp://127.0.0.1/", Fault.REFUSED),
        ("http://user:pw@127.0.0.1/", Fault.REFUSED),
        ("//[::1]/", Fault.REFUSED),
        ("http://[::1", Fault.REDIRECTS),
        ("/start", Fault.REDIRECTS),
    ],
)
def test_a_redirect_is_checked_like_the_first_address(site: Unruly, fetcher: Fetcher, target: str, kind: Fault) -> None:
    site.says("/start", "", status=302, Location=target)
    assert fault(fetcher, site.url("/start"))[0] == kind


def test_a_long_chain_of_redirects_ends(site: Unruly, fetcher: Fetcher) -> None:
    for step in range(9):
        site.says(f"/{step}", "", status=307, Location=f"/{step + 1}")
    kind, words = fault(fetcher, site.url("/0"))
    assert kind == Fault.REDIRECTS
    assert "more than 3 times" in words
    assert len(site.seen) == 4


def test_what_is_meant_for_one_host_does_not_go_along_to_another(site: Unruly, fetcher: Fetcher) -> None:
    with serving() as other:
        site.says("/start", "", status=302, Location=other.url("/there"))
        fetcher.get(site.url("/start"), headers={"If-None-Match": '"7"'})
        assert site.seen[0].headers["if-none-match"] == '"7"'
        assert "if-none-match" not in other.seen[0].headers


def test_no_cookie_is_kept(site: Unruly, fetcher: Fetcher) -> None:
    site.says("/", "x", Set_Cookie="track=1")
    fetcher.get(site.url("/"))
    fetcher.get(site.url("/"))
    assert "cookie" not in site.seen[1].headers


def test_proxies_of_the_environment_are_not_used(site: Unruly, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.2:9")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.2:9")
    with Fetcher(guard=Guard.of(["127.0.0.1"])) as fetcher:
        assert fetcher.get(site.url("/")).status == 404


@pytest.mark.parametrize(
    "handler",
    [
        silent(4),
        drip(b"HTTP/1.1 200 OK\r\nX-Slow: " + b"a" * 4000),
        drip(b"HTTP/1.1 200 OK\r\nContent-Length: 4000\r\n\r\n" + b"a" * 4000),
    ],
    ids=["says nothing", "drips its head", "drips its body"],
)
def test_a_site_that_takes_its_time_does_not_take_ours(site: Unruly, fetcher: Fetcher, handler: object) -> None:
    site.pages["/"] = handler  # type: ignore[assignment]
    begun = time.monotonic()
    assert fault(fetcher, site.url("/"))[0] == Fault.SLOW
    assert time.monotonic() - begun < SHORT.whole + 2  # and not 4 s, or as long as the dripping goes on


def test_the_whole_time_counts_redirects_too(site: Unruly, fetcher: Fetcher) -> None:
    def slowly_on(step: int) -> object:
        def handler(call: object) -> None:
            time.sleep(0.4)
            call.answer("", status=302, Location=f"/{step + 1}")  # type: ignore[attr-defined]

        return handler

    for step in range(9):
        site.pages[f"/{step}"] = slowly_on(step)  # type: ignore[assignment]
    begun = time.monotonic()
    with pytest.raises(OutsideError):
        fetcher.get(site.url("/0"), limits=Limits(read=2, whole=0.6, redirects=9))
    assert time.monotonic() - begun < 3  # nine steps take 3.6 s


def test_a_body_without_end_is_cut(site: Unruly, fetcher: Fetcher) -> None:
    site.pages["/"] = endless(b"HTTP/1.1 200 OK\r\n\r\n", b"a" * 50_000)
    kind, words = fault(fetcher, site.url("/"))
    assert kind == Fault.LARGE
    assert "200,000" in words


def test_a_head_without_end_is_cut(site: Unruly, fetcher: Fetcher) -> None:
    site.pages["/"] = endless(b"HTTP/1.1 200 OK\r\n", b"X-More: " + b"a" * 5000 + b"\r\n")
    assert fault(fetcher, site.url("/"))[0] == Fault.DAMAGED


@pytest.mark.parametrize(("packed", "encoding"), [(gzip.compress, "gzip"), (zlib.compress, "deflate")])
def test_a_small_body_that_unpacks_to_a_huge_one_is_refused(
    site: Unruly, fetcher: Fetcher, packed: object, encoding: str
) -> None:
    bomb = packed(b"\0" * 50_000_000)  # type: ignore[operator]
    assert len(bomb) < SHORT.wire
    site.says("/", bomb, Content_Encoding=encoding)
    kind, words = fault(fetcher, site.url("/"))
    assert kind == Fault.LARGE
    assert "unpacks to more" in words


def raw_deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(data) + packer.flush()


@pytest.mark.parametrize(
    ("packed", "encoding"),
    [
        (gzip.compress(b"news", mtime=0), "gzip"),
        (gzip.compress(b"ne", mtime=0) + gzip.compress(b"ws", mtime=0), "gzip"),
        (zlib.compress(b"news"), "deflate"),
        (raw_deflate(b"news"), "deflate"),
        (b"news", "identity"),
    ],
)
def test_packed_bodies_are_unpacked(site: Unruly, fetcher: Fetcher, packed: bytes, encoding: str) -> None:
    site.says("/", packed, Content_Encoding=encoding)
    assert fetcher.get(site.url("/")).body == b"news"


@pytest.mark.parametrize(
    ("body", "encoding"),
    [
        (gzip.compress(b"news" * 1000, mtime=0)[:-12], "gzip"),
        (b"no gzip at all", "gzip"),
        (b"\x21\x03", "br"),
        (gzip.compress(gzip.compress(b"news", mtime=0), mtime=0), "gzip, gzip"),
    ],
)
def test_a_body_that_cannot_be_unpacked_is_damaged(site: Unruly, fetcher: Fetcher, body: bytes, encoding: str) -> None:
    site.says("/", body, Content_Encoding=encoding)
    assert fault(fetcher, site.url("/"))[0] == Fault.DAMAGED


@pytest.mark.parametrize(
    ("sent", "kind"),
    [
        (b"", Fault.DAMAGED),
        (b"220 mail.example ESMTP ready\r\n", Fault.DAMAGED),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\nonly this", Fault.DAMAGED),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", Fault.DAMAGED),
        (b"HTTP/1.1 99999 What\r\n\r\n", Fault.DAMAGED),
        (b"\xff\xfe\x00\x00" * 20, Fault.DAMAGED),
    ],
    ids=["hangs up", "is a mail server", "breaks off", "wrong chunks", "no status", "no words"],
)
def test_what_is_no_http_is_told_as_such(site: Unruly, fetcher: Fetcher, sent: bytes, kind: Fault) -> None:
    site.pages["/"] = lambda call: call.send(sent)
    assert fault(fetcher, site.url("/"))[0] == kind


def test_another_type_is_told_before_its_body_is_read(site: Unruly, fetcher: Fetcher) -> None:
    site.pages["/"] = endless(b"HTTP/1.1 200 OK\r\nContent-Type: video/mp4\r\n\r\n", b"\0" * 100_000)
    with pytest.raises(OutsideError, match="video/mp4") as found:
        fetcher.get(site.url("/"), accept=["text/html"])
    assert found.value.fault == Fault.TYPE


def test_nobody_there_and_no_such_name_are_told(fetcher: Fetcher) -> None:
    with serving() as gone:
        address = gone.url("/")
    assert fault(fetcher, address)[0] == Fault.UNREACHABLE
    kind, words = fault(fetcher, "http://nobody.invalid/")
    assert kind == Fault.UNREACHABLE
    assert "nobody.invalid is not found" in words


def test_a_name_server_that_does_not_answer_is_not_waited_for() -> None:
    def asleep(host: str, port: int) -> list[str]:
        time.sleep(5)
        return []

    with Fetcher(limits=SHORT, resolver=asleep) as fetcher:
        begun = time.monotonic()
        assert fault(fetcher, "http://news.example/")[0] == Fault.SLOW
        assert time.monotonic() - begun < 4  # and not the 5 that the name server sleeps


def test_a_secured_connection_is_checked_against_the_name_and_not_the_address() -> None:
    both = certified(name="news.example")
    with (
        serving(secured=both.server) as site,
        Fetcher(guard=Guard.of(["127.0.0.1"]), trust=both.client, resolver=lambda host, port: ["127.0.0.1"]) as fetcher,
    ):
        site.says("/", "secured")
        assert fetcher.get(f"https://news.example:{site.port}/").body == b"secured"
        kind, words = fault(fetcher, f"https://other.example:{site.port}/")
        assert kind == Fault.TLS
        assert "certificate" in words


def test_an_expired_certificate_and_one_of_nobody_known_are_faults() -> None:
    expired = certified(days=-3)
    with serving(secured=expired.server) as site:
        named = f"https://localhost:{site.port}/"
        for trust in (expired.client, certified().client):
            with Fetcher(guard=Guard.of(["127.0.0.1"]), trust=trust, resolver=lambda host, port: ["127.0.0.1"]) as fetcher:
                assert fault(fetcher, named)[0] == Fault.TLS


def test_a_secured_site_is_not_left_for_one_that_is_not(site: Unruly) -> None:
    both = certified()
    with (
        serving(secured=both.server) as safe,
        Fetcher(guard=Guard.of(["127.0.0.1"]), trust=both.client, resolver=lambda host, port: ["127.0.0.1"]) as fetcher,
    ):
        safe.says("/", "", status=301, Location=site.url("/"))
        kind, words = fault(fetcher, f"https://localhost:{safe.port}/")
        assert kind == Fault.REDIRECTS
        assert "not secured" in words
        assert site.seen == []


def test_a_message_is_handed_over_and_never_led_elsewhere(site: Unruly, fetcher: Fetcher) -> None:
    site.says("/hook", "", status=307, Location="/elsewhere")
    answer = fetcher.post(site.url("/hook"), b'{"a": 1}', headers={"Content-Type": "application/json", "X-Signature": "abc"})
    assert answer.status == 307
    assert [(call.method, call.path, call.body) for call in site.seen] == [("POST", "/hook", b'{"a": 1}')]
    assert site.seen[0].headers["x-signature"] == "abc"


@pytest.mark.parametrize("words", ["10.0.0.0/8x", "everything", "300.1.2.3"])
def test_a_network_that_is_none_is_told(words: str) -> None:
    with pytest.raises(UsageError, match="is no network"):
        Guard.of([words])
