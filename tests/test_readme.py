"""What the README shows is run as it is written."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import soundfile

README = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")
BINARIES = Path(sys.executable).parent


def blocks(kind: str) -> list[str]:
    """Give the fenced blocks of a kind, in order."""
    return re.findall(rf"^```{kind}\n(.*?)^```", README, re.DOTALL | re.MULTILINE)


def commands() -> list[str]:
    """Give every line that starts with the program's name."""
    lines = [line.partition("#")[0].strip() for block in blocks("sh") for line in block.split("\n")]
    return [line for line in lines if line.startswith("compassion")]


@pytest.mark.skipif(sys.platform == "win32", reason="the README's shell is POSIX")
@pytest.mark.parametrize("line", commands())
def test_each_command_of_the_readme_works(line: str, surroundings: Path) -> None:
    """Copied from the page into a shell, it ends with 0. Voices that are not named hum."""
    (surroundings / "window.md").write_text(blocks("markdown")[0], encoding="utf-8")
    environment = os.environ | {
        "PATH": f"{BINARIES}{os.pathsep}{os.environ['PATH']}",
        "COMPASSION_VOICE": "tone",
    }
    done = subprocess.run(["sh", "-c", line], env=environment, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()


def test_the_readme_has_its_commands() -> None:
    """The test above would pass on a page without any."""
    assert len(commands()) >= 9
    assert "compassion render window.md" in commands()


def test_the_library_example_of_the_readme_runs(surroundings: Path) -> None:
    """The few lines of Python make the file they name."""
    (example,) = blocks("python")
    done = subprocess.run(
        [sys.executable, "-c", example], capture_output=True, check=True, cwd=surroundings
    )
    length = int(done.stdout.split()[0])
    assert soundfile.info(surroundings / "calm.mp3").frames == length * 48


def test_the_two_commands_stand_as_promised() -> None:
    """One line makes a recording, one passes the tests."""
    lines = [line for block in blocks("sh") for line in block.splitlines()]
    assert "python -m pip install . && compassion render self-compassion-break" in lines
    assert "python -m pip install '.[test]' && python -m pytest" in lines
