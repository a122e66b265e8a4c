"""The roof itself: greeting, help, manners, exit statuses."""

import subprocess
import sys
from collections.abc import Callable
from importlib.metadata import entry_points
from pathlib import Path

import pytest

import compassion_audio
from compassion_audio.cli.app import COMMANDS

from .conftest import Said

Call = Callable[..., Said]


def test_the_bare_command_greets_with_three_things_to_try(compassion: Call) -> None:
    """A newcomer types the name and learns what to type next; each suggestion works."""
    told = compassion()
    tries = [line.split() for line in told.out.splitlines() if line.startswith("  compassion ")]
    assert told.status == 0
    assert [words[1] for words in tries] == ["render", "list", "show"]
    assert compassion("list").status == 0
    assert compassion(*tries[2][1:3]).status == 0


def test_the_version_is_the_packages(compassion: Call) -> None:
    """`--version` names the program and its version."""
    assert compassion("--version").out == f"compassion-audio {compassion_audio.__version__}\n"


@pytest.mark.parametrize("words", [(), *((name,) for name in COMMANDS)])
@pytest.mark.parametrize("flag", ["--help", "-h"])
def test_help_begins_with_an_example(words: tuple[str, ...], flag: str, compassion: Call) -> None:
    """The first thing on the page is something to copy."""
    told = compassion(*words, flag)
    lines = told.out.splitlines()
    assert told.status == 0
    assert lines[0] == "Example:"
    assert lines[1].startswith(" ".join(["  compassion", *words]))


def test_an_unknown_command_names_the_nearest_and_exits_2(compassion: Call) -> None:
    """A slip of the finger costs one reading."""
    told = compassion("rendr")
    assert told.status == 2
    assert told.err.rstrip().endswith(
        "there is no command called 'rendr'; did you mean render or remind?"
    )
    assert told.out == ""


def test_an_unknown_option_exits_2(compassion: Call) -> None:
    """Mistyped is told apart from failed."""
    assert compassion("render", "--pase", "100", "breathing-space").status == 2


def test_a_missing_word_exits_2(compassion: Call) -> None:
    """`render` alone does not guess."""
    assert compassion("render").status == 2


def test_help_and_the_package_load_no_numpy() -> None:
    """Help comes at once, because nothing heavy is imported for it."""
    look = (
        "import sys, compassion_audio; from compassion_audio.cli.app import run; "
        "run(['--help']); run(['render', '--help']); run(['list']); "
        "run(['show', 'breathing-space'])"
        "; sys.exit('numpy' in sys.modules or 'mutagen' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", look], capture_output=True, check=False)
    assert done.returncode == 0, done.stderr


def test_both_names_of_the_command_are_installed() -> None:
    """`compassion` and `compassion-audio` are the same program."""
    scripts = {point.name: point.value for point in entry_points(group="console_scripts")}
    assert scripts["compassion"] == scripts["compassion-audio"] == "compassion_audio.cli:main"


def test_the_module_is_the_command(command_line: list[str]) -> None:
    """`python -m compassion_audio` is the way in where scripts are not on the PATH."""
    done = subprocess.run([*command_line, "--version"], capture_output=True, check=True, text=True)
    assert done.stdout == f"compassion-audio {compassion_audio.__version__}\n"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has /dev/full")
def test_a_list_that_cannot_be_written_is_told_in_one_line(command_line: list[str]) -> None:
    """Standard output on a full disk is an error like any other."""
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [*command_line, "list"], stdout=full, stderr=subprocess.PIPE, check=False, text=True
        )
    assert done.returncode == 1
    assert done.stderr.startswith("Error: cannot write to standard output: the disk is full; ")
    assert len(done.stderr.splitlines()) == 1


def test_a_reader_that_leaves_early_gets_no_traceback(command_line: list[str]) -> None:
    """`compassion list | head -1` ends quietly."""
    with subprocess.Popen(
        [*command_line, "show", "self-compassion-break", "--json"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        errors = process.stderr.read()
    assert errors == b""
