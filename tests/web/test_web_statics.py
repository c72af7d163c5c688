"""Static files: other projects' files as they were published, kept for good by browsers, sent small."""

from __future__ import annotations

import csv
import hashlib

import pytest
from fastapi.testclient import TestClient

from trucewatch.web.statics import FOLDER, VENDOR, static, vendored

with (FOLDER / VENDOR / "files.csv").open(newline="") as listed:
    ROWS = list(csv.DictReader(listed))


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["file"])
def test_a_vendored_file_is_the_one_that_is_listed(row: dict[str, str]) -> None:
    assert hashlib.sha256((FOLDER / VENDOR / row["file"]).read_bytes()).hexdigest() == row["sha256"]


def test_every_vendored_file_is_listed_with_its_licence_beside_it() -> None:
    there = {str(path.relative_to(FOLDER / VENDOR)) for path in (FOLDER / VENDOR).rglob("*") if path.is_file()}
    listed = {row["file"] for row in ROWS}
    assert {path.removesuffix(".br") for path in there} == listed | {"files.csv", "README.txt"}
    assert {row["file"].split("/")[0] for row in ROWS} == {name.split("/")[0] for name in listed if "LICENSE" in name}


@pytest.mark.parametrize("row", [row for row in ROWS if row["compressed"]], ids=lambda row: row["file"])
def test_a_compressed_file_is_sent_only_to_who_accepts_it(client: TestClient, row: dict[str, str]) -> None:
    address = f"/static/{VENDOR}/{row['file']}"
    small = client.head(address, headers={"accept-encoding": "gzip, br"})
    assert (small.headers["content-encoding"], small.headers["content-length"]) == ("br", row["compressed"])
    whole = client.get(address, headers={"accept-encoding": "identity"})
    assert hashlib.sha256(whole.content).hexdigest() == row["sha256"]
    assert small.headers["content-type"].split(";")[0] == whole.headers["content-type"].split(";")[0]


def test_what_names_its_version_is_kept_for_good_and_the_rest_asked_for_again(client: TestClient) -> None:
    for address in (static("trucewatch.css"), vendored("htmx.min.js")):
        assert "immutable" in client.get(address).headers["cache-control"]
    plain = client.get("/static/trucewatch.css")
    assert plain.headers["cache-control"] == "no-cache"
    assert client.get("/static/trucewatch.css", headers={"if-none-match": plain.headers["etag"]}).status_code == 304


def test_scripts_are_sent_as_scripts(client: TestClient) -> None:
    assert client.get(vendored("maplibre-gl.mjs")).headers["content-type"].startswith("text/javascript")
