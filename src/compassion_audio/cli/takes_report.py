"""What `compassion takes` tells of takes, for people and for programs."""

from typing import TYPE_CHECKING

import click

from compassion_audio.cli.command import print_json, say
from compassion_audio.errors import shortened
from compassion_audio.units import exact_clock

if TYPE_CHECKING:
    from compassion_audio.studio.taking import Filled, Kept
    from compassion_audio.voices.takes.collection import Coverage, Line

WORDS = 48
"""Letters of a line that a report shows."""

_STATES = {"missing": "not recorded", "changed": "changed since recorded"}


def report(filled: "Filled", *, as_json: bool) -> None:
    """Print what became of recordings that were brought, line by line."""
    if as_json:
        print_json(_as_data(filled))
        return
    for kept in sorted(filled.kept, key=lambda one: one.line.number):
        say(_told(kept))
    for line in filled.missing:
        say(f"{line.number:>4}  not found                 {shortened(line.text, most=WORDS)}")
    for unused in filled.unused:
        say(f"   -  {unused.what}: {unused.reason}")
    unsure = sum(not one.is_sure for one in filled.kept)
    lines = [f"{_counted(len(filled.kept), 'take')} kept"]
    lines += [f"{unsure} worth a listen"] if unsure else []
    lines += [f"{_counted(len(filled.missing), 'line')} not found"] if filled.missing else []
    lines += [f"{len(filled.unused)} not used"] if filled.unused else []
    click.echo(", ".join(lines), err=True)


def _counted(count: int, what: str) -> str:
    return f"{count} {what}" if count == 1 else f"{count} {what}s"


def _told(kept: "Kept") -> str:
    where = f"from {kept.origin}"
    if kept.start is not None and kept.end is not None:
        where = f"{exact_clock(kept.start)[:-2]} to {exact_clock(kept.end)[:-2]}"
    notes = list(kept.warnings)
    if not kept.is_sure:
        notes.insert(0, "listen to it: not sure that this is the line")
    if kept.replaced:
        notes.append("in the place of an earlier take")
    told = f"{kept.line.number:>4}  {where:24}  {shortened(kept.line.text, most=WORDS)}"
    return "\n".join([told, *(f"      ! {note}" for note in notes)])


def take_of(line: "Line") -> str:
    """Say in a few words what a line's take is like."""
    take = line.take
    if take is None:
        return ""
    return f"{take.length / 1000:5.1f} s  {take.level:4.0f} dB  room {take.noise:.0f}"


def standing(row: "Coverage") -> str:
    """Say in a few words how a line stands."""
    return take_of(row.line) if row.state == "recorded" else _STATES[row.state]


def line_data(line: "Line", row: "Coverage | None" = None) -> dict[str, object]:
    """Give a line as data, with how it stands in a practice, or as one that is left over."""
    take = line.take
    return {
        "number": line.number,
        "text": line.text,
        "state": row.state if row else "recorded",
        "was": row.once.number if row and row.once else None,
        "take": None
        if take is None
        else {
            "file": take.file,
            "length_ms": take.length,
            "level_db": round(take.level, 1),
            "noise_db": round(take.noise, 1),
            "from": take.origin,
        },
    }


def _as_data(filled: "Filled") -> dict[str, object]:
    return {
        "kept": [
            {
                "line": one.line.number,
                "from": one.origin,
                "length_ms": one.length,
                "noise_db": round(one.noise, 1),
                "start_ms": one.start,
                "end_ms": one.end,
                "sure": one.is_sure,
                "replaced": one.replaced,
                "warnings": list(one.warnings),
            }
            for one in filled.kept
        ],
        "missing": [line.number for line in filled.missing],
        "unused": [{"what": one.what, "reason": one.reason} for one in filled.unused],
    }
