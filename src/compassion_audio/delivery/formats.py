"""The formats of recordings, each known by its ending. Loads nothing heavy.

What a format keeps (chapters, cover, words) is written by a module of its own; here stands what a
person chooses by, and what that choice needs.
"""

from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from compassion_audio.errors import FileError, nearest

_RATES_OF_MP3 = (64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
"""Source: ISO 11172-3, 2.4.2.3: those of layer III from where speech is clear."""


@dataclass(frozen=True, slots=True)
class Format:
    """What a recording can be."""

    name: str
    """As `--format` takes it."""

    about: str

    usual_bit_rates: tuple[int, int] = (0, 0)
    """Kilobits a second of one channel, and of two."""

    bit_rates: tuple[int, ...] = ()
    """Those that can be asked for; empty where there is nothing to choose."""

    is_lossy: bool = True
    """Whether the sound is kept only as well as it is heard."""

    module: str = ""
    """A package that must be there to write it, which the extra `formats` brings."""

    @property
    def ending(self) -> str:
        """How the names of its files end."""
        return f".{self.name}"


_RATES_OF_OPUS = tuple(range(64, 257))
_RATES_OF_AAC = tuple(range(128, 257))
"""Below 128, FFmpeg's AAC raises true peaks of speech by more than the decibel that is kept for
encoders: to -0.6 dB at 96 in stereo, above full scale at 64. Source: measured, FFmpeg 8."""

_USUAL_OF_AAC = (128, 160)

MP3 = Format("mp3", "plays everywhere", (96, 128), _RATES_OF_MP3)
FORMATS: tuple[Format, ...] = (
    MP3,
    Format("wav", "every sample, 24 bits, for editing", is_lossy=False),
    Format("flac", "every sample, 24 bits, half the size", is_lossy=False),
    Format("m4a", "AAC, for Apple's players", _USUAL_OF_AAC, _RATES_OF_AAC, module="av"),
    Format("m4b", "the same as an audiobook", _USUAL_OF_AAC, _RATES_OF_AAC, module="av"),
    Format("opus", "the smallest for what it sounds like", (64, 128), _RATES_OF_OPUS),
    # libvorbis goes by quality; its usual one comes to 30 to 110 kbit/s here
    Format("ogg", "Vorbis, for players that want it"),
)
FORMAT_NAMES = tuple(one.name for one in FORMATS)


@dataclass(frozen=True, slots=True)
class Encoding:
    """How a recording is written. Not every format has every choice.

    Raises:
        ValueError: The format has no such choice; the message says which it has.
    """

    format: Format = MP3

    bit_rate: int | None = None
    """Kilobits a second; None for the usual."""

    vbr: int | None = None
    """LAME's -V for a variable bit rate: 0 is the most careful, 9 the smallest. None for a constant
    one."""

    def __post_init__(self) -> None:
        name, rates = self.format.name.upper(), self.format.bit_rates
        if self.bit_rate is not None and not rates:
            raise ValueError(f"{name} has no bit rate to choose")
        if self.bit_rate is not None and self.bit_rate not in rates:
            raise ValueError(f"{self.bit_rate} is no bit rate of {name}; it has {_told(rates)}")
        if self.vbr is not None and self.format is not MP3:
            raise ValueError(f"{name} has no quality -V to choose; it is LAME's, for MP3")
        if self.vbr is not None and not 0 <= self.vbr <= 9:
            raise ValueError(f"{self.vbr} is no quality -V; it goes from 0, the best, to 9")
        if self.vbr is not None and self.bit_rate is not None:
            raise ValueError("a bit rate is either constant or variable; choose one of the two")

    def kilobits(self, channels: int) -> int:
        """Give the bit rate for so many channels."""
        return self.bit_rate or self.format.usual_bit_rates[channels - 1]


def _told(rates: tuple[int, ...]) -> str:
    is_whole = len(rates) == rates[-1] - rates[0] + 1
    return f"{rates[0]} to {rates[-1]}" if is_whole else ", ".join(map(str, rates))


def format_named(name: str) -> Format:
    """Find a format by its name.

    Raises:
        KeyError: There is none.
    """
    return {one.name: one for one in FORMATS}[name]


def format_of(path: Path) -> Format | None:
    """Tell the format from how a name ends, or give None."""
    ending = path.suffix.lower()
    return next((one for one in FORMATS if one.ending == ending), None)


def unknown_ending(path: Path) -> FileError:
    """Say that nothing is written under such an ending."""
    known = ", ".join(one.ending for one in FORMATS)
    close = nearest(path.suffix, [one.ending for one in FORMATS])
    return FileError(
        f"cannot write {path}: {path.suffix} is no ending of a recording",
        hint=f"{close} the endings are {known}".lstrip(),
    )


def refuse_what_is_missing(format_: Format) -> None:
    """Check that a format can be written here, before any work is put into it.

    Raises:
        FileError: It needs the extra `formats`.
    """
    if format_.module and find_spec(format_.module) is None:
        raise FileError(
            f"cannot write {format_.ending}: its encoder is not here",
            hint="to bring it: pip install 'compassion-audio[formats]'",
        )
