"""From a practice to a set of takes, to a recording where each line that has none is told."""

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
import soundfile

from compassion_audio import library
from compassion_audio.audio.loudness import integrated, powers_of
from compassion_audio.errors import CompassionAudioError, FileError, SettingsError, VoiceError
from compassion_audio.library import Source
from compassion_audio.script import Say
from compassion_audio.settings import Folders
from compassion_audio.studio.plan import Plan
from compassion_audio.studio.planning import planned
from compassion_audio.studio.render import render
from compassion_audio.studio.rendering import Rendering, Substitute
from compassion_audio.studio.takes import make_set, remove, sets, stand
from compassion_audio.studio.taking import add_files, cut_recording, to_record
from compassion_audio.units import Milliseconds, WordsPerMinute

from ..voices.rooms import in_room, session, word

if TYPE_CHECKING:
    from compassion_audio.audio.clip import Clip

PACE = WordsPerMinute(115)
BODY = """\
You are welcome here.

Rest your hands for now. [pause 3s]

[if 12m or longer] There is more time today. [else] This is short. [end]

May you {wish|be at ease}. And {name} is here.

[if alone] Goodbye for now. [end]
"""


@pytest.fixture
def folders(tmp_path: Path) -> Folders:
    """Keep things where the command does."""
    return Folders(tmp_path / "data", tmp_path / "cache")


def source(body: str = BODY, *, slug: str = "calm") -> Source:
    """Make a practice."""
    return Source(slug, f"{slug}.md", f"---\ntitle: Calm\nminutes: 5\n---\n{body}")


def recording(name: str, *, length: int = 700, level: float = -20.0) -> Path:
    """Write a recording of something like speech in a room."""
    path = Path(name)
    path.parent.mkdir(exist_ok=True, parents=True)
    soundfile.write(path, in_room(word(length, level=level), noise=-50).samples, 48_000)
    return path


def lines(folders: Folders) -> dict[int, str]:
    """Give the lines of the set, in the practice's order."""
    ((_, rows),) = stand("mine", folders=folders)[0]
    return {row.line.number: row.line.text for row in rows}


def test_a_new_set_has_every_line_that_can_be_recorded(folders: Folders) -> None:
    """Of every condition, with defaults; but not those whose words are given each time."""
    made = make_set(source(), "mine", folders=folders)
    assert lines(folders) == {
        1: "You are welcome here.",
        2: "Rest your hands for now.",
        3: "There is more time today.",
        4: "This is short.",
        5: "May you be at ease.",
        6: "Goodbye for now.",
    }
    assert (made.lines, made.fresh, made.personal) == (6, 6, (11,))
    assert sets(folders=folders) == ("mine",)


def test_the_page_to_read_from_has_the_numbers_of_the_set(folders: Folders) -> None:
    """Also after an edit, when they are no longer in a row; lines of other lengths come last."""
    make_set(source(), "mine", folders=folders)
    body = "A new beginning.\n\n" + BODY
    page = make_set(source(body), "mine", folders=folders).page.read_text(encoding="utf-8")
    told = re.findall(r'class="number">([^<]*)</span><span class="words" dir="auto">([^<]*)', page)
    assert told == [
        ("7", "A new beginning."),
        ("1", "You are welcome here."),
        ("2", "Rest your hands for now."),
        ("3", "There is more time today."),
        ("5", "May you be at ease."),
        ("-", "And … is here."),
        ("6", "Goodbye for now."),
        ("4", "This is short."),
    ]


def test_what_is_said_only_beside_other_practices_is_a_line(folders: Folders) -> None:
    """The practice can be joined into a session, and then it is needed."""
    body = "[if alone] Goodbye for now. [else] On we go. [end]"
    assert make_set(source(body), "mine", folders=folders).lines == 2


def test_every_bundled_practice_makes_a_set(folders: Folders) -> None:
    """All in one, each with its page."""
    for slug in library.slugs():
        made = make_set(library.read(slug), "mine", folders=folders)
        assert made.lines > 5
        assert made.page.name == f"reading-{slug}.html"
    practices, left = stand("mine", folders=folders)
    assert [one.slug for one, _ in practices] == list(library.slugs())
    assert not left


def test_without_a_home_the_error_says_what_to_name() -> None:
    """A user without a home folder."""
    with pytest.raises(SettingsError) as caught:
        make_set(source(), "mine", folders=None)
    assert "COMPASSION_DATA" in caught.value.hint


def test_files_are_taken_and_the_others_told(folders: Folders) -> None:
    """By number and by words; with the reason for each that is no take, and nothing is lost."""
    make_set(source(), "mine", folders=folders)
    recording("takes/001.wav", level=-40)
    recording("takes/rest your hands.flac")
    recording("takes/2 again.wav")
    recording("takes/holiday.wav")
    Path("takes/4.wav").write_bytes(b"words")
    Path("takes/notes.txt").write_text("not a sound")
    filled = add_files("mine", [Path("takes"), recording("5.wav")], folders=folders)
    assert [(one.line.number, one.origin) for one in filled.kept] == [
        (1, "001.wav"),
        (2, "2 again.wav"),
        (5, "5.wav"),
    ]
    assert [(Path(one.what).name, one.reason.partition(";")[0]) for one in filled.unused] == [
        ("4.wav", "takes/4.wav is no sound file, or is damaged"),
        ("holiday.wav", "its name tells no line: name it 007, or its words"),
        ("rest your hands.flac", "line 2 has 2 again.wav already"),
    ]
    assert [line.number for line in to_record("mine", folders=folders)] == [3, 4, 6]


def test_a_missing_file_is_an_entry_and_an_empty_folder_an_error(folders: Folders) -> None:
    """A slip in one name does not stop the others."""
    make_set(source(), "mine", folders=folders)
    filled = add_files("mine", [Path("1.wav"), recording("2.wav")], folders=folders)
    assert [one.line.number for one in filled.kept] == [2]
    assert "there is no such file" in filled.unused[0].reason
    Path("empty").mkdir()
    with pytest.raises(FileError, match="no recordings in empty"):
        add_files("mine", [Path("empty")], folders=folders)


def test_a_long_recording_is_cut_into_takes(folders: Folders) -> None:
    """In the practice's order, with the place of each; the missing line is told."""
    make_set(source(), "mine", folders=folders)
    rows = [word(int(95 * (len(text) + 2))) for text in lines(folders).values()]
    what = session(rows, missing=(3,), noise=-50)
    soundfile.write("long.wav", what.clip.samples, 48_000)
    filled = cut_recording("mine", Path("long.wav"), folders=folders)
    assert [one.line.number for one in filled.kept] == [1, 2, 3, 5, 6]
    assert [line.number for line in filled.missing] == [4]
    for one in filled.kept:
        start, end = what.places[one.line.number - 1]
        assert one.start == pytest.approx(start, abs=60)
        assert one.end == pytest.approx(end, abs=60)
        assert one.length == pytest.approx(end - start + 110, abs=60)
    with pytest.raises(CompassionAudioError, match="there is no line 77"):
        cut_recording("mine", Path("long.wav"), folders=folders, first=77)


def test_a_part_of_a_practice_can_be_cut(folders: Folders) -> None:
    """From a line to a line, of the practice that is named where there are several."""
    make_set(source(), "mine", folders=folders)
    make_set(source("Only this one.", slug="other"), "mine", folders=folders)
    soundfile.write("long.wav", session([word(1_500)] * 2).clip.samples, 48_000)
    with pytest.raises(CompassionAudioError, match="several practices") as caught:
        cut_recording("mine", Path("long.wav"), folders=folders)
    assert caught.value.hint == "name one with --practice: calm, other"
    filled = cut_recording(
        "mine", Path("long.wav"), folders=folders, practice="calm", first=3, last=4
    )
    assert {one.line.number for one in filled.kept} <= {3, 4}
    assert filled.kept


def test_removing_takes_and_sets(folders: Folders) -> None:
    """A line without a take is told before anything goes."""
    make_set(source(), "mine", folders=folders)
    add_files("mine", [recording("1.wav"), recording("2.wav")], folders=folders)
    with pytest.raises(CompassionAudioError, match="line 3 has no take"):
        remove("mine", (1, 3), folders=folders)
    remove("mine", (1,), folders=folders)
    assert [line.number for line in to_record("mine", folders=folders)] == [1, 3, 4, 5, 6]
    remove("mine", folders=folders)
    assert sets(folders=folders) == ()


def rendering(body: str = BODY, **more: object) -> Rendering:
    """Ask for the practice in one's own voice, and the hum where there is no take."""
    values = {"name": "Anna"} if "{name}" in body else {}
    asked: dict[str, object] = {"otherwise": "tone:low", "values": values} | more
    return Rendering(source(body), "takes:mine", PACE, **asked)  # type: ignore[arg-type]  # fields


def planning(asked: Rendering, folders: Folders) -> Plan:
    """Plan, and keep the plan."""
    with planned(asked, folders=folders) as plan:
        return plan


@pytest.fixture
def recorded(folders: Folders) -> Folders:
    """Record lines 1, 2, 5 and 6 of the practice, each as loud as one likes."""
    make_set(source(), "mine", folders=folders)
    files = [recording(f"{number}.wav", level=-12 - 6 * number) for number in (1, 2, 5, 6)]
    add_files("mine", files, folders=folders)
    return folders


def test_lines_without_a_take_are_spoken_by_another_and_told(recorded: Folders) -> None:
    """Who speaks each line, and why; a line with words of one's own says so and shows none."""
    plan = planning(rendering(), recorded)
    assert plan.voice.name == "takes:mine"
    assert plan.substitutes == (
        Substitute(9, "it was not recorded", "tone:low", "calm"),
        Substitute(11, "it holds words of your own", "tone:low", "calm"),
    )
    who = {say.text: name for say, name in plan.speakers.items()}
    assert who["You are welcome here."] == "takes:mine"
    assert who["This is short."] == "tone:low"
    assert who["And Anna is here."] == "tone:low"


def test_a_line_whose_words_changed_is_told_so(recorded: Folders) -> None:
    """Also before the set is made again; a line that is merely like one still there is not."""
    body = BODY.replace("Rest your hands for now.", "Rest your hands a while.")
    body = body.replace("This is short.", "You are welcome there.")
    told = {one.line: one.reason for one in planning(rendering(body), recorded).substitutes}
    assert told[7] == "its words have changed since it was recorded"
    assert told[9] == "it was not recorded"
    make_set(source(body), "mine", folders=recorded)
    again = {one.line: one.reason for one in planning(rendering(body), recorded).substitutes}
    assert again == told


def test_a_line_of_another_practice_is_not_what_a_line_once_was(recorded: Folders) -> None:
    """A set holds several practices, and they resemble each other."""
    other = Source("other", "other.md", "---\ntitle: B\n---\nRest your hands a while.")
    make_set(other, "mine", folders=recorded)
    asked = Rendering(other, "takes:mine", PACE, otherwise="tone:low")
    (one,) = planning(asked, recorded).substitutes
    assert one.reason == "it was not recorded"


def test_with_every_line_recorded_no_other_voice_is_needed(folders: Folders) -> None:
    """The one that was named for the others need not even be there."""
    body = "You are welcome here.\n\nRest your hands for now."
    make_set(source(body), "mine", folders=folders)
    add_files("mine", [recording("1.wav"), recording("2.wav")], folders=folders)
    plan = planning(rendering(body, otherwise="nobody:none"), folders)
    assert plan.substitutes == ()
    assert set(plan.speakers.values()) == {"takes:mine"}


def test_a_recorded_voice_cannot_stand_in_for_another(recorded: Folders) -> None:
    """It has lines of its own alone."""
    with pytest.raises(VoiceError, match="cannot speak the lines that have no take"):
        planning(rendering(otherwise="takes:mine"), recorded)


def test_a_role_can_be_ones_own_voice(recorded: Folders) -> None:
    """The practice by the hum, the second voice by oneself."""
    body = "Something else. [voice second] You are welcome here. [voice]"
    asked = Rendering(source(body), "tone:low", PACE, roles={"second": "takes:mine"})
    plan = planning(asked, recorded)
    assert sorted(plan.speakers.values()) == ["takes:mine", "tone:low"]
    assert plan.substitutes == ()


def test_an_exact_length_is_reached_with_takes(recorded: Folders) -> None:
    """Takes are measured as any clip is."""
    asked = rendering(length=Milliseconds(30_000))
    assert planning(asked, recorded).timeline.length == 30_000


def test_takes_sound_and_each_speaker_has_a_gain_of_its_own(recorded: Folders) -> None:
    """A soft take beside the hum is brought up by its own factor, and not by the hum's."""
    report = render(rendering(), to=Path("a.mp3"), folders=recorded)
    assert report.voice == "takes:mine"
    assert [one.line for one in report.substitutes] == [9, 11]
    assert report.lines == 6
    samples, rate = soundfile.read("a.mp3")
    assert rate == 48_000
    plan = planning(rendering(), recorded)

    def loudness(speaker: str) -> float:
        cues = [cue for cue in plan.timeline.cues if isinstance(cue.step, Say)]
        mine = [cue for cue in cues if plan.speakers[cue.step] == speaker]  # type: ignore[index]  # a Say
        heard = np.concatenate([samples[cue.start * 48 : cue.end * 48] for cue in mine])
        return integrated(powers_of(heard[:, np.newaxis].astype(np.float32)))

    for speaker in ("takes:mine", "tone:low"):
        assert loudness(speaker) == pytest.approx(-19, abs=1.5)


def test_what_is_in_the_recording_is_the_take(recorded: Folders) -> None:
    """The words of line 1 are where the plan has them, as they were recorded."""
    render(rendering(), to=Path("a.mp3"), folders=recorded)
    samples, _ = soundfile.read("a.mp3", dtype="float32")
    with planned(rendering(), folders=recorded) as plan:
        first = next(cue for cue in plan.timeline.cues if isinstance(cue.step, Say))
        take: Clip = plan.clips[first.step]  # type: ignore[index]  # a Say
    heard = samples[first.start * 48 : first.end * 48]
    known = take.samples[:, 0]
    alike = float(np.dot(heard, known) / np.linalg.norm(heard) / np.linalg.norm(known))
    assert alike > 0.98


def test_the_list_of_a_set_is_plain_json(recorded: Folders) -> None:
    """Anyone's program can read it."""
    data = json.loads((recorded.data / "takes" / "mine" / "lines.json").read_bytes())
    assert data["version"] == 1
    assert data["practices"][0]["numbers"] == [1, 2, 3, 4, 5, 6]
    assert data["lines"][0]["take"]["file"] == "001.flac"
