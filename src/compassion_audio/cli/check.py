"""`compassion check`."""

import os
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING

import click

from compassion_audio.cli.command import (
    Command,
    anything_called,
    json_option,
    own_library,
    print_json,
)
from compassion_audio.errors import CompassionAudioError, Problem, Unreadable

if TYPE_CHECKING:
    from compassion_audio.cli.asking import Cast
    from compassion_audio.studio.checking import Checked

DONE, FAILED, SOME_FAILED = 0, 1, 3


@dataclass(slots=True)
class _Outcome:
    """What became of one name on the command line."""

    file: str
    checked: "Checked | None" = None
    problems: tuple[Problem, ...] = ()
    """Of a file that its language cannot read."""

    unread: list[str] = field(default_factory=list)
    """Why there is nothing to read, one line each."""

    def count(self, severity: str) -> int:
        findings = self.checked.findings if self.checked else ()
        unreadable = len(self.problems) + len(self.unread) if severity == "error" else 0
        return sum(one.severity == severity for one in findings) + unreadable

    def is_failed(self, *, strict: bool) -> bool:
        return bool(self.count("error") or (strict and self.count("warning")))


@click.command(
    "check",
    cls=Command,
    example="compassion check my-practice.md\ncompassion check --strict scripts/*.md",
)
@click.argument("practices", metavar="NAME|FILE|-…", nargs=-1, required=True)
@click.option("--strict", is_flag=True, help="Let warnings fail, too.")
@json_option
def command(*, practices: tuple[str, ...], strict: bool, as_json: bool) -> int:
    """Read practices as a careful editor would, and say what may trip or harm a listener.

    A guide is checked for itself: whether it can be read, and everything it names is there.

    Each line of what is printed says where, how much it matters, which rule, and what to do. The
    rules are in docs/check-rules.md; a comment silences them for the next line of a practice:
    <!-- check: ignore wording/command -->

    Exit status: 1 when something is an error (with --strict, or a warning), 3 when that is so for
    some of several practices only. Notes never fail.
    """
    from compassion_audio.cli.asking import cast_of

    cast = cast_of((), None)
    outcomes = []
    for practice in practices:
        outcome = _outcome(practice, cast)
        outcomes.append(outcome)
        if not as_json:
            _show(outcome, is_first=not any(map(_speaks, outcomes[:-1])))
    if as_json:
        print_json({"files": [_as_data(outcome) for outcome in outcomes]})
    else:
        click.echo(_summary(outcomes), err=True)
    failed = [outcome for outcome in outcomes if outcome.is_failed(strict=strict)]
    if not failed:
        return DONE
    return FAILED if len(failed) == len(outcomes) else SOME_FAILED


def _outcome(practice: str, cast: "Cast") -> _Outcome:
    from compassion_audio import settings
    from compassion_audio.studio.checking import check_guide, check_practice

    folders = settings.folders(os.environ)

    try:
        source = anything_called(practice)
    except CompassionAudioError as cause:
        return _Outcome(practice, unread=list(cause.lines()))
    try:
        if source.kind == "guide":
            checked = check_guide(source, pace=cast.pace, own=own_library())
        else:
            checked = check_practice(source, voice=cast.voice, pace=cast.pace, folders=folders)
    except Unreadable as cause:
        return _Outcome(source.name, problems=cause.problems)
    return _Outcome(source.name, checked)


def _speaks(outcome: _Outcome) -> bool:
    return bool(outcome.problems or (outcome.checked and outcome.checked.findings))


def _show(outcome: _Outcome, *, is_first: bool) -> None:
    for line in outcome.unread:
        click.echo(f"Error: {line}", err=True)
    if _speaks(outcome) and not is_first:
        click.echo()
    for problem in outcome.problems:
        told = _joined(problem.message, problem.hint)
        click.echo(f"{outcome.file}:{problem.line}:{problem.column}: error: {told}")
    for one in outcome.checked.findings if outcome.checked else ():
        told = _joined(one.message, one.suggestion)
        click.echo(f"{outcome.file}:{one.line}: {one.severity} {one.rule}: {told}")


def _joined(message: str, suggestion: str) -> str:
    """Make sentences of what happened and of what to do."""
    told = f"{message}. {suggestion[:1].upper()}{suggestion[1:]}" if suggestion else message
    return told if told.endswith((".", "?", "!", '"', ">")) else f"{told}."


def _summary(outcomes: list[_Outcome]) -> str:
    counts = ", ".join(
        _counted(sum(outcome.count(severity) for outcome in outcomes), severity)
        for severity in ("error", "warning", "note")
    )
    return f"{_counted(len(outcomes), 'practice')}: {counts}. {_listened(outcomes)}".rstrip()


def _listened(outcomes: list[_Outcome]) -> str:
    """Say whether the pace was heard, or guessed, and why."""
    checked = [outcome.checked for outcome in outcomes if outcome.checked]
    voices = {one.voice for one in checked if one.voice}
    reasons = dict.fromkeys(one.estimated_because for one in checked if one.estimated_because)
    told = [f"Pace was measured with {voice}." for voice in sorted(voices)]
    told += [f"Pace was estimated{' for some' if voices else ''}: {why}." for why in reasons]
    return " ".join(told)


def _counted(number: int, thing: str) -> str:
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"


def _as_data(outcome: _Outcome) -> dict[str, object]:
    checked = outcome.checked
    return {
        "file": outcome.file,
        "title": checked.title if checked else None,
        "length_ms": checked.length if checked else None,
        "voice": (checked.voice or None) if checked else None,
        "estimated_because": (checked.estimated_because or None) if checked else None,
        "findings": [asdict(one) for one in checked.findings] if checked else [],
        "problems": [asdict(problem) for problem in outcome.problems],
        "unread": outcome.unread,
    }
