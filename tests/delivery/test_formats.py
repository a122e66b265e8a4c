"""A format is found by its ending, and refuses what it does not have, before any work is done."""

from pathlib import Path

import pytest

from compassion_audio.delivery import formats
from compassion_audio.delivery.formats import (
    FORMATS,
    MP3,
    Encoding,
    format_named,
    format_of,
    refuse_what_is_missing,
    unknown_ending,
)
from compassion_audio.errors import FileError


@pytest.mark.parametrize("format_", FORMATS, ids=lambda one: one.name)
def test_a_format_is_found_by_name_and_by_ending(format_: formats.Format) -> None:
    """Capital letters too, and dots before the last do not count."""
    assert format_named(format_.name) == format_
    assert format_of(Path(f"my.own.{format_.name.upper()}")) == format_


def test_other_endings_are_no_format() -> None:
    """Nor is a name without one."""
    assert format_of(Path("mp3")) is None
    assert format_of(Path("calm.wma")) is None


def test_an_unknown_ending_is_told_with_the_nearest_and_all() -> None:
    """One line from which the right name can be typed."""
    (line,) = unknown_ending(Path("calm.flacc")).lines()
    assert "calm.flacc" in line
    assert "did you mean .flac" in line
    assert all(one.ending in line for one in FORMATS)


@pytest.mark.parametrize(
    ("name", "bit_rate", "vbr", "said"),
    [
        ("wav", 96, None, "WAV has no bit rate"),
        ("flac", 96, None, "FLAC has no bit rate"),
        ("ogg", 96, None, "OGG has no bit rate"),
        ("mp3", 100, None, "100 is no bit rate of MP3; it has 64, 80, 96"),
        ("mp3", 32, None, "32 is no bit rate of MP3"),
        ("opus", 300, None, "300 is no bit rate of OPUS; it has 64 to 256"),
        ("m4a", 64, None, "64 is no bit rate of M4A; it has 128 to 256"),
        ("m4a", None, 2, "M4A has no quality -V"),
        ("mp3", None, 10, "from 0, the best, to 9"),
        ("mp3", 96, 2, "either constant or variable"),
    ],
)
def test_a_choice_that_a_format_does_not_have_is_refused(
    name: str, bit_rate: int | None, vbr: int | None, said: str
) -> None:
    """Silently ignored, it would promise what the file does not hold."""
    with pytest.raises(ValueError, match=said):
        Encoding(format_named(name), bit_rate, vbr)


def test_a_bit_rate_that_was_asked_for_counts_for_one_channel_and_two() -> None:
    """The usual one is higher in stereo."""
    assert [Encoding(MP3).kilobits(channels) for channels in (1, 2)] == [96, 128]
    assert [Encoding(MP3, 192).kilobits(channels) for channels in (1, 2)] == [192, 192]


def test_without_its_encoder_a_format_says_how_to_bring_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """M4A and M4B alone need more than the base install."""
    monkeypatch.setattr(formats, "find_spec", lambda _: None)
    for one in FORMATS:
        if one.name in ("m4a", "m4b"):
            with pytest.raises(FileError) as caught:
                refuse_what_is_missing(one)
            assert "pip install 'compassion-audio[formats]'" in caught.value.hint
        else:
            refuse_what_is_missing(one)
