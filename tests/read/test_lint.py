"""What the linter finds in tables of frames: rows that say something wrong, rows that can never be chosen, silent examples."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from trucewatch import language
from trucewatch.knowledge.lexicon import FrameRow, frame_of_row, load_words
from trucewatch.model import EventType
from trucewatch.read.lint import lint_frames, self_denying, shadows

HEADER = "lemma,pos,needs,type,mode,kind,actor,recipient,flip,realis,example"
SHELL = "shell,v,,ASSAULT,heavy-weapons,act,,,,,The army shelled the village."
Lint = Callable[..., list[str]]


@pytest.fixture
def lint(tmp_path: Path, model: language.LanguageModel) -> Lint:
    """The faults of tables with these rows, as a person reads them."""

    def faults(*rows: str, **tables: tuple[str, ...]) -> list[str]:
        folder = tmp_path / "frames"
        folder.mkdir()
        for name, lines in {"ASSAULT": rows, **tables}.items():
            if lines:
                (folder / f"{name}.csv").write_text("\n".join((HEADER, *lines)) + "\n", encoding="utf-8")
        return [str(fault) for fault in lint_frames(model.parse, load_words(), folder)]

    return faults


def needing(needs: str) -> FrameRow:
    return FrameRow("hit", "v", needs, EventType.ASSAULT, None, "act", "", "", None, "A shell hit the school.")


def test_good_rows_have_no_fault(lint: Lint) -> None:
    assert lint(SHELL, "bomb,v,,ASSAULT,aerial,act,,,,,Warplanes bombed the town.") == []


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("shell,v,,ASSAULT,artillery,act,,,,,The army shelled the village.", "'artillery' is no mode of ASSAULT"),
        ("shell,v,,ATTACK,,act,,,,,The army shelled the village.", "type: "),
        ("shell,x,,ASSAULT,,act,,,,,The army shelled the village.", "pos: "),
        ("shell,v,,ASSAULT,,deed,,,,,The army shelled the village.", "kind: "),
        ("shell,v,,ASSAULT,,act,,,DENY,,The army shelled the village.", "flip: "),
        ("shell,v,,ASSAULT,,act,,,,done,The army shelled the village.", "realis: "),
        ("shell,v,object,ASSAULT,,act,,,,,The army shelled the village.", "'object' is no relation"),
        ("shell,v,obj:SUBMARINES,ASSAULT,,act,,,,,The army shelled the village.", "no class 'SUBMARINES'"),
        ("shell,v,,ASSAULT,,act,doer,,,,The army shelled the village.", "'doer' is no relation"),
        ("Shell,v,,ASSAULT,,act,,,,,The army shelled the village.", "lower case"),
        ("shell,v,,ASSAULT,,act,,,,,", "no example"),
        ("shell,v,,ASSAULT,,act,,,,The army shelled the village.", "exactly 11 cells"),
        ("warn,v,,THREATEN,,speech,,,,,The army warned the rebels.", "a frame of THREATEN belongs into THREATEN.csv"),
    ],
)
def test_a_row_that_says_something_wrong_is_named_with_its_line_and_the_rest_is_checked(
    row: str, reason: str, lint: Lint
) -> None:
    (fault,) = lint(SHELL, row, "bomb,v,,ASSAULT,aerial,act,,,,,Warplanes bombed the town.")
    assert fault.startswith("frames/ASSAULT.csv:3: ")
    assert reason in fault


def test_a_table_with_other_columns_is_one_fault(tmp_path: Path, model: language.LanguageModel) -> None:
    (tmp_path / "ASSAULT.csv").write_text("word,kind\nshell,act\n", encoding="utf-8")
    (fault,) = lint_frames(model.parse, load_words(), tmp_path)
    assert (fault.line, "unknown columns" in fault.reason) == (1, True)


def test_a_table_that_no_type_owns_is_a_fault(lint: Lint) -> None:
    (fault,) = lint(SHELL, ASAULT=("bomb,v,,ASSAULT,aerial,act,,,,,Warplanes bombed the town.",))
    assert fault == "frames/ASAULT.csv:0: no event type has this name"


def test_a_folder_without_tables_is_a_fault(tmp_path: Path, model: language.LanguageModel) -> None:
    (fault,) = lint_frames(model.parse, load_words(), tmp_path)
    assert "no table of frames" in fault.reason


def test_a_row_that_stands_twice_is_named_with_the_first(lint: Lint) -> None:
    twice = "seize,v,obj:PLACE,COERCE,seize,act,,,,,Militants seized the town."
    (fault,) = lint("seize,v,obj:PLACE,ASSAULT,territory,act,,,,,Militants seized the town.", COERCE=(twice,))
    assert fault == "frames/COERCE.csv:2: 'seize' stands already at frames/ASSAULT.csv:2"


def test_a_row_behind_one_that_always_fires_can_never_be_chosen(lint: Lint) -> None:
    wide = "seize,v,obj:PLACE|VEHICLE,ASSAULT,territory,act,,,,,Militants seized the town."
    narrow = "seize,v,obj:VEHICLE,ASSAULT,,act,,,,,Militants seized the lorry."
    (fault,) = lint(wide, narrow)
    assert fault == "frames/ASSAULT.csv:3: 'seize' can never be chosen: its words always fire frames/ASSAULT.csv:2"


def test_the_narrow_row_may_stand_before_the_wide_one(lint: Lint) -> None:
    wide = "seize,v,obj:PLACE|VEHICLE,ASSAULT,territory,act,,,,,Militants seized the town."
    narrow = "seize,v,obj:VEHICLE,ASSAULT,,act,,,,,Militants seized the lorry."
    assert lint(narrow, wide) == []


@pytest.mark.parametrize(
    ("first", "second", "always"),
    [
        ("", "", True),
        ("obj", "obj:WEAPON", True),
        ("obj:WEAPON", "obj", False),
        ("obj:WEAPON|fire", "obj:WEAPON", True),
        ("obj|by", "by", True),
        ("by", "obj|by", False),
        ("!obj:WEAPON", "!obj", True),
        ("!obj", "!obj:WEAPON", False),
        ("!obj", "obj", False),
        ("subj:ARMED;obj:PLACE", "obj:PLACE;subj:ARMED", True),
        ("subj:ARMED;obj:PLACE", "subj:ARMED;obj:VEHICLE", False),
        ("obj:HUMAN|PLACE", "obj:HUMAN", True),
        ("obj:HUMAN", "obj:teacher", True),
        ("obj:HUMAN", "obj:CIVIL", False),  # whether a name is one of a civilian is found out only in the text
    ],
)
def test_a_frame_shadows_what_asks_for_all_that_it_asks_for(first: str, second: str, always: bool) -> None:
    classes = load_words().classes
    assert shadows(frame_of_row(needing(first), 2, classes), frame_of_row(needing(second), 3, classes)) is always


def test_a_row_that_wants_what_it_forbids_is_a_fault(lint: Lint) -> None:
    assert self_denying(frame_of_row(needing("obj:BUILDING;!obj"), 2, load_words().classes))
    (fault,) = lint("hit,v,obj:BUILDING;!obj,ASSAULT,,act,,,,,A shell hit the school.")
    assert "asks for what it forbids" in fault


def test_an_example_without_the_word_of_its_row_does_not_fire_it(lint: Lint) -> None:
    (fault,) = lint("shell,v,,ASSAULT,heavy-weapons,act,,,,,The army left the village.")
    assert fault == "frames/ASSAULT.csv:2: the example of 'shell' does not fire it: The army left the village."


def test_an_example_that_a_more_demanding_row_wins_is_named_with_that_row(lint: Lint) -> None:
    plain = "fire,v,,ASSAULT,firearms,act,,,,,Militants fired rockets at the airport."
    asking = "fire,v,obj:WEAPON,ASSAULT,heavy-weapons,act,,at,,,Militants fired rockets at the base."
    (fault,) = lint(plain, asking)
    assert fault.startswith("frames/ASSAULT.csv:2: the example of 'fire' fires frames/ASSAULT.csv:3 instead")
