"""`compassion verify`."""

import math
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from compassion_audio.cli.command import Command, json_option, print_json, say
from compassion_audio.errors import CompassionAudioError
from compassion_audio.studio.finish import PRESET_NAMES
from compassion_audio.units import exact_clock

if TYPE_CHECKING:
    from compassion_audio.studio.findings import Finding
    from compassion_audio.studio.verifying import Verdict

DONE, FAILED, SOME_FAILED = 0, 1, 3

MOST_SHOWN = 12
"""Findings of one recording; the rest are counted, and all are in the JSON."""


@click.command(
    "verify",
    cls=Command,
    example="compassion verify audio_out/self-compassion-break.mp3\n"
    "compassion verify --preset acx chapter-*.mp3\n"
    "compassion verify calm.mp3 --picture calm.svg",
)
@click.argument("files", metavar="FILE…", nargs=-1, required=True)
@click.option(
    "--preset",
    type=click.Choice(PRESET_NAMES),
    help="What to hold it against. [default: what it was made with, or else default]",
)
@click.option(
    "--picture", metavar="FILE", help="Draw its waveform, with sections and captions, as an SVG."
)
@click.option("--force", is_flag=True, help="Overwrite the picture's FILE if it is there.")
@click.option("-q", "--quiet", is_flag=True, help="Say nothing of recordings that pass.")
@json_option
def command(
    *,
    files: tuple[str, ...],
    preset: str | None,
    picture: str | None,
    force: bool,
    quiet: bool,
    as_json: bool,
) -> int:
    """Measure recordings as a stranger would, and say what is off.

    Length, loudness, peaks, noise, clipping and clicks of any sound file; of this program's own
    recordings also each line, pause, chapter and bell, against the timeline in their tags. Only
    what the file itself holds is read.

    Exit status: 1 when something is off or nothing can be read, 3 when that is so for some of
    several files only.
    """
    if picture is not None and len(files) > 1:
        raise click.UsageError("--picture draws one recording; name one FILE")
    if picture is not None:
        _check_place(picture, may_overwrite=force)
    told: list[dict[str, object]] = []
    failed = 0
    for name in files:
        try:
            verdict = _verdict(name, preset)
        except CompassionAudioError as cause:
            failed += 1
            told.append({"file": name, "passes": False, "unread": list(cause.lines())})
            for line in cause.lines():
                click.echo(f"Error: {line}", err=True)
            continue
        failed += not verdict.passes
        told.append(_as_data(name, verdict))
        if not as_json and not (quiet and verdict.passes):
            say("\n".join(_report(name, verdict)))
        if picture is not None:
            _draw(verdict, picture)
    if as_json:
        print_json({"files": told})
    return DONE if not failed else FAILED if failed == len(files) else SOME_FAILED


def _verdict(name: str, preset: str | None) -> "Verdict":
    from compassion_audio.studio.verifying import verify

    return verify(Path(name).expanduser(), preset)


def _check_place(name: str, *, may_overwrite: bool) -> None:
    """Refuse a place for the picture before minutes are spent on measuring."""
    from compassion_audio.errors import NotOurs
    from compassion_audio.files import refuse_what_is_no_file

    path = Path(name).expanduser()
    refuse_what_is_no_file(path, hint="name a file after --picture")
    if path.exists() and not may_overwrite:
        raise NotOurs(
            f"{path} is there already",
            hint="choose another name, or overwrite it with --force",
        )


def _draw(verdict: "Verdict", name: str) -> None:
    from compassion_audio.files import whole_file
    from compassion_audio.studio.portrait import portrait

    with whole_file(Path(name).expanduser()) as file:
        file.write(portrait(verdict).encode())


def _report(name: str, verdict: "Verdict") -> Iterator[str]:
    """Tell of one recording: what is off first, and then every measure."""
    is_off = [one for one in verdict.findings if one.is_off]
    count = f"{len(is_off)} thing{'s' if len(is_off) > 1 else ''} off"
    yield f"{name}: {count if is_off else 'passes'}, held against {verdict.preset.name}"
    for one in is_off[:MOST_SHOWN]:
        yield f"  ! {_finding(one)}"
    if len(is_off) > MOST_SHOWN:
        yield f"  ! … and {len(is_off) - MOST_SHOWN} more; --json has them all"
    for label, value in _measures(verdict):
        yield f"  {label:14}{value}"
    for one in verdict.findings:
        if not one.is_off:
            yield f"  {one.name + ':':14}{_finding(one)}"


def _finding(one: "Finding") -> str:
    at = "" if one.at is None else f"{exact_clock(one.at)}  "
    measured = "" if one.measured is None else f": {_number(one.measured)} {one.unit}".rstrip()
    wanted = f", wanted {one.wanted}" if one.wanted and one.is_off else ""
    return f"{at}{one.what}{measured}{wanted}"


def _measures(verdict: "Verdict") -> Iterator[tuple[str, str]]:
    found, preset = verdict.measured, verdict.preset
    channels = "mono" if found.channels == 1 else "stereo"
    yield "length", f"{exact_clock(found.length)}, {channels}, {verdict.rate / 1000:g} kHz"
    loudest = f"loudest 400 ms {_level(found.momentary)}, 3 s {_level(found.short_term)}"
    yield "loudness", f"{_level(found.loudness)} LUFS; {loudest}; range {found.range:.1f} LU"
    yield "true peak", f"{_level(found.true_peak)} dBTP at {exact_clock(found.true_peak_at)}"
    yield "RMS", f"{_level(found.sounding_rms)} dB where it sounds, {_level(found.rms)} dB in all"
    share = round(100 * found.silent / max(1, found.length))
    floor = f"{_level(found.noise_floor)} dB at {exact_clock(found.noise_floor_at)}"
    yield "noise floor", floor if math.isfinite(found.noise_floor) else "digital silence"
    if share:
        yield "silence", f"{share} % of it is digital silence"
    if not found.clipped and not found.clicks:
        yield "flaws", "no clipping, no clicks"
    yield from _kept_measures(verdict)
    if preset.within is None:
        yield "preset", f"{preset.name} looks at RMS, not at loudness"


def _kept_measures(verdict: "Verdict") -> Iterator[tuple[str, str]]:
    compared, told = verdict.compared, verdict.told
    if told is not None:
        yield "made by", f"compassion-audio {told.version}, spoken by {told.voice}"
    if compared is None:
        return
    apart = f" to {compared.worst:g} ms" if compared.pauses else ""
    lines, pauses = _counted(compared.lines, "line"), _counted(compared.pauses, "pause")
    chapters, strokes = _counted(compared.chapters, "chapter"), _counted(compared.strokes, "stroke")
    held = f"{lines} and {pauses}{apart}" if compared.pauses else lines
    yield "timeline", f"{held}, {chapters}, {strokes} of a bell compared"


def _counted(count: int, thing: str) -> str:
    return f"{count} {thing}" if count == 1 else f"{count} {thing}s"


def _number(value: float) -> str:
    return f"{value:.3f}".rstrip("0").rstrip(".") if abs(value) < 10_000 else f"{value:.0f}"


def _level(value: float) -> str:
    return f"{value:.1f}" if math.isfinite(value) else "minus infinity"


def _as_data(name: str, verdict: "Verdict") -> dict[str, object]:
    found, told, compared = verdict.measured, verdict.told, verdict.compared
    return {
        "file": name,
        "passes": verdict.passes,
        "preset": verdict.preset.name,
        "title": told.title if told else None,
        "made_by": told.version if told else None,
        "voice": told.voice if told else None,
        "notice": told.notice if told else None,
        "frames": found.frames,
        "length_ms": found.length,
        "channels": found.channels,
        "rate_hz": verdict.rate,
        "loudness_lufs": _finite(found.loudness),
        "momentary_lufs": _finite(found.momentary),
        "short_term_lufs": _finite(found.short_term),
        "range_lu": _finite(found.range),
        "peak_dbfs": _finite(found.peak),
        "true_peak_dbtp": _finite(found.true_peak),
        "true_peak_at_ms": found.true_peak_at,
        "rms_db": _finite(found.rms),
        "sounding_rms_db": _finite(found.sounding_rms),
        "noise_floor_db": _finite(found.noise_floor),
        "noise_floor_at_ms": found.noise_floor_at,
        "digital_silence_ms": found.silent,
        "clipped": found.clipped,
        "clicks": found.clicks,
        "compared": {
            "lines": compared.lines,
            "pauses": compared.pauses,
            "worst_ms": compared.worst,
            "chapters": compared.chapters,
            "strokes": compared.strokes,
        }
        if compared
        else None,
        "findings": [_finding_data(one) for one in verdict.findings],
    }


def _finding_data(one: "Finding") -> dict[str, object]:
    return {
        "name": one.name,
        "what": one.what,
        "is_off": one.is_off,
        "at_ms": one.at,
        "measured": None if one.measured is None else _finite(one.measured),
        "wanted": one.wanted or None,
        "unit": one.unit or None,
    }


def _finite(value: float) -> float | None:
    """Give a number as JSON has it; there is none for the level of silence."""
    return round(value, 3) if math.isfinite(value) else None
