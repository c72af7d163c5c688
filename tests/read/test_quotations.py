"""Whose a quotation is: beside whom it stands, whom it is signed by, and who speaks on."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from trucewatch.model import Claim

Read = Callable[[str], tuple[Claim, ...]]


@pytest.mark.parametrize(
    ("text", "who"),
    [
        (
            '"Jets bombed the port at dawn," the mayor of Aden, Amina Saleh, said. "Nine people were killed."',
            ["Amina Saleh", "Amina Saleh"],
        ),
        ('"Jets bombed the port," said Dr. Amina Saleh (Aden clinic), head of the union.', ["Amina Saleh"]),
        ('The mayor said:\n\n"Jets bombed the port. Nine people were killed."\n\nThe army denied it.', ["mayor", "mayor"]),
        ('"Jets bombed the port at dawn." - Amina Saleh, mayor of Aden', ["Amina Saleh"]),
        ('Amina Saleh: "Jets bombed the port at dawn."', ["Amina Saleh"]),
        ("“Jets bombed the port,” said Amina Saleh.\n\n“Troops stormed the market.”", ["Amina Saleh", "Amina Saleh"]),
        (
            '"Jets bombed the port," said Amina Saleh. The governor said: "Rebels shelled the market." "Troops fled," he added.',
            ["Amina Saleh", "governor", "governor"],
        ),
    ],
)
def test_a_quotation_is_whose_name_stands_beside_it_or_whoever_spoke_on(read: Read, text: str, who: list[str]) -> None:
    assert [claim.speaker.label for claim in read(text) if claim.speaker][: len(who)] == who


@pytest.mark.parametrize(
    ("text", "direct"),
    [
        ('"Jets bombed the port at dawn," the mayor said.', True),
        ('The mayor urged both sides to "stop the shelling of the port and let aid in".', True),
        ('The road out of Aden was "effectively cut" by rebels, the mayor said.', False),
        ('The mayor said jets had bombed the "old port".', False),
    ],
)
def test_a_claim_is_quoted_if_more_than_a_term_of_it_is(read: Read, text: str, direct: bool) -> None:
    assert [claim.direct_quote for claim in read(text)][:1] == [direct]
