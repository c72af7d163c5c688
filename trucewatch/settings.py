"""Settings, and where each came from: flag, environment, project file, user file, default, in this order."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Annotated, Literal

from platformdirs import user_config_path
from pydantic import Field, TypeAdapter, ValidationError

from trucewatch.errors import UsageError

PREFIX = "TRUCEWATCH_"
PROJECT_FILE = "trucewatch.toml"
HIGHEST_PORT = 65_535
MOST_WORKERS = 64
LONGEST_WAIT = 3_600
WIDEST_BLUR, LONGEST_DELAY, LONGEST_KEPT = 500, 24 * 366, 36_500
MOST_MEGABYTES = 10_000_000
LONGEST_LAG = 366 * 86_400


@dataclass(frozen=True, slots=True)
class Settings:
    """What a user may set.

    `ledger` is a database URL; empty stands for a SQLite file in the data folder. `replica` is the URL of a copy that `serve
    --read-only` reads, such as a standby of the PostgreSQL server; empty stands for the ledger. `agreements` is the folder of
    the user's own agreement files; empty stands for `agreements` in the data folder. `reading` closed shows the site to
    nobody who has not signed in; what the public sees of an open one is blurred and delayed by `public_blur_km` and
    `public_delay_hours`, and who reads what is kept from the public is listed for `reads_kept_days` (0: for good). `feeds` is
    the file of feeds that are watched, `alerts` that of the rules of alerts; `contact` is told to every site that is asked;
    `inner_networks` are the networks, beside the public internet, that may be spoken to, with commas between them. Letters of
    alerts are handed to `mail_host`, from `mail_from`; `site_url` is where the links of alerts lead: https://truce.example.
    `data_licence` is the licence under which data are given out: an SPDX id, an address or words. The log is told by the
    three that begin with `log`; `metrics_port` 0 opens no door of its own for figures; with less than `disk_least_mb` free
    the site is not ready, nor where the standby that it reads is more than `standby_most_seconds` behind (0: it may be). Raw
    bytes are kept in `raw_store` (a folder, or s3://BUCKET/PREFIX; empty: beside the ledger), of what was `fetched` or of all
    that is read.
    """

    ledger: str = ""
    replica: str = ""
    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=HIGHEST_PORT)] = 8010
    workers: Annotated[int, Field(ge=1, le=MOST_WORKERS)] = 2
    model: Literal["full", "fast"] = "full"
    llm_url: str = ""
    llm_model: str = ""
    llm_key_variable: str = "TRUCEWATCH_LLM_KEY"
    llm_timeout: Annotated[int, Field(ge=1, le=LONGEST_WAIT)] = 120
    agreements: str = ""
    reading: Literal["public", "closed"] = "public"
    public_blur_km: Annotated[int, Field(ge=0, le=WIDEST_BLUR)] = 0
    public_delay_hours: Annotated[int, Field(ge=0, le=LONGEST_DELAY)] = 0
    reads_kept_days: Annotated[int, Field(ge=0, le=LONGEST_KEPT)] = 365
    behind_https: bool = False
    session_idle_minutes: Annotated[int, Field(ge=5, le=10_080)] = 480
    session_days: Annotated[int, Field(ge=7, le=90)] = 7
    feeds: str = ""
    alerts: str = ""
    contact: str = ""
    inner_networks: str = ""
    mail_host: str = ""
    mail_port: Annotated[int, Field(ge=1, le=HIGHEST_PORT)] = 587
    mail_security: Literal["starttls", "tls", "none"] = "starttls"
    mail_user: str = ""
    mail_from: str = ""
    site_url: str = ""
    data_licence: str = ""
    log_format: Literal["auto", "plain", "json"] = "auto"
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    log_addresses: bool = False
    metrics_host: str = "127.0.0.1"
    metrics_port: Annotated[int, Field(ge=0, le=HIGHEST_PORT)] = 0
    disk_least_mb: Annotated[int, Field(ge=0, le=MOST_MEGABYTES)] = 500
    standby_most_seconds: Annotated[int, Field(ge=0, le=LONGEST_LAG)] = 300
    raw_store: str = ""
    raw_ways: Literal["fetched", "all"] = "fetched"
    raw_endpoint: str = ""
    raw_region: str = ""


@dataclass(frozen=True, slots=True)
class Setting:
    """One value and the place it was taken from."""

    name: str
    value: str | int
    origin: str


def load_settings(*, env: Mapping[str, str] = os.environ, folder: Path | None = None) -> tuple[Settings, tuple[Setting, ...]]:
    """The settings in force without flags, and the origin of each; a wrong value is a UsageError that names its place."""
    user_file = user_config_path("trucewatch") / "config.toml"
    project_file = (folder or Path.cwd()) / PROJECT_FILE
    names = [field.name for field in fields(Settings)]
    found: dict[str, tuple[object, str]] = {field.name: (field.default, "default") for field in fields(Settings)}
    for path in (user_file, project_file):
        found |= {name: (value, str(path)) for name, value in _read_file(path, names).items()}
    found |= {name: (env[PREFIX + name.upper()], PREFIX + name.upper()) for name in names if PREFIX + name.upper() in env}
    try:
        settings = TypeAdapter(Settings).validate_python({name: value for name, (value, _) in found.items()})
    except ValidationError as error:
        first = error.errors()[0]
        name = str(first["loc"][0])
        raise UsageError(f"{found[name][1]}: {name}: {first['msg']}") from error
    return settings, tuple(Setting(name, getattr(settings, name), found[name][1]) for name in names)


def secret(name: str, *, env: Mapping[str, str] = os.environ) -> str:
    """A secret: the variable TRUCEWATCH_NAME, or what stands in the file that TRUCEWATCH_NAME_FILE names; else empty."""
    variable = PREFIX + name.upper()
    if value := env.get(variable, ""):
        return value
    if not (path := env.get(f"{variable}_FILE", "")):
        return ""
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{variable}_FILE: {path} cannot be read: {error}") from error


def _read_file(path: Path, names: list[str]) -> dict[str, object]:
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise UsageError(f"{path}: {error}") from error
    if unknown := sorted(set(values) - set(names)):
        raise UsageError(f"{path}: unknown setting {', '.join(unknown)}; known are {', '.join(names)}")
    return values
