"""Every guide that comes along is planned, day by day, and the shortest are really rendered."""

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import pytest
import soundfile

from compassion_audio import library
from compassion_audio.delivery.told import told_of
from compassion_audio.notice import notice
from compassion_audio.script import Bell, Say, Silence, Step, resolve
from compassion_audio.studio.assembling import movements, parts_of
from compassion_audio.studio.estimating import guessed
from compassion_audio.studio.guides import PracticePart, WholeSession, whole_guide
from compassion_audio.studio.plan import RINGS
from compassion_audio.studio.render import render
from compassion_audio.studio.rendering import Rendering
from compassion_audio.timeline import Clips, Timeline, lay_out
from compassion_audio.units import Milliseconds, WordsPerMinute, frames_at

PACE = WordsPerMinute(115)
RESET = ("Between sessions", "Soothing rhythm breathing")
COURSES = {"clinicians-week", "eight-weeks", "two-weeks"}


class Guessing:
    """Speaks nothing, and tells how long lines would be: as long as the hum makes them."""

    def lengths(self, steps: Sequence[Step]) -> Clips:
        """Count words."""
        return guessed(steps, PACE)


def sessions(slug: str) -> list[WholeSession]:
    """Give what is a recording of its own: a session, or each day on which there is something."""
    whole = whole_guide(library.read_guide(slug))
    return [whole] if isinstance(whole, WholeSession) else [day for day in whole.days if day]


def planned(whole: WholeSession, length: Milliseconds | None = None) -> Timeline:
    """Lay out a session without a sound."""
    parts = parts_of(whole, Rendering(whole.source, "tone", PACE))
    found = movements(whole, parts, Guessing(), ring=RINGS, length=length)
    steps = [step for movement in found for step in movement.steps]
    title = whole.session.about.title
    return lay_out(steps, clips=Guessing().lengths(steps), ring=RINGS, title=title)


@pytest.mark.parametrize("slug", library.guide_slugs())
def test_each_recording_of_a_guide_can_be_made(slug: str) -> None:
    """As long as it says, or as its practices are; and from 0.85 to 1.5 times that."""
    for whole in sessions(slug):
        natural = planned(whole).length
        assert whole.session.fit in (None, natural)
        for share in (0.85, 1.5):
            length = Milliseconds(round(natural * share))
            assert planned(whole, length).length == length


@pytest.mark.parametrize("slug", library.guide_slugs())
def test_several_in_one_recording_begin_and_end_as_one(slug: str) -> None:
    """A bell opens it and a bell ends it, one is enough, and each silence lies between two."""
    for whole in sessions(slug):
        if len(whole.parts) == 1:
            continue
        steps = [cue.step for cue in planned(whole).cues]
        heard = [step for step in steps if isinstance(step, Say | Bell | Silence)]
        assert isinstance(heard[-1], Bell)
        assert isinstance(heard[0], Bell) or slug in COURSES
        for before, after in pairwise(heard):
            assert not (isinstance(before, Bell) and isinstance(after, Bell))
        for ahead, part in pairwise(whole.parts):
            assert not isinstance(part, Silence) or isinstance(ahead, Bell)


@pytest.mark.parametrize("slug", ["hard-day", "myths"])
def test_a_session_without_a_silence_at_its_end_comes_back_in_words(slug: str) -> None:
    """The last practice says its closing; the ones before it do not."""
    (whole,) = sessions(slug)
    said = [cue.step.text for cue in planned(whole).cues if isinstance(cue.step, Say)]
    practices = [part for part in whole.parts if isinstance(part, PracticePart)]
    lasts = [_last_words(part) for part in practices if "[if alone]" in part.source.text]
    assert [words in said for words in lasts] == [False] * (len(lasts) - 1) + [True]
    assert said[-1] == lasts[-1]


def _last_words(part: PracticePart) -> str:
    return [step.text for step in resolve(part.script) if isinstance(step, Say)][-1]


@pytest.mark.parametrize(
    ("slug", "ending", "chapters"),
    [
        (
            "pause-at-work",
            "wav",
            ["A pause at work", "Breathing space", "Silence", "Breathing space"],
        ),
        (
            "clinician-reset",
            "wav",
            ["Clinician's reset", *RESET, "Silence", RESET[-1]],
        ),
        (
            "hard-day",
            "wav",
            ["For a hard day", "Soles of the feet", "Self-compassion break", "Supportive touch"],
        ),
        ("silent-sitting", "mp3", ["Silent sitting", "Silence"] * 4 + ["Silent sitting"]),
    ],
)
def test_the_shortest_guides_are_rendered(
    slug: str, ending: str, chapters: list[str], tmp_path: Path
) -> None:
    """By the hum: exact to the sample, with their chapters and the notice.

    `nox -s library` renders all of them, and each day of the courses.
    """
    path = tmp_path / f"{slug}.{ending}"
    rendering = Rendering(library.read_guide(slug), "tone", PACE)
    length = render(rendering, to=path).timeline.length
    assert length == sessions(slug)[0].session.fit
    assert soundfile.info(path).frames == frames_at(length)
    told = told_of(path)
    assert told is not None
    assert [chapter.name for chapter in told.chapters] == chapters
    assert told.notice == notice("en")
    path.unlink()  # a hundred megabytes
