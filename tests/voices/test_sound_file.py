"""A sound file is read exactly if it is whole, and refused if it is not."""

from pathlib import Path

import numpy as np
import pytest
import soundfile
from hypothesis import given, settings
from hypothesis import strategies as st

from compassion_audio.voices.sound_file import NotWhole, read_sound

KINDS = [
    ("x.wav", "WAV", "PCM_16", "FILE"),
    ("x.wav", "WAV", "FLOAT", "FILE"),
    ("x.aiff", "AIFF", "PCM_16", "FILE"),
    ("x.aiff", "AIFF", "PCM_24", "FILE"),
    ("x.aifc", "AIFF", "PCM_16", "LITTLE"),
    ("x.aifc", "AIFF", "FLOAT", "FILE"),
]


def written(path: Path, *, channels: int = 1, kind: tuple[str, str, str, str] = KINDS[0]) -> Path:
    """Write a sixteenth of a second of noise as another program would."""
    dice = np.random.default_rng(1)
    samples = dice.integers(-20_000, 20_000, (1_500, channels)).astype(np.float32) / 32_768
    name, form, subtype, endian = kind
    soundfile.write(path / name, samples, 24_000, subtype, endian, form)
    return path / name


@pytest.mark.parametrize("channels", [1, 2])
@pytest.mark.parametrize("kind", KINDS)
def test_what_a_system_writes_is_read_sample_by_sample(
    kind: tuple[str, str, str, str], channels: int, tmp_path: Path
) -> None:
    """WAV, AIFF and AIFF-C, whichever end comes first; two channels become their mean."""
    clip = read_sound(written(tmp_path, channels=channels, kind=kind))
    dice = np.random.default_rng(1)
    wanted = dice.integers(-20_000, 20_000, (1_500, channels)) / 32_768
    assert clip.rate == 24_000
    np.testing.assert_allclose(clip.samples[:, 0], wanted.mean(axis=1), atol=1e-7)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "it is empty"),
        (b"this is no sound at all", "neither WAV nor AIFF"),
        (b"RIFF", "neither WAV nor AIFF"),
        (b"RIFF\x04\x00\x00\x00WAVE", "breaks off"),
        (b"FORM\x00\x00\x00\x04AIFF", "breaks off"),
        (b"FORM\x00\x00\x00\x04WAVE", "neither WAV nor AIFF"),
        (b"OggS" + bytes(100), "neither WAV nor AIFF"),
    ],
)
def test_what_is_no_whole_sound_is_refused(data: bytes, reason: str, tmp_path: Path) -> None:
    """Each with the reason a person can read."""
    path = tmp_path / "x.wav"
    path.write_bytes(data)
    with pytest.raises(NotWhole, match=reason):
        read_sound(path)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    """The first bug of pyttsx3: it returns, and there is nothing."""
    with pytest.raises(NotWhole, match="no file"):
        read_sound(tmp_path / "x.wav")


@pytest.mark.parametrize("kind", KINDS)
def test_a_file_without_frames_is_refused(kind: tuple[str, str, str, str], tmp_path: Path) -> None:
    """A head alone is a sound of no length, and no engine meant that."""
    path = tmp_path / kind[0]
    soundfile.write(path, np.zeros((0, 1), np.float32), 24_000, kind[2], kind[3], kind[1])
    with pytest.raises(NotWhole, match=r"no sound|breaks off"):
        read_sound(path)


@given(missing=st.integers(1, 2_999), kind=st.sampled_from(KINDS))
@settings(max_examples=60)
def test_a_file_that_breaks_off_is_refused(
    missing: int, kind: tuple[str, str, str, str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    """However little is missing: libsndfile alone would give what is left without a word."""
    path = written(tmp_path_factory.mktemp("sound"), kind=kind)
    path.write_bytes(path.read_bytes()[:-missing])
    with pytest.raises(NotWhole):
        read_sound(path)


@given(data=st.binary(max_size=200), begin=st.sampled_from([b"RIFF", b"FORM", b""]))
def test_no_bytes_at_all_crash_the_reader(
    data: bytes, begin: bytes, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Rubbish is refused, never a traceback."""
    path = tmp_path_factory.mktemp("rubbish") / "x.wav"
    path.write_bytes(begin + data)
    with pytest.raises(NotWhole):
        read_sound(path)
