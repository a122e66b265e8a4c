"""A timeline as text: what people read, and what shows a change of planning as a readable diff."""

from collections.abc import Iterator

from compassion_audio.script import (
    Bed,
    Bell,
    Breath,
    Pause,
    Rest,
    Say,
    Section,
    Silence,
    Sound,
    Step,
)
from compassion_audio.timeline.plan import LEAD, TAIL, Timeline
from compassion_audio.units import Milliseconds, exact_clock


def written(timeline: Timeline) -> str:
    """Write one line for each step: when it begins, how long it lasts, what it is.

    A sentence begins with its first sound, not with the margin of its clip.
    """
    lines = [f"{'begins':>12} {'lasts':>9}"]
    lines += _lines(timeline)
    lines.append(f"{exact_clock(timeline.length):>12} {'':>9}  end")
    return "\n".join(line.rstrip() for line in lines) + "\n"


def _lines(timeline: Timeline) -> Iterator[str]:
    for cue in timeline.cues:
        start, end = cue.start, cue.end
        if isinstance(cue.step, Say):
            start, end = Milliseconds(start + LEAD), Milliseconds(end - TAIL)
        lasts = f"{(end - start) / 1000:.3f}" if end > start else ""
        yield f"{exact_clock(start):>12} {lasts:>9}  {_told(cue.step)}"


def _told(step: Step) -> str:
    match step:
        case Say(role=role):
            return f"{role + ': ' if role else ''}{step.caption}"
        case Section(name=name):
            return f"# {name}"
        case Rest():
            return "rest"
        case Pause():
            return "pause"
        case Silence():
            return "silence"
        case Breath(times=times):
            return f"breath x{times}"
        case Bell(kind=kind, times=times):
            return f"bell {kind} x{times}"
        case Bed(kind=kind):
            return f"bed {kind or 'off'}"
        case Sound(file=file):
            return f"sound {file}"
        case _:
            return type(step).__name__.lower()
