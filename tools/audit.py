"""Known flaws in the locked dependencies, by pip-audit: `python tools/audit.py [--or-say-so]`.

Exit codes: 0 nothing is known against any of them · 1 something is · 3 not checked, because the advisories could not be asked,
for all or for some. With `--or-say-so` what could not be checked is said and is no failure: checks run without a network too.
"""

from __future__ import annotations

import json
import pathlib
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

ROOT = pathlib.Path(__file__).resolve().parent.parent
PIP_AUDIT = ROOT / ".venv-audit" / "bin" / "pip-audit"
LOCKS = ("server.lock", "dev.lock")
SECONDS = 180
CLEAN, FLAWED, UNCHECKED = 0, 1, 3


@dataclass(frozen=True)
class Audited:
    """What is known of one lock: flaws as "package version: id", packages nobody could be asked about, and why."""

    flaws: tuple[str, ...] = ()
    unchecked: tuple[str, ...] = ()
    why: str = ""


def read(told: str) -> Audited:
    """What pip-audit wrote as JSON; what it passed over counts as not checked."""
    try:
        packages = json.loads(told)["dependencies"]
    except (ValueError, KeyError, TypeError):
        return Audited(unchecked=("everything",), why="pip-audit told nothing that can be read")
    flaws = [f"{one['name']} {one['version']}: {flaw['id']}" for one in packages for flaw in one.get("vulns", ())]
    skipped = {one["name"]: str(one["skip_reason"]) for one in packages if one.get("skip_reason")}
    if not packages:
        return Audited(unchecked=("everything",), why="the lock names no package")
    return Audited(tuple(sorted(flaws)), tuple(sorted(skipped)), next(iter(skipped.values()), ""))


def audit(lock: pathlib.Path) -> Audited:
    """Ask about every package of a lock."""
    command = [
        str(PIP_AUDIT),
        "--requirement",
        str(lock),
        "--no-deps",
        "--disable-pip",
        "--format",
        "json",
        "--progress-spinner",
        "off",
    ]
    try:
        done = subprocess.run([*command, "--timeout", "15"], capture_output=True, text=True, timeout=SECONDS, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        return Audited(unchecked=("everything",), why=str(error)[:200])
    if not done.stdout.strip():
        last = (done.stderr.strip().splitlines() or ["nothing was said"])[-1]
        return Audited(unchecked=("everything",), why=last[:200])
    return read(done.stdout)


def verdict(lock: str, found: Audited) -> tuple[int, str]:
    """The exit code that follows, and a line for whoever reads along."""
    if found.flaws:
        return FLAWED, f"{lock}: known flaws: {'; '.join(found.flaws)}"
    if found.unchecked:
        return UNCHECKED, f"{lock}: NOT CHECKED: {len(found.unchecked)} of its packages; {found.why}"
    return CLEAN, f"{lock}: nothing is known against any of its packages"


def main(arguments: list[str]) -> int:
    """Audit every lock; the worst of them decides."""
    codes = []
    with ThreadPoolExecutor() as pool:
        found = pool.map(lambda lock: audit(ROOT / "requirements" / lock), LOCKS)
    for lock, one in zip(LOCKS, found, strict=True):
        code, words = verdict(lock, one)
        print(words, file=sys.stderr if code else sys.stdout)
        codes.append(code)
    if FLAWED in codes:
        return FLAWED
    if UNCHECKED in codes and "--or-say-so" not in arguments:
        return UNCHECKED
    return CLEAN


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
