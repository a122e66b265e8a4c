"""What is said of recordings that were made."""

import sys
from contextlib import suppress
from shlex import quote
from typing import TYPE_CHECKING

import click

from compassion_audio.cli.command import print_json
from compassion_audio.units import clock

if TYPE_CHECKING:
    from compassion_audio.studio.render import Report
    from compassion_audio.studio.series import Series


def tell(report: "Report", practice: str, *, quiet: bool, as_json: bool) -> None:
    """Tell a recording; what is not as was asked even with --quiet."""
    if report.substitutes:
        with suppress(OSError):
            click.echo(_substitutes(report), err=True)
    if as_json:
        print_json(_as_data(report))
    elif not quiet:
        with suppress(OSError):
            click.echo("\n".join(_summary(report, practice)), err=True)


def tell_series(series: "Series", *, quiet: bool, as_json: bool) -> None:
    """Tell each recording of a session or a course; what is not as was asked even with --quiet."""
    for entry in series.entries:
        if entry.trouble:
            click.echo(f"Error: {entry.path.name}: {entry.trouble.lines()[0]}", err=True)
        if entry.report and entry.report.substitutes:
            click.echo(f"{entry.path.name}: {_substitutes(entry.report)}", err=True)
    if as_json:
        print_json(
            {
                "playlist": str(series.playlist),
                "recordings": [
                    {
                        "file": str(entry.path),
                        "title": entry.title,
                        "length_ms": entry.length,
                        "made": entry.report is not None,
                        "error": entry.trouble.message if entry.trouble else None,
                    }
                    for entry in series.entries
                ],
            }
        )
    elif not quiet:
        with suppress(OSError):
            click.echo("\n".join(_series(series)), err=True)
    if series.failed:
        sys.exit(1 if len(series.failed) == len(series.entries) else 3)


def _series(series: "Series") -> list[str]:
    made = [entry for entry in series.entries if not entry.trouble]
    lines = [f"  {entry.path.name}  {clock(entry.length)}  {entry.title}" for entry in made]
    there = sum(entry.report is None for entry in made)
    if there:
        lines.append(f"  {there} of them {'was' if there == 1 else 'were'} there already.")
    return [f"Made {series.playlist}", *lines] if made else []


def _summary(report: "Report", practice: str) -> list[str]:
    length = clock(report.timeline.length)
    where = str(report.path) if report.path else "standard output"
    made = [f"Made {where}"]
    if report.captions:
        made.append(f"  Beside it: {', '.join(path.name for path in report.captions)}")
    if not report.lines:
        return [*made, f"  {report.title}, {length}."]
    lines = [*made, f"  {report.title}, {length}, spoken by {report.voice}."]
    lines.append(f"  {report.about}")
    if report.warmer and not report.warmer.fix:
        again = f"compassion render {quote(practice)} --voice {report.warmer.name}"
        lines.append(f"  A warmer voice: {again}")
    elif report.warmer:
        lines.append(
            f"  A warmer voice: {report.warmer.fix}   then add --voice {report.warmer.name}"
        )
    else:
        lines.append("  Other voices: compassion voices")
    if report.trouble:
        lines.append(f"  Next time every line is spoken anew: {report.trouble.lines()[0]}")
    return lines


def _substitutes(report: "Report") -> str:
    """Say which lines another voice speaks, and why, the lines of one reason together."""
    why: dict[str, list[str]] = {}
    several = len({one.practice for one in report.substitutes}) > 1
    for one in report.substitutes:
        where = f"{one.line} of {one.practice}" if several else f"{one.line}"
        why.setdefault(one.reason, []).append(where)
    told = "; ".join(
        f"line{'s' if len(lines) > 1 else ''} {', '.join(lines)} ({reason})"
        for reason, lines in why.items()
    )
    count, voice = len(report.substitutes), report.substitutes[0].voice
    have, speaks = ("has", "is") if count == 1 else ("have", "are")
    return f"{count} of {report.lines} lines {have} no take and {speaks} spoken by {voice}: {told}"


def _as_data(report: "Report") -> dict[str, object]:
    return {
        "file": str(report.path) if report.path else None,
        "captions": [str(path) for path in report.captions],
        "title": report.title,
        "length_ms": report.timeline.length,
        "spoken_ms": report.timeline.spoken,
        "voice": report.voice,
        "pace": report.pace,
        "lines": report.lines,
        "substitutes": [
            {"line": one.line, "reason": one.reason, "voice": one.voice}
            for one in report.substitutes
        ],
        "chapters": [
            {"name": chapter.name, "start_ms": chapter.start, "end_ms": chapter.end}
            for chapter in report.timeline.chapters
        ],
    }
