"""A short recording in every format, for the tests of this room."""

import io
import json
import os
import subprocess
from collections.abc import Callable, Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from compassion_audio.delivery.cover import draw_cover
from compassion_audio.delivery.formats import FORMATS, Encoding, format_named
from compassion_audio.delivery.recording import write_recording
from compassion_audio.delivery.tags import Tags
from compassion_audio.timeline import Chapter
from compassion_audio.units import Milliseconds

NAMES = [one.name for one in FORMATS]
KEEPS_ALL = [one.name for one in FORMATS if not one.is_lossy]
LENGTH = Milliseconds(2_345)
FRAMES = LENGTH * 48
TITLE = "自分 · Kind wishes"
CHAPTERS = (
    Chapter("Ankommen, ß", Milliseconds(0), Milliseconds(1_001)),
    Chapter("Kind=wishes", Milliseconds(1_001), Milliseconds(1_700)),
    Chapter("Close", Milliseconds(1_700), LENGTH),
)
NOTICE = "Kein Ersatz für Hilfe; '112' im Notfall, 自分."
TAGS = Tags(
    title=TITLE,
    summary="Three steps.",
    notice=NOTICE,
    language="de",
    voice="tone:middle",
    length=LENGTH,
    chapters=CHAPTERS,
    lyrics="May I be kind.\nMöge ich.",
    cover=draw_cover(TITLE),
    version="0.1.0",
    synced=((Milliseconds(130), "May I be kind."), (Milliseconds(62_345), "Möge ich.")),
    caution="Geh langsam, 自分; it may ache.",
    timeline='{"cues":["é", 1]}',
)
Sound = npt.NDArray[np.float32]


def sound(channels: int = 1, frames: int = FRAMES) -> Sound:
    """Give a voice-like hum with a pause of exact silence in it."""
    time = np.arange(frames) / 48_000
    hum = sum(np.sin(2 * np.pi * 130 * n * time) / n for n in range(1, 12))
    hum = 0.2 * hum * (0.6 + 0.4 * np.sin(2 * np.pi * 3 * time))
    hum[frames // 3 : frames // 2] = 0
    shifted = np.roll(hum, 7)
    rows = [hum, shifted][:channels]
    return np.stack(rows, axis=1).astype(np.float32)


def blocks(rows: Sound) -> Iterator[Sound]:
    """Give it second by second."""
    for at in range(0, len(rows), 48_000):
        yield rows[at : at + 48_000]


def require_av() -> None:
    """Skip a test that needs PyAV where it is not; fail it where everything has to be there."""
    if find_spec("av") is None:
        reason = "PyAV is not here; install the extra `formats`"
        if os.environ.get("COMPASSION_REQUIRE_ALL") == "1":
            pytest.fail(reason)
        pytest.skip(reason)


def written(
    name: str,
    *,
    channels: int = 1,
    tags: Tags = TAGS,
    bit_rate: int | None = None,
    vbr: int | None = None,
) -> bytes:
    """Write the sample, in memory."""
    if format_named(name).module:
        require_av()
    return _written(name, channels, tags, bit_rate, vbr)


@cache
def _written(name: str, channels: int, tags: Tags, bit_rate: int | None, vbr: int | None) -> bytes:
    file = io.BytesIO()
    encoding = Encoding(format_named(name), bit_rate, vbr)
    write_recording(file, tags, blocks(sound(channels)), channels=channels, encoding=encoding)
    return file.getvalue()


def probed(path: Path, program: Callable[[str], str]) -> Any:
    """Ask ffprobe for everything it sees."""
    command = [program("ffprobe"), "-v", "error", "-of", "json"]
    command += ["-show_chapters", "-show_format", "-show_streams", str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stderr == ""
    return json.loads(done.stdout)


def decoded(path: Path, program: Callable[[str], str], channels: int = 1) -> Sound:
    """Decode a recording with ffmpeg, as it is."""
    command = [program("ffmpeg"), "-v", "fatal", "-i", str(path), "-map", "0:a", "-f", "f32le", "-"]
    data = subprocess.run(command, capture_output=True, check=True).stdout
    return np.frombuffer(data, dtype=np.float32).reshape(-1, channels)
