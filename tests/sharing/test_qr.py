"""A camera reads the address, from the terminal's letters and from the picture."""

import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from compassion_audio.sharing.qr import as_svg, in_terminal

ADDRESS = "http://192.168.178.23:41777/3FGdCV8TPKTykc1GFuXoLA/feed.xml"
_HALVES = {" ": (0, 0), "\u2580": (1, 0), "\u2584": (0, 1), "\u2588": (1, 1)}


def read(picture: Image.Image, path: Path, program: Callable[[str], str]) -> str:
    """Let a stranger read it."""
    picture.save(path)
    command = [program("zbarimg"), "-q", "--raw", str(path)]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def seen(lines: list[str]) -> Image.Image:
    """Draw half blocks as a terminal does, light letters on a dark ground."""
    rows = [[_HALVES[one][half] for one in line] for line in lines for half in (0, 1)]
    picture = Image.new("L", (len(rows[0]), len(rows)))
    picture.putdata([255 * bit for row in rows for bit in row])
    return picture.resize((picture.width * 6, picture.height * 6), Image.Resampling.NEAREST)


@pytest.mark.parametrize("is_coloured", [True, False])
def test_a_camera_reads_the_terminal(
    tmp_path: Path, program: Callable[[str], str], *, is_coloured: bool
) -> None:
    """In forty columns and twenty lines; with colours, dark on light whatever the terminal's."""
    text = in_terminal(ADDRESS, is_coloured=is_coloured)
    lines = [re.sub(r"\033\[[\d;]*m", "", line) for line in text.splitlines()]
    assert max(map(len, lines)) <= 40
    assert len(lines) <= 20
    assert ("\033[97;40m" in text) is is_coloured
    assert read(seen(lines), tmp_path / "t.png", program) == ADDRESS


def test_a_camera_reads_the_picture(tmp_path: Path, program: Callable[[str], str]) -> None:
    """The SVG has the quiet border of the standard, and says its address nowhere in plain words."""
    svg = as_svg(ADDRESS).decode()
    assert "192.168" not in svg
    size, path = re.search(r'width="(\d+)"', svg), re.search(r'stroke="#000" d="([^"]*)"', svg)
    assert size
    assert path
    side = int(size[1]) // 8
    picture = Image.new("L", (side, side), 255)
    x = y = 0.0
    for kind, one, two in re.findall(r"([Mmh])(-?[\d.]+)(?: (-?[\d.]+))?", path[1]):
        if kind == "h":
            for at in range(int(float(one))):
                picture.putpixel((int(x) + at, int(y)), 0)
            x += float(one)
        else:
            x, y = (0.0, 0.0) if kind == "M" else (x, y)
            x, y = x + float(one), y + float(two or 0)
    large = picture.resize((side * 6, side * 6), Image.Resampling.NEAREST)
    assert read(large, tmp_path / "s.png", program) == ADDRESS
