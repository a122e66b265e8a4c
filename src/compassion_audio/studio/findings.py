"""What a measurement found: what is off, and what there is to know."""

from dataclasses import dataclass

from compassion_audio.units import Milliseconds


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was found."""

    name: str
    """Which measure: `loudness`, `pause`."""

    what: str
    """As a sentence without its full stop, its subject the recording."""

    is_off: bool
    """Whether it fails the recording; else it is only to be known."""

    at: Milliseconds | None = None
    """Where; None where it is of the whole."""

    measured: float | None = None
    wanted: str = ""
    unit: str = ""


def off(
    name: str,
    what: str,
    measured: float | None,
    wanted: str,
    unit: str,
    *,
    at: Milliseconds | None = None,
) -> Finding:
    """Say that something is off."""
    return Finding(name, what, True, at, measured, wanted, unit)  # noqa: FBT003  # a record's own


def seen(
    name: str, what: str, measured: float | None = None, wanted: str = "", unit: str = ""
) -> Finding:
    """Say what there is to know, and is not off."""
    return Finding(name, what, False, None, measured, wanted, unit)  # noqa: FBT003  # the same
