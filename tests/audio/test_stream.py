"""Finished recordings, decoded as they are heard."""

import importlib.util
import os
from pathlib import Path

import numpy as np
import pytest
import soundfile

from compassion_audio.audio.clip import Samples
from compassion_audio.audio.stream import streamed
from compassion_audio.errors import FileError


def tone(rate: int, *, channels: int = 1, seconds: float = 3.0) -> Samples:
    """Make a tone, softer in each further channel."""
    wave = np.sin(np.arange(round(seconds * rate)) * (2 * np.pi * 330 / rate)) * 0.4
    each = np.stack([wave / (1 + index) for index in range(channels)], axis=1)
    return each.astype(np.float32)


@pytest.mark.parametrize("ending", ["wav", "flac", "ogg", "mp3"])
@pytest.mark.parametrize(("rate", "channels"), [(48_000, 1), (48_000, 2), (22_050, 1)])
def test_a_recording_is_given_with_its_channels_at_48_kilohertz(
    ending: str, rate: int, channels: int, tmp_path: Path
) -> None:
    """As long as it is, and as loud."""
    path = tmp_path / f"tone.{ending}"
    soundfile.write(path, tone(rate, channels=channels), rate)
    with streamed(path) as stream:
        assert stream.channels == channels
        assert stream.length == pytest.approx(3000, abs=60)
        heard = np.concatenate(list(stream.blocks))
    assert heard.dtype == np.float32
    assert heard.shape == (pytest.approx(3 * 48_000, abs=3000), channels)
    middle = heard[48_000:96_000]
    for index in range(channels):
        power = float(np.sqrt(np.square(middle[:, index]).mean()))
        assert power == pytest.approx(0.4 / (1 + index) / 2**0.5, rel=0.05)


def test_of_many_channels_their_mean_is_heard(tmp_path: Path) -> None:
    """And what is no number is no sound."""
    six = tone(48_000, channels=6)
    six[5] = np.nan
    soundfile.write(tmp_path / "six.wav", six, 48_000, subtype="FLOAT")
    with streamed(tmp_path / "six.wav") as stream:
        heard = np.concatenate(list(stream.blocks))
    assert heard.shape == (len(six), 1)
    assert np.isfinite(heard).all()
    assert heard[100:200, 0] == pytest.approx(six[100:200].mean(axis=1), abs=1e-6)


def test_what_a_phone_records_is_heard_too(tmp_path: Path) -> None:
    """Where PyAV is."""
    if importlib.util.find_spec("av") is None:
        if os.environ.get("COMPASSION_REQUIRE_ALL") == "1":
            pytest.fail("av is not here; install '.[formats]'")
        pytest.skip("av is not here; install '.[formats]'")
    import av

    path = tmp_path / "memo.m4a"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("aac", rate=44_100, layout="mono")
        whole = np.ascontiguousarray(tone(44_100).T)
        for begin in range(0, whole.shape[1] - 1023, 1024):
            frame = av.AudioFrame.from_ndarray(
                np.ascontiguousarray(whole[:, begin : begin + 1024]), "fltp", "mono"
            )
            frame.rate = 44_100
            frame.pts = begin
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    with streamed(path) as opened:
        assert opened.channels == 1
        heard = np.concatenate(list(opened.blocks))
    assert len(heard) == pytest.approx(3 * 48_000, abs=5000)
    assert np.sqrt(np.square(heard[48_000:96_000, 0]).mean()) == pytest.approx(0.28, rel=0.1)


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("no.wav", None, "there is no such file"),
        ("empty.mp3", b"", "is empty"),
        ("text.wav", b"You are welcome here. " * 40, "is no sound file, or is damaged"),
    ],
)
def test_what_is_no_sound_is_told(
    name: str, data: bytes | None, message: str, tmp_path: Path
) -> None:
    """With its name, before anything is heard."""
    if data is not None:
        (tmp_path / name).write_bytes(data)
    with pytest.raises(FileError, match=message), streamed(tmp_path / name):
        pass
