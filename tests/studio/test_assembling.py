"""A session is the sum of its items, each where and as long as the guide says."""

from dataclasses import replace
from pathlib import Path

import mutagen
import numpy as np
import pytest
import soundfile

from compassion_audio import library
from compassion_audio.audio.clip import Clip
from compassion_audio.delivery.formats import MP3, Encoding, format_named
from compassion_audio.delivery.told import told_of
from compassion_audio.errors import CompassionAudioError, LengthError, NotOurs
from compassion_audio.library import Source
from compassion_audio.notice import notice
from compassion_audio.script import Bell, Say, Silence
from compassion_audio.settings import Folders
from compassion_audio.studio.assembling import planned_session
from compassion_audio.studio.planning import planned
from compassion_audio.studio.render import render
from compassion_audio.studio.rendering import Rendering
from compassion_audio.studio.series import Manner, render_course, render_separately
from compassion_audio.timeline import LEAD, Timeline
from compassion_audio.units import Milliseconds, WordsPerMinute, frames_at
from compassion_audio.voices.espeak import EspeakEngine

PACE = WordsPerMinute(115)
HERE = """---
title: Here
---
[if alone]

Welcome, whoever you are. [pause 3s]

[end]

# A place

Here we are, {friend|friend}. [pause 5s]

There is time. [pause 5s]

[silence 20s]

And a little more. [pause 5s]
"""
THERE = "---\ntitle: There\n---\nAnd there we go. [pause 4s]\n\nOn we go. [pause 4s]\n"


@pytest.fixture(autouse=True)
def practices(surroundings: Path) -> None:
    """Put two small practices beside the guides."""
    (surroundings / "here.md").write_text(HERE)
    (surroundings / "there.md").write_text(THERE)


def guide(items: str, **keys: str) -> Rendering:
    """Write a guide of these items, to be spoken by the hum."""
    head = "".join(f"{key}: {value}\n" for key, value in {"title": "Both", **keys}.items())
    path = Path("both.yaml")
    path.write_text(f"version: 1\n{head}items:\n{items}")
    text = path.read_text()
    return Rendering(Source("both", "both.yaml", text, "guide", file=path), "tone", PACE)


def timeline_of(rendering: Rendering) -> Timeline:
    """Plan a session."""
    with planned(rendering) as plan:
        return plan.timeline


BOTH = "  - practice: ./here.md\n  - silence: 30s\n  - practice: ./there.md\n  - bell: bowl\n"


def test_a_session_is_exactly_as_long_as_it_says(tmp_path: Path) -> None:
    """To the sample in the decoded MP3; with and without a length of its own."""
    path = tmp_path / "both.mp3"
    report = render(guide(BOTH, fit="4m"), to=path)
    assert report.timeline.length == 240_000
    assert soundfile.info(path).frames == frames_at(Milliseconds(240_000))


def test_its_chapters_are_its_items_and_nobody_is_welcomed_twice() -> None:
    """A practice is one chapter, whatever it holds, and leaves out what it says alone."""
    timeline = timeline_of(guide(BOTH))
    assert [chapter.name for chapter in timeline.chapters] == ["Here", "Silence", "There"]
    said = [cue.step.text for cue in timeline.cues if isinstance(cue.step, Say)]
    assert said[0] == "Here we are, friend."
    alone = timeline_of(guide("  - practice: ./here.md\n"))
    assert "Welcome, whoever you are." in [
        cue.step.text for cue in alone.cues if isinstance(cue.step, Say)
    ]


def test_an_item_is_as_long_as_the_guide_says_whatever_the_whole_is() -> None:
    """From its first word to the gap after it; the rest gives and takes around it."""
    items = "  - practice: ./here.md\n    fit: 90s\n  - silence: 30s\n  - practice: ./there.md\n"
    for fit in ("3m", "5m"):
        timeline = timeline_of(guide(items, fit=fit, gap="4s exact"))
        first = next(cue for cue in timeline.cues if isinstance(cue.step, Say))
        silence = next(
            cue for cue in timeline.cues if isinstance(cue.step, Silence) and cue.step.is_chapter
        )
        assert silence.start - (first.start + LEAD) == 90_000 + 4_000
        assert timeline.length == (180_000 if fit == "3m" else 300_000)


def test_words_of_a_guide_are_spoken_and_a_persons_own_win_over_them() -> None:
    """The guide's are no secret; the person's are shown as dots."""
    rendering = guide("  - practice: ./here.md\n    with: {friend: neighbour}\n  - bell: bowl\n")
    with planned(rendering) as plan:
        lines = [step for step in plan.steps if isinstance(step, Say)]
    assert lines[0].caption == lines[0].text == "Here we are, neighbour."
    own = Rendering(rendering.source, "tone", PACE, values={"friend": "Ada"})
    with planned(own) as plan:
        lines = [step for step in plan.steps if isinstance(step, Say)]
    assert (lines[0].text, lines[0].caption) == ("Here we are, Ada.", "Here we are, ….")
    with pytest.raises(CompassionAudioError, match="no variable 'freind'"):
        timeline_of(Rendering(rendering.source, "tone", PACE, values={"freind": "Ada"}))


END = """---
title: End
---
[if alone]

Welcome.

[end]

In between. [pause 4s]

[if alone]

Go well.

[bell]

[end]
"""


@pytest.mark.parametrize(
    ("items", "is_closed", "bells"),
    [
        ("practice: ./there.md, practice: ./end.md", True, 1),
        ("practice: ./there.md, practice: ./end.md, bell: soft", True, 1),
        ("practice: ./there.md, practice: ./end.md, bell: soft, bell: soft", True, 2),
        ("practice: ./end.md, practice: ./there.md", False, 0),
        ("practice: ./there.md, practice: ./end.md, silence: 1m, bell: soft", False, 1),
        ("practice: ./there.md, guide: ./in.yaml", True, 1),
        ("practice: ./there.md, guide: ./in.yaml, bell: soft", True, 1),
        ("guide: ./in.yaml, practice: ./there.md", False, 0),
        ("guide: ./in.yaml, silence: 1m", False, 0),
    ],
)
def test_a_session_closes_once_where_it_ends(items: str, is_closed: bool, bells: int) -> None:  # noqa: FBT001  # a row of the table
    """The last practice says its closing, where no silence follows, and one bell is enough."""
    Path("end.md").write_text(END)
    Path("in.yaml").write_text(
        "title: In\nitems:\n  - practice: ./there.md\n  - practice: ./end.md\n"
    )
    rendering = guide("".join(f"  - {item}\n" for item in items.split(", ")))
    cues = [cue.step for cue in timeline_of(rendering).cues]
    said = [step.text for step in cues if isinstance(step, Say)]
    assert "Welcome." not in said
    assert said.count("Go well.") == is_closed
    assert sum(isinstance(step, Bell) for step in cues) == bells
    assert isinstance(cues[-1], Bell) or not bells


def test_a_day_that_is_a_guide_is_as_long_as_that() -> None:
    """To the millisecond, with the last bell, unless the day says otherwise."""
    Path("in.yaml").write_text(f"title: In\nfit: 4m\nitems:\n{BOTH}")
    assert timeline_of(guide("  - guide: ./in.yaml\n")).length == 240_000
    assert timeline_of(guide("  - guide: ./in.yaml\n", fit="5m")).length == 300_000


def test_a_length_that_cannot_be_is_told_with_those_that_can() -> None:
    """Of the whole, and of an item, by the name of its file."""
    with pytest.raises(LengthError, match=r"both\.yaml: it cannot be 0:05 long; it can be"):
        timeline_of(guide(BOTH, fit="5s"))
    with pytest.raises(LengthError, match=r"there\.md: it cannot be 30:00 long; it can be"):
        timeline_of(guide("  - practice: ./there.md\n    fit: 30m\n  - silence: 1m\n"))


def test_its_pieces_one_after_another_are_the_session(tmp_path: Path) -> None:
    """As many files as practices, as long together as the whole, in a playlist that names them."""
    rendering = guide(BOTH, fit="4m")
    manner = Manner(tmp_path / "out", Encoding(MP3))
    series = render_separately(rendering, manner)
    names = [entry.path.name for entry in series.entries]
    assert names == ["01-here.mp3", "02-there.mp3"]
    # a line's own margins count at the end of a file, and lie in the pause within a session
    assert abs(sum(entry.length for entry in series.entries) - 240_000) < 200
    listed = series.playlist.read_text().splitlines()
    assert [line for line in listed if not line.startswith("#")] == names


def test_what_was_made_is_left_alone_and_what_changed_is_made_again(tmp_path: Path) -> None:
    """A course goes on where it stopped; one edited practice makes its own days anew."""
    Path("days.yaml").write_text(
        "version: 1\ntitle: Two days\ndays:\n"
        "  - title: First\n    items:\n      - practice: ./here.md\n"
        "  - rest: yes\n"
        "  - title: Second\n    items:\n      - practice: ./there.md\n"
    )

    def made() -> list[tuple[str, bool]]:
        source = library.find("days.yaml")
        series = render_course(Rendering(source, "tone", PACE), Manner(tmp_path, Encoding(MP3)))
        assert not series.failed
        return [(entry.path.name, entry.report is not None) for entry in series.entries]

    first, second = "day-01-first.mp3", "day-03-second.mp3"
    assert made() == [(first, True), (second, True)]
    assert made() == [(first, False), (second, False)]
    (tmp_path / second).unlink()
    assert made() == [(first, False), (second, True)]
    Path("here.md").write_text(HERE.replace("There is time.", "There is plenty of time."))
    assert made() == [(first, True), (second, False)]


@pytest.mark.parametrize("ending", ["mp3", "flac", "wav", "opus", "ogg"])
def test_each_recording_of_a_series_says_what_it_belongs_to(ending: str, tmp_path: Path) -> None:
    """Album and track are those of its list; the notice goes with every one of them."""
    manner = Manner(tmp_path, Encoding(format_named(ending)), own_line="Ask Dr. Vane.")
    series = render_separately(guide(BOTH), manner)
    for number, entry in enumerate(series.entries, 1):
        told = mutagen.File(entry.path)
        if ending in ("mp3", "wav"):
            found = (str(told.tags["TALB"]), str(told.tags["TRCK"]))
        else:
            found = (told["album"][0], f"{told['tracknumber'][0]}/{told['tracktotal'][0]}")
        assert found == ("Both", f"{number}/2")
        said = told_of(entry.path)
        assert said is not None
        assert said.notice == notice("en", "Ask Dr. Vane.")


def test_each_recording_of_a_series_has_the_cautions_of_what_is_in_it(tmp_path: Path) -> None:
    """Of the session, then its own and no other's; a changed one is made anew."""
    items = "  - practice: ./here.md\n  - practice: ./there.md\n"
    Path("both.yaml").write_text(f"title: Both\ncaution: Sit down.\nitems:\n{items}")

    def cautions() -> list[tuple[bool, str]]:
        rendering = Rendering(library.find("both.yaml"), "tone", PACE)
        entries = render_separately(rendering, Manner(tmp_path, Encoding(MP3))).entries
        return [
            (bool(entry.report), told.caution) for entry in entries if (told := told_of(entry.path))
        ]

    assert cautions() == [(True, "Sit down.")] * 2
    Path("there.md").write_text(THERE.replace("There\n", "There\ncaution: Go slowly.\n", 1))
    assert cautions() == [(True, "Sit down."), (True, "Sit down. Go slowly.")]


def test_a_course_counts_the_days_on_which_there_is_something_to_hear(tmp_path: Path) -> None:
    """So that nobody looks for a day off among the files."""
    Path("days.yaml").write_text(
        "title: Three days\ndays:\n  - practice: ./here.md\n  - rest: yes\n"
        "  - practice: ./there.md\n"
    )
    rendering = Rendering(library.find("days.yaml"), "tone", PACE)
    entries = render_course(rendering, Manner(tmp_path, Encoding(MP3))).entries
    tags = [mutagen.File(entry.path).tags for entry in entries]
    assert [str(one["TRCK"]) for one in tags] == ["1/2", "2/2"]
    assert {str(one["TALB"]) for one in tags} == {"Three days"}


def test_another_line_in_the_notice_reaches_what_was_made_and_nobody_speaks_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each file is written anew, from lines and sound that were kept; neither holds the line."""
    asked: list[str] = []

    class Counting(EspeakEngine):
        def speak(self, text: str, *, voice: str, pace: WordsPerMinute) -> Clip:
            asked.append(text)
            return super().speak(text, voice=voice, pace=pace)

    monkeypatch.setattr("compassion_audio.voices.espeak.EspeakEngine", Counting)
    folders = Folders(tmp_path / "data", tmp_path / "cache")
    rendering = replace(guide(BOTH), voice="espeak")

    def made(line: str) -> list[bool]:
        out = Manner(tmp_path / "out", Encoding(MP3), own_line=line, folders=folders)
        return [entry.report is not None for entry in render_separately(rendering, out).entries]

    assert made("Ask Dr. Vane.") == [True, True]
    assert made("Ask Dr. Vane.") == [False, False]
    assert asked
    asked.clear()
    assert made("Ask nurse Oke.") == [True, True]
    assert asked == []
    kept = [path.read_bytes() for path in (tmp_path / "cache").rglob("*") if path.is_file()]
    assert kept
    assert not any(words in data for data in kept for words in (b"Vane", b"Oke"))


def test_what_holds_a_sound_of_ones_own_is_made_each_time(tmp_path: Path) -> None:
    """The file may have changed, and its name tells nothing of it."""
    soundfile.write("creek.wav", np.sin(np.arange(4 * 48_000) / 40) * 0.1, 48_000)
    manner = Manner(tmp_path, Encoding(MP3))
    for keys in ({"bed": "creek.wav"}, {}):
        rendering = guide(BOTH, **keys)
        render_separately(rendering, manner)
        again = render_separately(rendering, manner).entries
        assert [entry.report is not None for entry in again] == [bool(keys)] * 2


def test_a_list_that_somebody_wrote_is_not_overwritten(tmp_path: Path) -> None:
    """Nor one of ours that was changed since."""
    manner = Manner(tmp_path, Encoding(MP3))
    series = render_separately(guide(BOTH), manner)
    series.playlist.write_text(series.playlist.read_text() + "mine.mp3\n")
    with pytest.raises(NotOurs, match=r"both\.m3u8 is there already"):
        render_separately(guide(BOTH), manner)


@pytest.mark.parametrize(
    "slug", ["first-session", "hard-day", "pause-at-work", "clinician-reset", "silent-sitting"]
)
def test_a_bundled_session_has_its_length(slug: str, spoken_once: Folders) -> None:
    """With the embedded voice, exactly what its guide says."""
    rendering = Rendering(library.read_guide(slug), "espeak", PACE)
    with planned_session(rendering, folders=spoken_once) as session:
        assert session.joined().planned().timeline.length % 60_000 == 0
