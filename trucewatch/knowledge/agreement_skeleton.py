"""Begin an agreement file: a skeleton with comments, in which every place to fill in is a fault until it is filled in."""

from __future__ import annotations

from pathlib import Path

from trucewatch.errors import SourceError, UsageError
from trucewatch.knowledge.agreement_checks import is_agreement_id
from trucewatch.knowledge.tables import FOLDER

SKELETON = FOLDER / "agreement_skeleton.toml"


def write_skeleton(agreement_id: str, path: Path) -> Path:
    """Write the skeleton for this id; a UsageError if the id is none, or something is there already."""
    if not is_agreement_id(agreement_id):
        raise UsageError(f"{agreement_id!r} is no id of an agreement; write capital letters, digits and hyphens, such as SOC18")
    text = SKELETON.read_text(encoding="utf-8").replace("{id}", agreement_id)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError as error:
        raise UsageError(f"{path} is there already") from error
    except OSError as error:
        raise SourceError(str(path), f"cannot be written: {error.strerror}") from error
    return path
