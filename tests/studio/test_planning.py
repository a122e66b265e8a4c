"""From a practice to its plan: roles, words of one's own, and an exact length."""

import io
import json
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import soundfile
from mutagen.id3 import ID3

from compassion_audio import library
from compassion_audio.errors import CompassionAudioError, LengthError, VoiceError
from compassion_audio.library import Source
from compassion_audio.script import Pause, Say
from compassion_audio.settings import Folders
from compassion_audio.studio.planning import planned
from compassion_audio.studio.render import render
from compassion_audio.studio.rendering import Progress, Rendering
from compassion_audio.timeline import Timeline
from compassion_audio.units import Milliseconds, WordsPerMinute, read_length

PACE = WordsPerMinute(115)


def source(body: str, minutes: int = 5) -> Source:
    """Make a practice of a few words."""
    return Source("trial", "trial.md", f"---\ntitle: A trial\nminutes: {minutes}\n---\n{body}")


def timeline_of(rendering: Rendering) -> Timeline:
    """Plan, and keep what was planned."""
    with planned(rendering) as plan:
        return plan.timeline


def trial(body: str, length: int | None = None) -> Timeline:
    """Plan a few words with the hum."""
    asked = None if length is None else Milliseconds(length)
    return timeline_of(Rendering(source(body), "tone", PACE, length=asked))


@pytest.mark.parametrize("slug", library.slugs())
def test_every_practice_reaches_from_0_85_to_1_5_times_its_length(
    slug: str, spoken_once: Folders
) -> None:
    """And is then exactly so long, to the millisecond, with the embedded voice."""
    rendering = Rendering(library.read(slug), "espeak", PACE)
    with planned(rendering, folders=spoken_once) as plan:
        natural = plan.timeline.length
    assert natural == pytest.approx(60_000 * (plan.front.minutes or 0), rel=0.15)
    for share in (0.85, 1.0, 1.5):
        asked = replace(rendering, length=Milliseconds(round(natural * share)))
        with planned(asked, folders=spoken_once) as plan:
            assert plan.timeline.length == asked.length


@pytest.mark.parametrize(("asked", "voice"), [("5m", "espeak"), ("4:30", "tone"), ("300s", "tone")])
def test_a_recording_is_as_long_as_asked(
    asked: str, voice: str, program: Callable[[str], str]
) -> None:
    """Exact to the sample when decoded, and within 30 ms as ffprobe reports it."""
    length = read_length(asked)
    rendering = Rendering(library.read("self-compassion-break"), voice, PACE, length=length)
    path = Path("asked.mp3")
    assert render(rendering, to=path).timeline.length == length
    assert soundfile.info(path).frames == length * 48
    command = [program("ffprobe"), "-v", "error", "-show_format", "-of", "json", str(path)]
    told = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
    assert float(told["format"]["duration"]) == pytest.approx(length / 1000, abs=0.03)


def test_measured_clips_decide_and_not_estimates() -> None:
    """Two voices speak the same words at different lengths, and both recordings are as asked."""
    body = "You might look up for a moment. [pause 20s]\n\nAnd come back."
    for voice in ("tone", "espeak"):
        asked = Milliseconds(30_000)
        assert timeline_of(Rendering(source(body), voice, PACE, length=asked)).length == asked


def test_an_unreachable_length_is_told_with_every_one_that_can_be() -> None:
    """Conditions make more than one range; all are named, rounded to what can be typed."""
    body = "One. [pause 10s]\n\nTwo. [if 2m or longer] [pause 2m 2m..3m] Three. [end]"
    with pytest.raises(LengthError) as caught:
        trial(body, 90_000)
    assert caught.value.message == (
        "trial.md: it cannot be 1:30 long; it can be 0:07 to 0:41, or 2:07 to 3:41"
    )
    assert "[silence 1m]" in caught.value.hint


def test_the_told_ranges_are_true() -> None:
    """Each edge can be asked for, and a second beyond cannot."""
    body = "One. [pause 10s]\n\nTwo. [if 2m or longer] [pause 2m 2m..3m] Three. [end]"
    for reachable in (7_000, 41_000, 127_000, 221_000):
        assert trial(body, reachable).length == reachable
    for beyond in (6_000, 42_000, 126_000, 222_000):
        with pytest.raises(LengthError):
            trial(body, beyond)


def test_with_a_silence_there_is_no_upper_end() -> None:
    """The message says so."""
    with pytest.raises(LengthError, match=r"it can be \d:\d\d and longer"):
        trial("One. [silence 1m] Two.", 10_000)


def test_conditions_are_decided_by_the_asked_length() -> None:
    """The longer recording has the longer words."""
    body = "One. [pause 1m]\n\n[if 4m or longer] Two. [silence 1m] [end]\n\nThree."

    def words(length: int) -> list[str]:
        steps = (cue.step for cue in trial(body, length).cues)
        return [step.text for step in steps if isinstance(step, Say)]

    assert words(240_000) == ["One.", "Two.", "Three."]
    assert words(239_999) == ["One.", "Three."]


def test_another_role_speaks_with_its_own_voice() -> None:
    """The lines between the marks are said by the voice of the role."""
    text = source("Hello there you. [voice second] Hello there you. [voice]")
    rendering = Rendering(text, "tone:high", PACE, roles={"second": "tone:low"})
    with planned(rendering) as plan:
        first, second = (
            plan.clips[cue.step] for cue in plan.timeline.cues if isinstance(cue.step, Say)
        )

    def crossings(samples: object) -> int:
        return int(((samples[1:] >= 0) != (samples[:-1] >= 0)).sum())  # type: ignore[index]  # array

    assert crossings(first.samples[:, 0]) > 1.4 * crossings(second.samples[:, 0])


def test_a_role_without_a_voice_is_an_error_with_its_line() -> None:
    """Named, with what to type."""
    with pytest.raises(VoiceError, match="line 5: the role 'second' has no voice") as caught:
        trial("[voice second] Hello.")
    assert caught.value.hint == "give it one with --voice second=NAME"


def test_a_reach_within_a_second_is_told_exactly() -> None:
    """One short line has one length, and no range that ends before it begins."""
    with pytest.raises(LengthError, match=r"it can be 0:01\.\d{3}$"):
        trial("Hello there.", length=300_000)


def test_conditions_that_leave_nothing_to_hear_make_no_recording() -> None:
    """Neither an empty file nor a range without numbers."""
    long = "[if 20m or longer] Hello there. [end]"
    with pytest.raises(CompassionAudioError, match="there is nothing left to hear in it"):
        trial(long)
    with pytest.raises(LengthError, match="what its conditions keep is never as long as they ask"):
        trial(long, length=1_800_000)


@pytest.mark.parametrize("mark", ['[sound "birds.wav"]', '[bed "creek.wav"]'])
def test_a_sound_that_is_not_there_is_refused_and_not_left_out(mark: str) -> None:
    """No recording pretends to hold what it does not."""
    with pytest.raises(CompassionAudioError, match="line 5: there is no"):
        trial(f"{mark} Hello.")


def test_personal_words_are_heard_and_not_shown() -> None:
    """Tags and progress show an ellipsis; with leave, the tags show the words."""
    rendering = Rendering(source("May {wish|I rest}."), "tone", PACE, values={"wish": "Anna rest"})
    told: list[Progress] = []
    hidden, shown = io.BytesIO(), io.BytesIO()
    render(rendering, to=hidden, progress=told.append)
    render(rendering, to=shown, shows_personal=True)
    hidden.seek(0)
    assert ID3(hidden)["USLT::eng"].text == "May …."
    assert b"A\0n\0n\0a\0" not in hidden.getvalue()
    assert not [one for one in told if "Anna" in one.words]
    shown.seek(0)
    assert ID3(shown)["USLT::eng"].text == "May Anna rest."


def test_pronunciations_are_spoken_and_not_shown() -> None:
    """The hum has a swell for each word, so a word said as four is longer."""
    plain = source("Germer teaches this.")
    head = "---\ntitle: A trial\npronounce:\n  Germer: one two three four\n"
    told = Source("trial", "trial.md", plain.text.replace("---\ntitle: A trial\n", head, 1))
    short, long = (timeline_of(Rendering(one, "tone", PACE)) for one in (plain, told))
    assert long.spoken - short.spoken == pytest.approx(3 * 60_000 / 115, abs=24)
    (cue,) = (cue for cue in long.cues if isinstance(cue.step, Say))
    assert isinstance(cue.step, Say)
    assert cue.step.text == "Germer teaches this."


def test_fitting_never_touches_an_exact_pause() -> None:
    """Counted is counted."""
    timeline = trial("One. [pause 4s exact] Two. [pause 10s]\n\nThree.", 30_000)
    pauses = [cue.end - cue.start for cue in timeline.cues if isinstance(cue.step, Pause)]
    assert pauses[0] == 4_000
    assert pauses[1] > 10_000
