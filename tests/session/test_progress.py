"""The way through a course."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compassion_audio.session import Place, back, done, place_in, start

PLACES = st.integers(1, 100).flatmap(
    lambda days: st.integers(0, days).map(lambda count: Place(days, count))
)


def test_a_course_begins_at_its_first_day_and_ends_after_its_last() -> None:
    """Each day follows the one that is done."""
    place, seen = start(3), []
    while not place.is_finished:
        seen.append(place.next_day)
        place = done(place)
    assert seen == [1, 2, 3]
    assert place.next_day is None


def test_the_end_stays_the_end() -> None:
    """Calling it done once more harms nothing."""
    end = Place(2, 2)
    assert done(end) == end


@given(PLACES)
def test_a_slip_can_be_taken_back(place: Place) -> None:
    """Done and back is where one was; before the first day there is none."""
    assert back(done(place)) == (place if not place.is_finished else back(place))
    assert back(start(place.days)) == start(place.days)


@given(st.integers(1, 100), st.integers(-5, 200))
def test_a_course_that_has_changed_has_a_place_for_everyone(days: int, count: int) -> None:
    """Whoever was further than it is long now is at its end."""
    assert 0 <= place_in(days, count).done <= days
    assert place_in(days, min(count, days)) == place_in(days, count)


@pytest.mark.parametrize(("days", "count"), [(0, 0), (3, 4), (3, -1)])
def test_a_place_lies_within_its_course(days: int, count: int) -> None:
    """There is no other."""
    with pytest.raises(ValueError, match="cannot be done"):
        Place(days, count)
