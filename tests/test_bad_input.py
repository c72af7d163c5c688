"""Bad input is ordinary: each broken thing is named with its place, exit code 3 follows, and the rest is read."""

from __future__ import annotations

import gzip
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from trucewatch.ingest import ingest
from trucewatch.ledger import Ledger
from trucewatch.model import Report
from trucewatch.pipeline import run

GOOD = "Rebels shelled the town of Ariha on Sunday, killing two soldiers, the Syrian Observatory for Human Rights said."
PAGE = (
    "<html><head><script>document.write('Rebels shelled Moscow.')</script></head><body><article><p>"
    f"{GOOD} <script>alert('Rebels bombed Paris.')</script></p><p>Shops stayed closed in the town for the rest of the day, residents said.</p>"
    "<p onclick='steal()'>A second shell did no harm, a medic in Ariha said on the telephone.</p></article></body></html>"
)
TURKISH = "Bakanlık dün bir açıklama yaptı ve bu saldırı sonrası iki asker için tören olduğu bildirildi."
ARABIC = "قصفت قوات النظام السوري مدينة سراقب يوم الاثنين وقتل مدنيان بحسب الدفاع المدني."
PDF_HEAD = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n2 0 obj\n<< /Type /Pages /Kids [3 0 R] /Cou"
WARC_HEAD = b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://example.org/a\r\nContent-Length: 90000\r\n\r\nHTTP/1.1 200 OK\r\n\r\n<html>"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with one of each, and two good reports."""
    root = tmp_path_factory.mktemp("bad")
    rows = [
        {"id": "line1", "text": GOOD},
        {"id": "line2", "text": GOOD, "published": "0001-01-01"},
        None,
        {"id": "line4", "text": GOOD},
    ]
    lines = [json.dumps(row) if row else '{"id": "line3", "text": "Reb' for row in rows]
    files: dict[str, bytes] = {
        "a-good.txt": GOOD.encode(),
        "b-empty.txt": b"",
        "c-long.txt": b"shells fell and " * (50 * 2**20 // 16),
        "d-nul.txt": GOOD.encode().replace(b"Ariha", b"Ari\0ha"),
        "e-cut.warc": WARC_HEAD,
        "e-cut.warc.gz": gzip.compress(WARC_HEAD)[:-9],
        "f-cut.pdf": PDF_HEAD,
        "g-scripts.html": PAGE.encode(),
        "h-utf16.txt": ("\ufeff" + GOOD).encode("utf-16-le"),
        "i-cp1252.txt": GOOD.replace("said", "said – “today”").encode("cp1252"),
        "j-broken.jsonl": "\n".join(lines).encode() + b"\n",
        "k-binary.txt": bytes(range(256)) * 64,
        "l-bomb.jsonl.gz": gzip.compress(b" " * (80 * 2**20)),
        "m-turkish.txt": TURKISH.encode(),
        "n-arabic.txt": ARABIC.encode(),
        "o-word.txt": b"Ariha",
        "p-capitals.txt": GOOD.upper().replace("ARIHA", "BINNISH").encode(),
        "q-quoting.txt": f"{ARABIC}\n{GOOD.replace('Ariha', 'Sarmin')}\n{GOOD.replace('Ariha', 'Sarmin')}".encode(),
        "r-marked.txt": GOOD.replace("Ariha", "\u200fNayrab\u200b").encode(),
        "z-good.txt": GOOD.replace("Ariha", "Saraqib").encode(),
    }
    for name, data in files.items():
        (root / name).write_bytes(data)
    return root


@pytest.fixture(scope="module")
def done(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> subprocess.CompletedProcess[str]:
    home = tmp_path_factory.mktemp("home")
    env = {k: v for k, v in os.environ.items() if not k.startswith("TRUCEWATCH_")}
    env |= {"XDG_DATA_HOME": str(home), "XDG_CONFIG_HOME": str(home)}
    words = [sys.executable, "-m", "trucewatch.cli", "read", str(folder), "--published", "2020-03-02"]
    return subprocess.run(words, capture_output=True, text=True, env=env, timeout=300, check=False)


def test_the_exit_code_says_that_some_inputs_could_not_be_read(done: subprocess.CompletedProcess[str]) -> None:
    assert done.returncode == 3
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    "place",
    [
        "b-empty.txt",
        "c-long.txt",
        "d-nul.txt",
        "e-cut.warc",
        "e-cut.warc.gz",
        "f-cut.pdf",
        "j-broken.jsonl#3",
        "j-broken.jsonl#2",
        "k-binary",
        "l-bomb",
        "m-turkish.txt: written in Turkish, which is not read",
        "n-arabic.txt: written in Arabic, which is not read",
    ],
)
def test_each_broken_thing_is_named_with_its_place(done: subprocess.CompletedProcess[str], place: str) -> None:
    assert place in done.stderr


@pytest.mark.parametrize(
    "report", ["a-good", "g-scripts", "h-utf16", "i-cp1252", "line1", "line4", "p-capitals", "q-quoting", "r-marked", "z-good"]
)
def test_everything_that_can_be_read_is_read(done: subprocess.CompletedProcess[str], report: str) -> None:
    claims = [json.loads(line) for line in done.stdout.splitlines()]
    killed = [f["low"] for c in claims if c["report"] == report for f in c["figures"] if f["kind"] == "killed"]
    assert killed == [2]


@pytest.mark.parametrize("report", ["m-turkish", "n-arabic", "o-word"])
def test_what_is_no_english_sentence_makes_no_claim(done: subprocess.CompletedProcess[str], report: str) -> None:
    assert report not in {json.loads(line)["report"] for line in done.stdout.splitlines()}


def test_no_script_speaks_in_a_report(done: subprocess.CompletedProcess[str]) -> None:
    assert "Moscow" not in done.stdout
    assert "Paris" not in done.stdout


def test_a_folder_without_any_readable_file_says_so(tmp_path: Path) -> None:
    words = [sys.executable, "-m", "trucewatch.cli", "read", str(tmp_path)]
    done = subprocess.run(words, capture_output=True, text=True, timeout=120, check=False)
    assert (done.returncode, done.stdout) == (3, "")
    assert tmp_path.name in done.stderr


def test_an_id_too_long_for_any_ledger_is_unread_and_the_rest_is_kept(tmp_path: Path) -> None:
    rows = [
        {"id": name, "text": f"Shells fell on a village, said witness {number}."}
        for number, name in enumerate(("x" * 5_000, "𝓍" * 200, "short"))
    ]
    (tmp_path / "rows.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    with Ledger.open(f"sqlite:///{tmp_path / 'ledger.sqlite'}") as ledger:
        summary = run([tmp_path / "rows.jsonl"], ledger)
        assert [report.id for report in ledger.reports()] == ["short"]
    assert [item.source for item in summary.unread] == ["rows.jsonl#1", "rows.jsonl#2"]


def test_an_id_is_one_line_so_that_its_page_can_be_opened(tmp_path: Path) -> None:
    (tmp_path / "rows.jsonl").write_text(json.dumps({"id": "post 7\nmorning", "text": GOOD}), encoding="utf-8")
    (report,) = ingest([tmp_path / "rows.jsonl"])
    assert isinstance(report, Report)
    assert report.id == "post 7 morning"
