"""The cover is a small JPEG, always the same for a title, in a colour of its own."""

import hashlib
import io
import os
import subprocess
import sys
from itertools import combinations

import numpy as np
import numpy.typing as npt
import pytest
from PIL import Image

from compassion_audio.delivery.cover import draw_cover
from compassion_audio.studio.catalogue import catalogue

TITLE = "Self-compassion break"


def pixels(title: str) -> npt.NDArray[np.float64]:
    """Draw a cover and look at it."""
    with Image.open(io.BytesIO(draw_cover(title))) as image:
        return np.asarray(image.convert("RGB"), dtype=np.float64)


def seen_from_afar(title: str) -> npt.NDArray[np.float64]:
    """Draw a cover and look at it as small as a list of recordings shows it."""
    with Image.open(io.BytesIO(draw_cover(title))) as image:
        return np.asarray(image.convert("RGB").reduce(6), dtype=np.float64)


@pytest.mark.parametrize("title", [TITLE, "自分への思いやり", "🌊", ""])
def test_a_cover_is_a_jpeg_that_players_show(title: str) -> None:
    """Six hundred pixels square, in colour, small enough to travel in every file."""
    data = draw_cover(title)
    with Image.open(io.BytesIO(data)) as image:
        image.load()
        assert image.format == "JPEG"
        assert image.size == (600, 600)
        assert image.mode == "RGB"
    assert len(data) < 60_000


def test_the_same_title_gives_the_same_bytes_in_every_run() -> None:
    """A recording made again is the same file, so nothing in it may depend on the run."""
    code = (
        "import hashlib; from compassion_audio.delivery.cover import draw_cover; "
        f"print(hashlib.sha256(draw_cover({TITLE!r})).hexdigest())"
    )
    surroundings = {**os.environ, "PYTHONHASHSEED": "7"}
    command = [sys.executable, "-c", code]
    other = subprocess.run(command, env=surroundings, capture_output=True, text=True, check=True)
    assert other.stdout.strip() == hashlib.sha256(draw_cover(TITLE)).hexdigest()


def test_no_two_practices_look_alike() -> None:
    """A person finds a practice by its picture, so the bundled ones have to differ to the eye."""
    seen = {title: seen_from_afar(title) for title in (one.front.title for _, one in catalogue())}
    assert len(seen) > 1
    for one, other in combinations(seen, 2):
        assert np.abs(seen[one] - seen[other]).mean() > 4, (one, other)


@pytest.mark.parametrize("title", [TITLE, "Soles of the feet"])
def test_there_is_a_sun_over_rings_on_water(title: str) -> None:
    """Light above, and below it rings around a middle: a picture, not a flat colour."""
    picture = pixels(title)
    rows, columns = np.nonzero(picture.min(axis=2) > 190)
    light = (rows < 300) & (columns > 70) & (columns < 530)
    assert light.mean() > 0.95
    assert 100 < np.ptp(rows[light]) < 180
    assert abs(np.ptp(rows[light]) - np.ptp(columns[light])) < 10
    across = picture[372].mean(axis=1)
    is_ring = across > np.median(across) + 4
    assert np.count_nonzero(np.diff(is_ring.astype(int)) == 1) >= 8  # twice through each
    np.testing.assert_allclose(picture[300:], picture[300:, ::-1], atol=70)
