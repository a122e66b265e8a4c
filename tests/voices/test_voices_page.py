"""`docs/voices.md`: the engine it shows works as it is shown."""

import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import soundfile

PAGE = (Path(__file__).parents[2] / "docs" / "voices.md").read_text(encoding="utf-8")


def block(kind: str) -> str:
    """Give the one fenced block of a kind."""
    (found,) = re.findall(rf"^```{kind}\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE)
    return str(found)


@pytest.fixture
def packages(tmp_path: Path) -> Path:
    """Install the package of the page, as pip would: its module, and what its project declares."""
    folder = tmp_path / "packages"
    project = tomllib.loads(block("toml"))["project"]
    ((group, points),) = project["entry-points"].items()
    ((name, target),) = points.items()
    module = target.partition(":")[0]
    declared = folder / f"{module}-{project['version']}.dist-info"
    declared.mkdir(parents=True)
    (folder / f"{module}.py").write_text(block("python"), encoding="utf-8")
    (declared / "entry_points.txt").write_text(f"[{group}]\n{name} = {target}\n")
    (declared / "METADATA").write_text(
        f"Metadata-Version: 2.1\nName: {project['name']}\nVersion: {project['version']}\n"
    )
    return folder


def compassion(packages: Path, *words: str) -> str:
    """Run the real command with the package beside it."""
    code = f"import sys; sys.path.insert(0, {str(packages)!r})\n"
    code += "from compassion_audio.cli import main; sys.exit(main())"
    done = subprocess.run([sys.executable, "-c", code, *words], capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout.decode()


def test_the_engine_of_the_page_is_found_listed_and_rendered_with(
    packages: Path, surroundings: Path
) -> None:
    """Installed beside the program, with nothing else done."""
    engines = {
        one["name"]: one for one in json.loads(compassion(packages, "voices", "--json"))["engines"]
    }
    assert engines["chime"]["available"] is True
    assert engines["chime"]["voices"][0]["name"] == "chime:small"
    words = ("render", "breathing-space", "--voice", "chime", "-o", "chime.mp3", "--json")
    assert json.loads(compassion(packages, *words))["voice"] == "chime:small"
    assert soundfile.info(surroundings / "chime.mp3").duration > 60


def test_the_commands_of_the_page_work(packages: Path) -> None:
    """Those that need no network, one after the other."""
    lines = [line.partition("#")[0].split() for line in block("sh").splitlines()]
    assert len(lines) == 4
    for _, *words in lines:
        compassion(packages, *words)


def test_the_page_names_every_bundled_engine() -> None:
    """A new one gets its line in the table."""
    root = Path(__file__).parents[2]
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    for name in project["entry-points"]["compassion_audio.engines"]:
        assert f"| `{name}` |" in PAGE
