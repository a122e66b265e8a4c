"""A recording measured as a stranger would, and held against what it was meant to be."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from compassion_audio.audio.master import PRESETS, Preset
from compassion_audio.audio.measure import Measured, measure
from compassion_audio.audio.read import opened_sound
from compassion_audio.audio.struck import Stroke
from compassion_audio.delivery.told import Told, told_of
from compassion_audio.errors import CompassionAudioError, FileError, nearest
from compassion_audio.studio.findings import Finding, off, seen
from compassion_audio.studio.finish import USUAL_PRESET
from compassion_audio.studio.punctual import Compared, compared
from compassion_audio.timeline import kept
from compassion_audio.timeline.kept import Kept
from compassion_audio.units import Frames, Hertz

_PEAK_SPARE, _LEVEL_SPARE = 0.05, 0.05
"""What rounding to a tenth of a decibel forgives."""

_BELLS_WITHIN = 1.5
"""LU from its target that the loudest moment of a recording without speech may lie."""


@dataclass(frozen=True, slots=True, eq=False)
class Verdict:
    """What was measured, and what is off."""

    path: Path
    preset: Preset
    measured: Measured
    rate: Hertz
    """Of the file itself."""

    told: Told | None
    """What it says of itself; None where this program did not make it."""

    kept: Kept | None
    """What was meant to sound when, where it says so."""

    compared: Compared | None
    """How it keeps its timeline, where it has one."""

    findings: tuple[Finding, ...]
    """What is off, and then what else there is to know; each kind in the order of the report."""

    @property
    def passes(self) -> bool:
        """Whether nothing is off."""
        return not any(one.is_off for one in self.findings)


def verify(path: Path, preset: str | None = None) -> Verdict:
    """Measure a recording, whoever made it.

    Args:
        path: Of any format that `audio.read` reads.
        preset: What to hold it against; None for what it was made with, or else `default`.

    Raises:
        FileError: It cannot be read, or is no sound.
        CompassionAudioError: There is no such preset.
    """
    if preset is not None and preset not in PRESETS:
        hint = nearest(preset, PRESETS) or f"the presets are {', '.join(PRESETS)}"
        raise CompassionAudioError(f"there is no preset called {preset!r}", hint=hint)
    with opened_sound(path) as opened:
        told = told_of(path)
        meant, trouble = _meant(told)
        found = measure(opened.blocks, channels=opened.channels, strokes=_strokes(meant))
        rate, claimed = opened.rate, opened.frames
    if not found.frames:
        raise FileError(f"{path} is empty: it holds no sound", hint="record it again")
    name = preset or (meant.preset if meant and meant.preset in PRESETS else USUAL_PRESET)
    comparison = compared(found, told, meant, path) if told and meant else None
    findings = [
        *_level_findings(found, PRESETS[name], meant),
        *_flaws(found),
        *_cut_short(found, rate, claimed),
        *(comparison.findings if comparison else ()),
        *([seen("timeline", f"not compared: {trouble}")] if trouble else []),
    ]
    findings.sort(key=lambda one: not one.is_off)
    return Verdict(path, PRESETS[name], found, rate, told, meant, comparison, tuple(findings))


def _meant(told: Told | None) -> tuple[Kept | None, str]:
    """Read what was meant to sound when, or say why it is not known."""
    if told is None:
        return None, "this program did not make it, so it has none"
    if not told.timeline:
        return None, "its tags hold none"
    try:
        return kept.read(told.timeline), ""
    except ValueError as cause:
        return None, str(cause)


def _strokes(meant: Kept | None) -> tuple[Stroke, ...]:
    cues = meant.of_kind("bell") if meant else ()
    return tuple(Stroke(cue.words, start, cue.level) for cue in cues for start in cue.strokes)


def _level_findings(found: Measured, preset: Preset, meant: Kept | None) -> Iterator[Finding]:
    target = preset.target(found.channels)
    if preset.within is not None:
        yield from _loudness(found, target, preset.within, meant)
    if preset.rms is not None:
        low, high = preset.rms
        wanted = f"{low:.0f} to {high:.0f} dB"
        if not low - _LEVEL_SPARE <= found.sounding_rms <= high + _LEVEL_SPARE:
            yield off("rms", "its RMS is off", found.sounding_rms, wanted, "dB")
        elif not low <= found.rms <= high:
            what = "a checker that counts the pauses, too, reads this RMS"
            yield seen("rms", what, found.rms, wanted, "dB")
    if found.true_peak > preset.true_peak + _PEAK_SPARE:
        wanted = f"at most {preset.true_peak:g} dBTP"
        at = found.true_peak_at
        yield off("true-peak", "it peaks too high", found.true_peak, wanted, "dBTP", at=at)
    if preset.noise_floor is not None and found.noise_floor > preset.noise_floor:
        wanted, at = f"at most {preset.noise_floor:g} dB", found.noise_floor_at
        yield off("noise-floor", "its quiet is not quiet", found.noise_floor, wanted, "dB", at=at)


def _loudness(
    found: Measured, target: float, within: float, meant: Kept | None
) -> Iterator[Finding]:
    value, what = found.loudness, "its loudness is off"
    if meant and not meant.of_kind("say"):
        value, within = found.momentary, _BELLS_WITHIN
        what = "its loudest moment, as nobody speaks in it, is off"
    wanted = f"{target:g} LUFS, {within:g} more or less"
    if not abs(value - target) <= within + _LEVEL_SPARE:
        yield off("loudness", what, value, wanted, "LUFS")


def _flaws(found: Measured) -> Iterator[Finding]:
    if found.clipped:
        what = f"it clips {_times(found.clipped)}"
        yield off("clipping", what, found.clipped, "never", "", at=found.clipped_at[0])
    for at in found.clicks_at:
        yield off("click", "it clicks", None, "", "", at=at)
    if found.clicks > len(found.clicks_at):
        rest = found.clicks - len(found.clicks_at)
        yield off("click", f"it clicks {_times(rest)} more", found.clicks, "never", "")


def _times(count: int) -> str:
    return "once" if count == 1 else f"{count} times"


def _cut_short(found: Measured, rate: Hertz, claimed: Frames | None) -> Iterator[Finding]:
    """Notice a file that ends before it says it does, as one that was copied in part."""
    if claimed is None:
        return
    missing = claimed * 1000 // rate - found.length
    if missing > 100:
        what = "it ends before its own head says"
        wanted = f"{claimed / rate:.3f} s"
        yield off("length", what, found.length / 1000, wanted, "s", at=found.length)
