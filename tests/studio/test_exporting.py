"""A practice in other forms, as a library gives them."""

import io
from pathlib import Path

import pytest

from compassion_audio.errors import CompassionAudioError, FileError, NotOurs
from compassion_audio.library import Source
from compassion_audio.script import Say
from compassion_audio.studio.exporting import FORMS, export, page, timed
from compassion_audio.studio.planning import planned
from compassion_audio.studio.rendering import Progress, Rendering
from compassion_audio.units import Milliseconds, WordsPerMinute

TEXT = "---\ntitle: Trial\n---\nOne, {name|friend}. [pause 5s] Two.\n\n[if alone]\nEnd.\n[end]\n"
SOURCE = Source("trial", "trial.md", TEXT)
PLAIN = Rendering(SOURCE, "tone", WordsPerMinute(115))


def test_a_timeline_is_that_of_the_recording() -> None:
    """The same plan, whether it is rendered or looked at."""
    rendering = Rendering(SOURCE, "tone", WordsPerMinute(90), length=Milliseconds(20_000))
    with planned(rendering) as plan:
        assert timed(rendering) == plan.timeline
    assert timed(rendering).length == 20_000


def test_hidden_words_are_gone_and_not_just_covered() -> None:
    """What is handed on to be shown holds no trace of them."""
    rendering = Rendering(SOURCE, "tone", WordsPerMinute(115), values={"name": "Anna"})
    assert "Anna" not in repr(timed(rendering))
    shown = [cue.step for cue in timed(rendering, shows_personal=True).cues]
    assert next(step for step in shown if isinstance(step, Say)).caption == "One, Anna."


def test_forms_of_words_speak_nothing_and_the_picture_does() -> None:
    """Only what shows measured time takes the time to measure."""
    heard: list[Progress] = []
    for form in FORMS:
        page(PLAIN, form, progress=heard.append)
        assert bool(heard) == (form == "picture")


def test_a_practice_that_is_joined_leaves_out_what_it_says_alone() -> None:
    """An export is resolved as the rendering is."""
    joined = Rendering(SOURCE, "tone", WordsPerMinute(115), is_alone=False)
    assert page(PLAIN, "text") == page(joined, "text") + "\nEnd.\n"


def test_an_unknown_form_names_the_nearest() -> None:
    """For those who call this from Python."""
    with pytest.raises(CompassionAudioError) as caught:
        page(PLAIN, "smml")
    assert caught.value.hint == "did you mean ssml?"


def test_a_stream_gets_the_bytes_of_the_page() -> None:
    """The same as in a file."""
    stream = io.BytesIO()
    export(PLAIN, "reading", to=stream)
    export(PLAIN, "reading", to=Path("new/folder/page.html"))
    assert stream.getvalue() == page(PLAIN, "reading").encode()
    assert Path("new/folder/page.html").read_bytes() == stream.getvalue()


def test_a_place_that_is_taken_is_told_before_anything_is_spoken() -> None:
    """Nobody waits for a refusal."""
    heard: list[Progress] = []
    Path("page.svg").write_text("mine", encoding="utf-8")
    with pytest.raises(NotOurs):
        export(PLAIN, "picture", to=Path("page.svg"), progress=heard.append)
    assert heard == []


@pytest.mark.skipif(not Path("/dev/null").exists(), reason="only POSIX has it")
def test_a_device_is_never_replaced_by_a_file() -> None:
    """A forced write to /dev/null as root would leave the machine without one."""
    with pytest.raises(FileError, match="it is no ordinary file"):
        export(PLAIN, "text", to=Path("/dev/null"), may_overwrite=True)
    assert not Path("/dev/null").is_file()
