"""A correction changes what counts; what was read stays, old and new value side by side."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.reviewing.desk_of_reviewers import BY_HILL, BY_RIVER, HILL, review
from trucewatch.errors import ReviewError
from trucewatch.knowledge.places import load_gazetteer
from trucewatch.model import Claim, Decision, EventType, Realis, ReviewField
from trucewatch.reviewing.correcting import corrected
from trucewatch.reviewing.values import checked_value, figure_of, figure_words, values_of


def after(claim: Claim, field: ReviewField, new: str, old: str = "", **more: Any) -> Claim:
    made = review("ann", Decision.CORRECT, claim.id, field=field.value, old=old, new=new, **more)
    agreed = review("bea", Decision.AGREE, claim.id, minute=1, answers=made.id, field=field.value)
    return corrected(claim, [made, agreed], load_gazetteer()).claim


def test_nothing_decided_leaves_the_claim_as_it_is() -> None:
    found = corrected(BY_HILL, [], load_gazetteer())
    assert (found.claim, found.changes, found.rejected) == (BY_HILL, (), None)


def test_a_party_that_is_kept_keeps_its_words_and_a_new_one_takes_those_of_the_old() -> None:
    now = after(BY_HILL, ReviewField.ACTOR, "RUS:MIL", "SYR:MIL")
    assert [(actor.party, actor.span.text) for actor in now.actor] == [("RUS:MIL", "Government")]
    both = after(BY_HILL, ReviewField.ACTOR, "SYR:MIL RUS:MIL", "SYR:MIL")
    assert both.actor[0] == BY_HILL.actor[0]


def test_a_correction_rests_on_the_words_named() -> None:
    now = after(BY_HILL, ReviewField.ACTOR, "RUS:MIL", "SYR:MIL", words=HILL.quote("jets"))
    assert now.actor[0].span.text == "jets"


def test_days_place_type_realis_speaker_and_last_day_can_be_corrected() -> None:
    assert after(BY_HILL, ReviewField.TIME, "2020-02-01/2020-02-03").time.last == date(2020, 2, 3)  # type: ignore[union-attr]
    assert after(BY_HILL, ReviewField.TIME, "").time is None
    assert after(BY_HILL, ReviewField.PLACE, "").place is None
    assert after(BY_HILL, ReviewField.TYPE, "COERCE/restrict").type is EventType.COERCE
    assert after(BY_HILL, ReviewField.MODE, "drone").mode == "drone"
    assert after(BY_HILL, ReviewField.REALIS, "possible").realis is Realis.POSSIBLE
    assert after(BY_HILL, ReviewField.SPEAKER, "the Observatory").speaker.label == "the Observatory"  # type: ignore[union-attr]
    assert after(BY_RIVER, ReviewField.SPEAKER, "").speaker is None
    assert after(BY_HILL, ReviewField.DEADLINE, "2020-02-29").deadline.last == date(2020, 2, 29)  # type: ignore[union-attr]


def test_a_place_is_set_on_the_gazetteer_under_the_words_of_the_report() -> None:
    (town, *_) = load_gazetteer().find("Ariha", near_country="SYR")
    place = after(BY_HILL, ReviewField.PLACE, town.id).place
    assert place is not None
    assert (place.place_id, place.latitude, place.span.text) == (town.id, town.latitude, "Saraqib")


def test_figures_are_changed_put_in_and_taken_out() -> None:
    assert [figure_words(one) for one in after(BY_HILL, ReviewField.FIGURE, "killed at least 6", "killed 5").figures] == [
        "killed at least 6"
    ]
    assert len(after(BY_HILL, ReviewField.FIGURE, "wounded about 12 of SYR:CVL").figures) == 2
    assert after(BY_HILL, ReviewField.FIGURE, "", "killed 5").figures == ()


def test_a_correction_of_a_figure_that_is_no_longer_read_is_loose_and_changes_nothing() -> None:
    made = review("ann", Decision.CORRECT, BY_HILL.id, field="figure", old="killed 77", new="killed 7")
    agreed = review("bea", Decision.AGREE, BY_HILL.id, minute=1, answers=made.id)
    found = corrected(BY_HILL, [made, agreed], load_gazetteer())
    assert (found.claim, found.changes, found.loose) == (BY_HILL, (), (made,))


def test_who_accepts_a_claim_last_brings_it_back() -> None:
    rejected, accepted = review("ann", Decision.REJECT, BY_HILL.id), review("bea", Decision.ACCEPT, BY_HILL.id, minute=1)
    assert corrected(BY_HILL, [rejected], load_gazetteer()).rejected == rejected
    assert corrected(BY_HILL, [rejected, accepted], load_gazetteer()).rejected is None


@pytest.mark.parametrize(
    "words",
    ["killed 13", "killed 13-14 of TUR:MIL", "killed at least 330", "wounded up to 50", "troops about 200 of TUR", "shells 0"],
)
def test_a_figure_in_words_is_read_back(words: str) -> None:
    assert figure_words(figure_of(words, BY_HILL.quote)) == words


@pytest.mark.parametrize(
    ("field", "new", "said"),
    [
        (ReviewField.ACTOR, "XYZ:MIL", "is no party"),
        (ReviewField.PLACE, "Nowhere", "no place"),
        (ReviewField.TIME, "13.2.2020", "no days"),
        (ReviewField.TIME, "2020-02-13/2020-02-01", "first day comes first"),
        (ReviewField.TIME, "9999-12-31", "no day is after"),
        (ReviewField.DEADLINE, "2020-02-01/2020-02-13", "one day"),
        (ReviewField.TYPE, "BOMB", "is no type"),
        (ReviewField.MODE, "phone", "is no mode"),
        (ReviewField.REALIS, "true", "is none of"),
        (ReviewField.FIGURE, "many", "is no figure"),
        (ReviewField.FIGURE, "killed 9-3", "lower number"),
        (ReviewField.FIGURE, "killed 3 of NOBODY", "is no party"),
        (ReviewField.RELATION, "worse", "no class"),
    ],
)
def test_a_value_that_cannot_be_is_refused_with_what_would_be_right(field: ReviewField, new: str, said: str) -> None:
    with pytest.raises(ReviewError, match=said):
        checked_value(field, new, BY_HILL, load_gazetteer())


def test_what_a_claim_says_is_taken_back_as_it_is_written() -> None:
    for field in (one for one in ReviewField if one not in (ReviewField.FIGURE, ReviewField.RELATION)):
        (value,) = values_of(BY_HILL, field)
        if field is not ReviewField.PLACE:
            assert checked_value(field, value, BY_HILL, load_gazetteer()) == value
