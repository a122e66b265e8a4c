"""Courses and their days."""

import pytest

from compassion_audio.session import Course, parse_guide

WEEKS = """\
title: Weeks
bed: rain
gap: 3s
weeks:
  - title: One
    days: [{practice: a}, {rest: yes}]
  - title: Two
    days: [{title: Words, practice: b, fit: 9m}]
"""


@pytest.fixture
def course() -> Course:
    """Give two weeks, of two days and of one."""
    guide = parse_guide(WEEKS)
    assert isinstance(guide, Course)
    return guide


def test_days_count_through_the_weeks(course: Course) -> None:
    """Each lies in its week."""
    found = [course.week_of(day) for day in (1, 2, 3)]
    assert [(number, week.title) for number, week in found] == [(1, "One"), (1, "One"), (2, "Two")]


def test_a_day_is_a_session_of_its_own(course: Course) -> None:
    """It has the bed and the gap of the course, and the fit of the day; a day off has none."""
    first, rest, last = (course.session(day) for day in (1, 2, 3))
    assert rest is None
    assert first is not None
    assert last is not None
    assert (first.about.title, last.about.title) == ("Weeks, day 1", "Words")
    assert (first.gap, first.background) == (course.gap, course.background)
    assert (first.fit, last.fit) == (None, 540_000)


@pytest.mark.parametrize("day", [0, -1, 4])
def test_there_is_no_other_day(course: Course, day: int) -> None:
    """Counting from the end is not offered either."""
    with pytest.raises(IndexError):
        course.session(day)
    with pytest.raises(IndexError):
        course.week_of(day)
