"""The bundled guides: each whole, each as the catalogue promises."""

import pytest

from compassion_audio import library
from compassion_audio.errors import NotFound
from compassion_audio.script.front_matter import INTENSITIES
from compassion_audio.session import (
    Course,
    Guide,
    Item,
    PracticeItem,
    Session,
    SessionItem,
    advice,
    parse_guide,
)
from compassion_audio.studio.catalogue import read
from compassion_audio.studio.guides import WholeSession, natural_length, whole_guide
from compassion_audio.units import WordsPerMinute

SESSIONS = {
    "first-session": 15,
    "evening-kindness": 30,
    "hard-day": 12,
    "pause-at-work": 5,
    "clinician-reset": 10,
    "silent-sitting": 20,
    "myths": None,
}
"""Minutes of each; None where it is as long as its practices are."""

COURSES = {"two-weeks": 14, "eight-weeks": 56, "clinicians-week": 5}
"""Days of each."""

PRACTICES = {
    "about-backdraft",
    "affectionate-breathing",
    "after-a-setback",
    "as-i-am",
    "as-to-a-friend",
    "between-sessions",
    "breathing-space",
    "compassion-with-equanimity",
    "compassionate-body-scan",
    "compassionate-companion",
    "compassionate-self",
    "end-of-clinic-day",
    "giving-and-receiving",
    "journal-a-hard-moment",
    "just-like-me",
    "kind-boundaries",
    "kind-wishes",
    "kinder-self-talk",
    "low-mood-companion",
    "meeting-the-inner-critic",
    "morning-intention",
    "myth-excuses",
    "myth-indulgent",
    "myth-motivation",
    "myth-self-pity",
    "myth-selfish",
    "myth-weakness",
    "reaching-out",
    "room-for-what-is-here",
    "safe-place",
    "self-care-check-in",
    "self-compassion-break",
    "settling-anxiety",
    "sleep-wind-down",
    "soften-soothe-allow",
    "soles-of-the-feet",
    "soothing-rhythm-breathing",
    "supportive-touch",
    "thoughts-as-passing",
    "what-do-i-need",
    "what-is-self-compassion",
}
"""Everything that the catalogue holds."""


def guide_called(slug: str) -> Guide:
    """Read a bundled guide."""
    return parse_guide(library.read_guide(slug).text, name=slug)


def course_called(slug: str) -> Course:
    """Read a bundled course."""
    guide = guide_called(slug)
    assert isinstance(guide, Course)
    return guide


def items_of(guide: Guide) -> list[Item]:
    """Give everything that there is to hear, in its order."""
    if isinstance(guide, Session):
        return list(guide.items)
    return [item for day in guide.days for item in day.items]


def practices_of(guide: Guide) -> list[str]:
    """Give the names of the practices, those of guides within it among them."""
    names: list[str] = []
    for item in items_of(guide):
        if isinstance(item, PracticeItem):
            names.append(item.name)
        elif isinstance(item, SessionItem):
            names += practices_of(guide_called(item.name))
    return names


@pytest.fixture(params=sorted({**SESSIONS, **COURSES}))
def guide(request: pytest.FixtureRequest) -> Guide:
    """Read each guide of the catalogue."""
    return guide_called(request.param)


def test_every_guide_of_the_catalogue_is_there() -> None:
    """None is missing, and none is there that the catalogue does not know."""
    assert set(library.guide_slugs()) == {*SESSIONS, *COURSES}


@pytest.mark.parametrize(("slug", "minutes"), SESSIONS.items())
def test_a_session_is_as_long_as_its_row_says(slug: str, minutes: int | None) -> None:
    """To the second, where it says so."""
    guide = guide_called(slug)
    assert isinstance(guide, Session)
    assert guide.fit == (minutes and minutes * 60_000)


@pytest.mark.parametrize(("slug", "days"), COURSES.items())
def test_a_course_has_the_days_of_its_row(slug: str, days: int) -> None:
    """And says something at its end."""
    course = course_called(slug)
    assert len(course.days) == days
    assert course.ending
    assert all(day.title for day in course.days)


def test_what_a_guide_says_of_itself_is_complete(guide: Guide) -> None:
    """Whoever is moved by it has read of backdraft."""
    about = guide.about
    assert all((about.title, about.summary, about.audience, about.intensity, about.when))
    assert (about.language, about.version) == ("en", 1)
    if about.intensity != "gentle" and practices_of(guide):
        assert "backdraft" in about.caution


def test_a_guide_names_practices_of_the_catalogue_and_no_voice(guide: Guide) -> None:
    """So it works on every machine, and beds keep their distance."""
    assert set(practices_of(guide)) <= PRACTICES
    assert not any(isinstance(item, PracticeItem) and item.voices for item in items_of(guide))
    assert advice(guide) == ()


def test_a_guide_goes_no_deeper_than_it_says(guide: Guide) -> None:
    """Its intensity is that of its deepest practice at least."""
    there = [name for name in practices_of(guide) if name in library.slugs()]
    depths = [INTENSITIES.index(read(library.read(name)).front.intensity) for name in there]
    assert INTENSITIES.index(guide.about.intensity) >= max(depths, default=0)


@pytest.mark.parametrize("slug", sorted({**SESSIONS, **COURSES}))
def test_a_guide_whose_practices_are_here_is_whole(slug: str) -> None:
    """Words and voices fit, and a length asked for is not far from the natural one."""
    missing = set(practices_of(guide_called(slug))) - set(library.slugs())
    if missing:
        with pytest.raises(NotFound):
            library.read(min(missing))
        return
    whole = whole_guide(library.read_guide(slug))
    if not isinstance(whole, WholeSession) or whole.session.fit is None:
        return
    session, fit = whole.session, whole.session.fit
    bare = Session(session.about, session.items, session.gap)
    natural = natural_length(WholeSession(whole.source, bare, whole.parts), WordsPerMinute(115))
    assert 0.85 <= fit / natural <= 1.3


def test_silent_sitting_is_bells_and_silence_alone() -> None:
    """Nobody speaks, and no silence lasts above five minutes."""
    assert practices_of(guide_called("silent-sitting")) == []


def test_the_myths_have_a_bell_between_them() -> None:
    """Six, each once."""
    guide = guide_called("myths")
    kinds = [isinstance(item, PracticeItem) for item in items_of(guide)]
    assert kinds == [False] + [True, False] * 6
    assert sorted(practices_of(guide)) == sorted(
        name for name in PRACTICES if name.startswith("myth-")
    )


@pytest.mark.parametrize("slug", ["two-weeks", "eight-weeks"])
def test_each_seven_days_have_a_day_off(slug: str) -> None:
    """Leaving things be is part of it."""
    days = course_called(slug).days
    for first in range(0, len(days), 7):
        assert sum(day.is_rest for day in days[first : first + 7]) == 1


def test_eight_weeks_have_a_theme_and_writing_in_each() -> None:
    """Practice, something to write, a day off."""
    weeks = course_called("eight-weeks").weeks
    assert len(weeks) == 8
    for week in weeks:
        assert week.title
        assert week.note
        assert [day.title for day in week.days].count("A page of your own") == 1


@pytest.mark.parametrize("slug", sorted(COURSES))
def test_a_course_begins_and_ends_gently(slug: str) -> None:
    """The inner critic comes late, and what backdraft is comes before what may stir it."""
    names = practices_of(course_called(slug))
    if "meeting-the-inner-critic" in names:
        assert names.index("meeting-the-inner-critic") > len(names) * 3 // 4
        assert names[-1] != "meeting-the-inner-critic"
    if slug != "clinicians-week":
        assert names.index("soles-of-the-feet") < names.index("about-backdraft")
        assert names.index("about-backdraft") < names.index("self-compassion-break")
        assert names[-1] == "what-do-i-need"
