"""Small dumps of places in every form people have them, written by us."""

from __future__ import annotations

import bz2
import json
import sqlite3
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

from trucewatch.knowledge.place_dumps import PlaceDraft, PlaceFault, read_dump

IDLIB, SARAQIB = 85678373, 890436345


SQUARE = {"type": "Polygon", "coordinates": [[[36.0, 35.0], [37.0, 35.0], [37.0, 36.0], [36.0, 36.0], [36.0, 35.0]]]}


GN_SARAQIB = "172349\tSarāqib\tSaraqib\tSaraqeb,Serakib\t35.86333\t36.80111\tP\tPPLA2\tSY\t\t12\t1203\t\t\t34231\t\t372\tAsia/Damascus\t2020-06-10"


GN_IDLIB = "169387\tIdlib\tIdlib\t\t35.8\t36.7\tA\tADM1\tSY\t\t12\t\t\t\t1464000\t\t400\tAsia/Damascus\t2019-01-01"


def feature(number: int = SARAQIB, **changes: object) -> dict[str, object]:
    """A feature of Who's On First; a change of None takes the property away."""
    properties = {
        "wof:id": number, "wof:name": "Saraqib", "wof:placetype": "locality", "wof:country": "SY", "wof:superseded_by": [],
        "geom:latitude": 35.86333, "geom:longitude": 36.80111, "wof:population": 34231, "mz:is_current": 1, "edtf:deprecated": "",
        "wof:concordances": {"gn:id": 172349}, "wof:hierarchy": [{"country_id": 85632413, "region_id": IDLIB, "county_id": -1}],
        "name:ara_x_preferred": ["سراقب"], "name:ara_x_variant": ["Sarāqib"], "name:eng_x_variant": ["Saraqeb", "Saraqib"],
    }  # fmt: skip
    kept = {key: value for key, value in {**properties, **changes}.items() if value is not None}
    return {"type": "Feature", "id": number, "properties": kept, "geometry": {"type": "Point", "coordinates": [36.8, 35.9]}}


def region(**changes: object) -> dict[str, object]:
    """The governorate, with an outline."""
    return {
        **feature(IDLIB, **{"wof:name": "Idlib", "wof:placetype": "region", "wof:population": 1464000, **changes}),
        "geometry": SQUARE,
    }


def flat(number: int = SARAQIB, **changes: object) -> str:
    """A flat line of JSON Lines."""
    row: dict[str, object] = {
        "wof_id": number,
        "name": "Saraqib",
        "placetype": "locality",
        "country": "SY",
        "lat": 35.863,
        "lon": 36.801,
    }
    return json.dumps({**row, **changes})


def places(path: Path, country: str | None = None) -> list[PlaceDraft]:
    """What is read, where nothing may be wrong."""
    found = list(read_dump(path, country=country))
    assert [str(one) for one in found if isinstance(one, PlaceFault)] == []
    return [one for one in found if isinstance(one, PlaceDraft)]


def faults(path: Path) -> list[str]:
    return [str(one) for one in read_dump(path) if isinstance(one, PlaceFault)]


def write_folder(folder: Path) -> Path:
    for number, one in ((SARAQIB, feature()), (IDLIB, region())):
        file = folder / "data" / str(number)[:3] / f"{number}.geojson"
        file.parent.mkdir(parents=True)
        file.write_text(json.dumps(one, ensure_ascii=False, indent=1), encoding="utf-8")
    (folder / "data" / "856" / f"{IDLIB}-alt-quattroshapes.geojson").write_text('{"type": "Feature"}', encoding="utf-8")
    (folder / "README.md").write_text("Places of Syria", encoding="utf-8")
    return folder


def write_tar(path: Path, mode: str) -> Path:
    folder = write_folder(path.parent / "whosonfirst-data-admin-sy")
    with tarfile.open(path, mode) as archive:  # type: ignore[call-overload]
        archive.add(folder, arcname=folder.name)
    return path


def write_zip(path: Path, members: dict[str, str]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, words in members.items():
            archive.writestr(name, words)
    return path


def write_bodies(path: Path) -> Path:
    with sqlite3.connect(path) as book:
        book.execute("CREATE TABLE geojson (id INTEGER, body TEXT, source TEXT, is_alt BOOLEAN, lastmodified INTEGER)")
        rows = ((SARAQIB, json.dumps(feature()), 0), (IDLIB, json.dumps(region()), 0), (IDLIB, json.dumps(region()), 1))
        book.executemany("INSERT INTO geojson VALUES (?, ?, 'quattroshapes', ?, 0)", rows)
    book.close()
    return path


def write_spr(path: Path) -> Path:
    with sqlite3.connect(path) as book:
        book.executescript(
            "CREATE TABLE spr (id INTEGER PRIMARY KEY, parent_id INTEGER, name TEXT, placetype TEXT, country TEXT, latitude REAL,"
            " longitude REAL, is_current INTEGER, is_deprecated INTEGER, is_ceased INTEGER, is_superseded INTEGER);"
            "CREATE TABLE names (id INTEGER, language TEXT, privateuse TEXT, name TEXT);"
            "CREATE TABLE ancestors (id INTEGER, ancestor_id INTEGER, ancestor_placetype TEXT);"
            "CREATE TABLE concordances (id INTEGER, other_id TEXT, other_source TEXT);"
        )
        spr = (
            (SARAQIB, IDLIB, "Saraqib", "locality", 1, 0),
            (IDLIB, 1, "Idlib", "region", -1, 0),
            (7, 1, "Old Town", "locality", 0, 1),
        )
        book.executemany("INSERT INTO spr VALUES (?, ?, ?, ?, 'SY', 35.86, 36.8, ?, ?, 0, 0)", spr)
        book.executemany(
            "INSERT INTO names VALUES (?, ?, ?, ?)",
            [
                (IDLIB, "ara", "preferred", "إدلب"),
                (SARAQIB, "eng", "variant", "Saraqeb"),
                (SARAQIB, "ara", "preferred", "سراقب"),
                (3, "eng", "", "Nobody"),
            ],
        )
        book.execute("INSERT INTO ancestors VALUES (?, ?, 'region')", (SARAQIB, IDLIB))
        book.execute("INSERT INTO concordances VALUES (?, '172349', 'gn:id')", (SARAQIB,))
    book.close()
    return path


def packed(path: Path, squeeze: Callable[[bytes], bytes]) -> Path:
    other = path.with_name(path.name + ".packed")
    other.write_bytes(squeeze(path.read_bytes()))
    return other


FORMS: dict[str, Callable[[Path], Path]] = {
    "folder": lambda tmp: write_folder(tmp / "whosonfirst-data-admin-sy"),
    "tar.bz2": lambda tmp: write_tar(tmp / "sy.tar.bz2", "w:bz2"),
    "tar.gz": lambda tmp: write_tar(tmp / "sy.tgz", "w:gz"),
    "tar": lambda tmp: write_tar(tmp / "sy.tar", "w"),
    "zip": lambda tmp: write_zip(
        tmp / "sy.zip", {"sy-main/README.md": "", "sy-main/data/1.geojson": json.dumps(feature()), "2.geojson": json.dumps(region())}
    ),
    "database": lambda tmp: write_bodies(tmp / "whosonfirst-data-admin-sy-latest.db"),
    "database.bz2": lambda tmp: packed(write_bodies(tmp / "sy.db"), bz2.compress),
    "one collection": lambda tmp: write(tmp / "sy.geojson", json.dumps({"type": "FeatureCollection", "features": [feature(), region()]}, indent=2)),
    "lines of features": lambda tmp: write(tmp / "sy.jsonl", json.dumps(feature()) + "\n\n" + json.dumps(region()) + "\n"),
}  # fmt: skip


def write(path: Path, words: str | bytes) -> Path:
    path.write_bytes(words.encode() if isinstance(words, str) else words)
    return path


def write_geonames(folder: Path) -> Path:
    rows = [GN_SARAQIB, GN_IDLIB, GN_SARAQIB.replace("172349", "9").replace("PPLA2", "SCH").replace("\tP\t", "\tS\t")]
    return write(folder / "SY.txt", "\n".join(rows) + "\n")


NAMES = "1\t172349\tar\tسراقب\t1\n2\t172349\tlink\thttps://example.org\n3\t172349\ttr\tSerakıb\n4\t999\tar\tسراب\n"


def many_lines(count: int = 20_000) -> bytes:
    return "\n".join(flat(number, name=f"Village {number * 7919 % 1_000_003}") for number in range(1, count + 1)).encode()
