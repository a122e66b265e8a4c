"""`compassion render`: what it makes, what it says, and how it fails."""

import json
import os
import pty
import re
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import soundfile

from .conftest import Said

Call = Callable[..., Said]
MINE = "---\ntitle: Mine\n---\nHere we are. [pause 2s]\n\n# Then\n\nAnd here.\n"


def write_mine(name: str = "mine.md", text: str = MINE) -> Path:
    """Write a small practice of one's own."""
    path = Path(name)
    path.write_text(text, encoding="utf-8")
    return path


def everything() -> set[str]:
    """Name all files below the folder the test stands in."""
    return {str(path) for path in Path().rglob("*") if path.is_file()}


def test_render_makes_the_folder_and_says_what_it_made(compassion: Call) -> None:
    """The file, its title, its length, its voice, the truth about it, and a warmer one."""
    told = compassion("render", "breathing-space", "--voice", "espeak")
    made = Path("audio_out/breathing-space.mp3")
    assert told.status == 0
    assert told.out == ""
    lines = told.err.splitlines()
    assert lines[0] == f"Made {made}"
    minutes, seconds = divmod(int(soundfile.info(made).duration), 60)
    length = f"{minutes}:{seconds:02}"
    assert lines[1] == f"  Breathing space, {length}, spoken by espeak:en-us+klatt4."
    assert "robot" in lines[2]
    assert lines[3].startswith("  A warmer voice: ")


def test_a_practice_of_ones_own_goes_where_it_is_told(compassion: Call) -> None:
    """A file in, a file out; with a folder, the recording takes the practice's name."""
    write_mine()
    assert compassion("render", "mine.md", "--voice", "tone", "-o", "for-anna.mp3").status == 0
    assert compassion("render", "mine.md", "--voice", "tone", "-o", "new-folder").status == 0
    assert everything() == {"mine.md", "for-anna.mp3", "new-folder/mine.mp3"}


def test_settings_and_flags_choose_voice_and_pace(
    compassion: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A flag wins over the environment; both are told in the report."""
    write_mine()
    monkeypatch.setenv("COMPASSION_VOICE", "tone:low")
    monkeypatch.setenv("COMPASSION_PACE", "60")
    slow = json.loads(compassion("render", "mine.md", "--json").out)
    quick = json.loads(compassion("render", "mine.md", "--json", "--pace", "120").out)
    assert (slow["voice"], slow["pace"], quick["pace"]) == ("tone:low", 60, 120)
    assert slow["spoken_ms"] == pytest.approx(2 * quick["spoken_ms"], rel=0.01)


def test_a_script_from_standard_input_becomes_an_mp3_on_standard_output(
    command_line: list[str],
) -> None:
    """`render - -o -` is a filter; nothing but the recording is on standard output."""
    done = subprocess.run(
        [*command_line, "render", "-", "--voice", "tone", "-o", "-"],
        input=MINE.encode(),
        capture_output=True,
        check=True,
    )
    Path("piped.mp3").write_bytes(done.stdout)
    assert done.stdout.startswith(b"ID3")
    assert soundfile.info("piped.mp3").duration == pytest.approx(2 + 5 * 60 / 115 + 0.11, abs=0.05)
    assert b"standard output" in done.stderr


def test_quiet_says_nothing_and_verbose_says_each_line(compassion: Call) -> None:
    """-q for scripts, -v for the curious."""
    write_mine()
    assert compassion("render", "mine.md", "--voice", "tone", "-q").err == ""
    told = compassion("render", "mine.md", "--voice", "tone", "-v")
    assert told.err.splitlines()[:2] == ["1/2 Here we are.", "2/2 And here."]


def test_without_a_terminal_nothing_moves(compassion: Call) -> None:
    """A log file holds plain lines, no carriage return and no colour."""
    write_mine()
    told = compassion("render", "mine.md", "--voice", "tone")
    assert "\r" not in told.err
    assert "\033" not in told.err


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pseudo-terminals")
def test_on_a_terminal_it_shows_what_is_being_said_and_how_far(command_line: list[str]) -> None:
    """A line moves: the share done and the words; at the end it is gone."""
    write_mine()
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [*command_line, "render", "mine.md", "--voice", "tone"], stderr=theirs
    ) as process:
        os.close(theirs)
        shown = b""
        try:
            while piece := os.read(ours, 4096):
                shown += piece
        except OSError:  # Linux's way to say that the other end is closed
            pass
    os.close(ours)
    text = shown.decode()
    assert process.returncode == 0
    assert re.search(r"\r\[=* *\] +0%  Here we are\.", text)
    assert re.search(r"\r\[=+ *\] +50%  And here\.", text)
    assert "writing the recording" in text
    assert "\r\033[K" in text
    assert "\033[KMade audio_out/mine.mp3" in text


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (
            ("sefl-compassion-break",),
            "there is no practice and no guide called 'sefl-compassion-break'; did you mean",
        ),
        (("missing.md",), "cannot read missing.md: there is no such file or folder"),
        (("folder.md",), "cannot read folder.md: it is a folder"),
        (("latin.md",), "latin.md: line 4: this is not UTF-8 text"),
        (("empty.md",), "empty.md: line 1, column 1: the script is empty"),
        (("bare.md",), "bare.md: line 1, column 1: there is no front matter"),
        (("untitled.md",), "untitled.md: line 1, column 1: the front matter has no title"),
        (
            ("misspelt.md",),
            "misspelt.md: line 12, column 5: unknown mark [puase 5s]; did you mean [pause 5s]?",
        ),
        (("mine.md", "--voice", "espaek"), "there is no engine called 'espaek'; did you mean esp"),
        (("mine.md", "--pace", "fast"), "--pace cannot be 'fast'; a pace is a number from 60"),
        (("mine.md", "-o", "folder.mp3"), "cannot write folder.mp3: it is a folder"),
        (("mine.md", "-o", "mine.md/x.mp3"), "cannot write mine.md/x.mp3: a part of the path is a"),
        (("mine.md", "-o", "song.mp3"), "song.mp3 is there already, and this program did not ma"),
        (
            ("mine.md", "-o", "x.wave"),
            "cannot write x.wave: .wave is no ending of a recording; did you mean .wav? the",
        ),
    ],
)
def test_bad_input_gets_one_line_and_leaves_nothing(
    words: tuple[str, ...], message: str, compassion: Call
) -> None:
    """What, where, what to do; exit 1; not a byte is written."""
    write_mine()
    Path("folder.md").mkdir()
    Path("folder.mp3").mkdir()
    Path("song.mp3").write_bytes(b"a song")
    Path("latin.md").write_bytes(b"---\ntitle: Caf\n---\ncaf\xe9\n")
    write_mine("empty.md", "\n")
    write_mine("bare.md", "Hello.\n")
    write_mine("untitled.md", "---\nminutes: 5\n---\nHello.\n")
    write_mine("misspelt.md", "---\ntitle: Mine\n---\nHello.\n" + "\n" * 7 + "So. [puase 5s]\n")
    before = everything()
    told = compassion("render", *words, *(() if "--voice" in words else ("--voice", "tone")))
    assert told.status == 1
    assert told.err.startswith(f"Error: {message}")
    assert len(told.err.splitlines()) == 1
    assert told.out == ""
    assert everything() == before


def test_every_problem_of_a_script_is_told_at_once(compassion: Call) -> None:
    """One run, all the mistakes, a line each."""
    write_mine(text="---\ntitle: Mine\n---\nA [puase] b. {1} c. <b>d</b>\n")
    told = compassion("render", "mine.md", "--voice", "tone")
    assert told.status == 1
    assert [line.split(": ")[0] for line in told.err.splitlines()] == ["Error"] * 5


def test_force_overwrites_what_is_not_ours(compassion: Call) -> None:
    """Only when asked."""
    write_mine()
    Path("song.mp3").write_bytes(b"a song")
    words = ("render", "mine.md", "--voice", "tone", "-o", "song.mp3")
    assert compassion(*words).status == 1
    assert Path("song.mp3").read_bytes() == b"a song"
    assert compassion(*words, "--force").status == 0
    assert Path("song.mp3").read_bytes().startswith(b"ID3")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has /dev/full")
def test_a_full_disk_is_told_in_one_line(command_line: list[str]) -> None:
    """Standard output to a full device: the reason, what to do, exit 1."""
    write_mine()
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [*command_line, "render", "mine.md", "--voice", "tone", "-o", "-"],
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
        )
    assert done.returncode == 1
    told = done.stderr.decode()
    assert told.startswith("Error: cannot write the recording to the output: the disk is full; ")
    assert len(told.splitlines()) == 1


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limit on a file's size")
def test_a_disk_that_fills_up_leaves_nothing(command_line: list[str]) -> None:
    """The file that could not be finished is not there, and neither is a part of it."""
    write_mine()
    limited = f"ulimit -f 40; exec {' '.join(command_line)} render mine.md --voice tone -o x.mp3"
    done = subprocess.run(["sh", "-c", limited], capture_output=True, check=False, text=True)
    assert done.returncode == 1
    assert done.stderr.startswith("Error: cannot write x.mp3: the file would be larger than")
    assert len(done.stderr.splitlines()) == 1
    assert everything() == {"mine.md"}


@pytest.mark.skipif(sys.platform == "win32", reason="rights work another way on Windows")
def test_a_folder_that_may_not_be_written_is_told(compassion: Call) -> None:
    """In words, with a way out. Root may write to any ordinary folder, so it tries /sys."""
    write_mine()
    Path("locked").mkdir(mode=0o555)
    folder = "/sys" if os.geteuid() == 0 else "locked"
    told = compassion("render", "mine.md", "--voice", "tone", "-o", f"{folder}/x.mp3")
    assert told.status == 1
    assert re.fullmatch(
        rf"Error: cannot write {folder}/x.mp3: (permission is denied|the disk is read-only); "
        r"choose .*\n",
        told.err,
    )
    assert everything() == {"mine.md"}


@pytest.mark.skipif(sys.platform == "win32", reason="Windows sends no SIGINT to one process")
@pytest.mark.parametrize(
    ("sent", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)], ids=["ctrl-c", "terminate"]
)
def test_an_interrupted_render_leaves_nothing(
    sent: signal.Signals, status: int, command_line: list[str]
) -> None:
    """In the middle of the speaking: the exit status says so, and no file is left behind."""
    words = "\n\n".join(f"Here is sentence number {count}." for count in range(2000))
    write_mine(text=f"---\ntitle: Long\n---\n{words}\n")
    with subprocess.Popen(
        [*command_line, "render", "mine.md", "--voice", "espeak", "-v"],
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stderr is not None
        for line in process.stderr:
            if line.startswith("20/"):
                break
        process.send_signal(sent)
        rest = process.stderr.read()
    assert process.returncode == status
    assert "Traceback" not in rest
    assert everything() == {"mine.md"}


def test_work_that_appears_while_we_write_is_not_lost(
    compassion: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The place is looked at again before the recording takes it."""
    from compassion_audio.delivery import recording
    from compassion_audio.studio import render as room

    write_mine()
    own = Path("mine.mp3")

    def write_and_be_overtaken(*words: object, **more: object) -> None:
        room_write(*words, **more)  # type: ignore[arg-type]  # handed through
        own.write_bytes(b"precious")

    room_write = recording.write_recording
    monkeypatch.setattr(room, "write_recording", write_and_be_overtaken)
    told = compassion("render", "mine.md", "--voice", "tone", "-o", "mine.mp3")
    assert told.status == 1
    assert own.read_bytes() == b"precious"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pipes with names")
def test_a_place_that_is_no_file_is_refused(compassion: Call) -> None:
    """A pipe is neither waited for nor replaced."""
    write_mine()
    os.mkfifo("pipe.mp3")
    for force in ((), ("--force",)):
        told = compassion("render", "mine.md", "--voice", "tone", "-o", "pipe.mp3", *force)
        assert told.err.startswith("Error: cannot write pipe.mp3: it is no ordinary file")


@pytest.mark.parametrize("wanted", ["~nobody-of-this-name/x.mp3", "x" * 300 + ".mp3"])
def test_a_path_that_cannot_be_is_told_in_one_line(wanted: str, compassion: Call) -> None:
    """No such person, or a name that is too long."""
    write_mine()
    told = compassion("render", "mine.md", "--voice", "tone", "-o", wanted)
    assert told.status == 1
    assert len(told.err.splitlines()) == 1


@pytest.mark.skipif(sys.platform == "win32", reason="the shell is POSIX")
@pytest.mark.parametrize("closed", ["2>&-", "-v 2>/dev/full", "<&-"])
def test_a_recording_is_made_whoever_listens(closed: str, command_line: list[str]) -> None:
    """A closed terminal or a full log is no reason not to make it."""
    write_mine()
    line = f"{' '.join(command_line)} render mine.md --voice tone -o x.mp3 {closed}"
    done = subprocess.run(["sh", "-c", line], check=False, capture_output=True)
    assert done.returncode == 0, done.stderr
    assert Path("x.mp3").exists()


def test_standard_input_that_is_closed_is_told(command_line: list[str]) -> None:
    """One line, not a traceback."""
    done = subprocess.run(
        ["sh", "-c", f"{' '.join(command_line)} render - <&-"], check=False, capture_output=True
    )
    assert done.returncode == 1
    assert done.stderr.startswith(b"Error: standard input is closed")


def test_a_name_that_is_a_voice_without_its_engine_is_understood(compassion: Call) -> None:
    """The whole name is in the answer."""
    told = compassion("render", "breathing-space", "--voice", "high")
    assert told.err == "Error: there is no engine called 'high'; did you mean tone:high?\n"


def test_a_stream_is_what_format_says(command_line: list[str], surroundings: Path) -> None:
    """Without a name there is no ending to go by; MP3 where nothing is said."""
    write_mine()
    begins = {}
    for words in ((), ("--format", "flac")):
        command = [*command_line, "render", "mine.md", "--voice", "tone", "-q", "-o", "-", *words]
        done = subprocess.run(command, capture_output=True, check=True, cwd=surroundings)
        begins[words] = done.stdout[:4]
    assert begins == {(): b"ID3\x03", ("--format", "flac"): b"fLaC"}


def test_a_format_and_a_quality_are_chosen_on_the_command_line(compassion: Call) -> None:
    """By the ending, or by name; a variable bit rate is smaller than a high constant one."""
    write_mine()
    usual = ("render", "mine.md", "--voice", "tone", "-o")
    assert compassion(*usual, "small.mp3", "--vbr", "9").status == 0
    assert compassion(*usual, "large.mp3", "--bit-rate", "320").status == 0
    assert compassion(*usual, "out/", "--format", "wav").status == 0
    assert Path("small.mp3").stat().st_size < Path("large.mp3").stat().st_size
    assert Path("out/mine.wav").read_bytes()[:4] == b"RIFF"


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        (("-o", "x.flac", "--bit-rate", "96"), 2, "FLAC has no bit rate to choose"),
        (("--bit-rate", "97"), 2, "97 is no bit rate of MP3; it has 64, 80, 96"),
        (("--bit-rate", "96", "--vbr", "2"), 2, "choose one of the two"),
        (("-o", "x.flac", "--format", "wav"), 1, "it ends in .flac, and the format is wav"),
        (("-o", "x.mp33"), 1, ".mp33 is no ending of a recording; did you mean .mp3"),
    ],
)
def test_a_choice_that_cannot_be_had_is_one_line_and_no_file(
    words: tuple[str, ...], status: int, said: str, compassion: Call
) -> None:
    """Told before anything is spoken."""
    write_mine()
    told = compassion("render", "mine.md", "--voice", "tone", *words)
    assert told.status == status
    assert said in told.err
    assert everything() == {"mine.md"}


def test_a_bed_may_be_a_file_of_ones_own(compassion: Call) -> None:
    """By its path; what is neither a kind nor a file is a slip, and told as one."""
    noise = np.random.default_rng(1).standard_normal((3 * 48_000, 2)) * 0.1
    soundfile.write("creek.wav", noise, 48_000)
    write_mine()
    done = compassion("render", "mine.md", "-o", "mine.mp3", "--bed", "./creek.wav")
    assert done.status == 0
    assert soundfile.info("mine.mp3").channels == 2
    slip = compassion("render", "mine.md", "-o", "other.mp3", "--bed", "raim")
    assert slip.status == 2
    assert "there is no bed 'raim'; did you mean rain or" in slip.err
    gone = compassion("render", "mine.md", "-o", "other.mp3", "--bed", "crek.wav")
    assert (gone.status, gone.err) == (
        1,
        "Error: cannot read crek.wav: there is no such file; check the name\n",
    )


def test_a_sound_of_ones_own_is_told_where_it_is_missing(compassion: Call) -> None:
    """With the script's line, in one sentence."""
    write_mine(text='---\ntitle: Mine\n---\nHello.\n\n[sound "sea.wav"]\n')
    gone = compassion("render", "mine.md", "-o", "mine.mp3")
    assert gone.status == 1
    assert gone.err.startswith(
        "Error: mine.md: line 6: there is no sea.wav in the script's folder;"
    )
    assert not Path("mine.mp3").exists()


def test_captions_are_written_beside_the_recording(compassion: Call) -> None:
    """They are named in the summary and in the data."""
    write_mine()
    told = compassion(
        "render", "mine.md", "--voice", "tone", "-o", "a.mp3", "--captions", "vtt,srt"
    )
    assert told.status == 0
    assert "Beside it: a.vtt, a.srt" in told.err
    assert everything() == {"mine.md", "a.mp3", "a.vtt", "a.srt"}
    again = compassion(
        "render", "mine.md", "--voice", "tone", "-o", "a.mp3", "--captions", "vtt", "--json"
    )
    assert json.loads(again.out)["captions"] == ["a.vtt"]


def test_each_recording_of_a_session_has_its_captions(compassion: Call) -> None:
    """Those that were there already get theirs, too, and edited ones are not lost."""
    write_mine("one.md")
    Path("both.yaml").write_text(
        "title: Both\nitems:\n  - practice: one.md\n  - practice: one.md\n", encoding="utf-8"
    )
    words = ("render", "both.yaml", "--separate", "--voice", "tone", "-o", "both")
    assert compassion(*words).status == 0
    assert compassion(*words, "--captions", "txt").status == 0
    made = {path for path in everything() if path.endswith(".txt")}
    assert made == {"both/01-one.txt", "both/02-one.txt"}
    Path("both/02-one.txt").write_text("mine", encoding="utf-8")
    told = compassion(*words, "--captions", "txt")
    assert told.status == 1
    assert "02-one.txt is there already" in told.err


def test_captions_need_a_file_to_stand_beside(compassion: Call) -> None:
    """A stream has no place for them, and an unknown kind is told with the nearest."""
    write_mine()
    words = ("render", "mine.md", "--voice", "tone", "--captions")
    assert compassion(*words, "vtt", "-o", "-").status == 2
    told = compassion(*words, "sbv")
    assert told.status == 1
    assert "no kind of captions" in told.err
