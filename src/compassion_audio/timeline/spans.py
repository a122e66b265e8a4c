"""What of a timeline lasts, as a picture shows it: from first sound to last, without margins."""

from collections.abc import Iterator
from dataclasses import dataclass

from compassion_audio.script import Bed, Breath, Pause, Rest, Say, Silence, Sound
from compassion_audio.timeline.plan import LEAD, TAIL, Cue, Timeline
from compassion_audio.units import Milliseconds, clock, write_duration


@dataclass(frozen=True, slots=True)
class Span:
    """Something that lasts."""

    kind: str
    """speech, other (another role's speech), sound, rest, pause, breath, silence or bed."""

    start: Milliseconds
    end: Milliseconds
    about: str
    """When, what, how long."""

    label: str = ""
    """How long, where there is room for it."""


def spans(timeline: Timeline) -> Iterator[Span]:
    """Give everything that lasts, in order; a background from its mark to the next."""
    bed: Cue | None = None
    for cue in timeline.cues:
        if isinstance(cue.step, Bed):
            yield from _background(bed, cue.start)
            bed = cue
        elif span := _span(cue):
            yield span
    yield from _background(bed, timeline.length)


def _background(cue: Cue | None, until: Milliseconds) -> Iterator[Span]:
    if cue and isinstance(cue.step, Bed) and cue.step.kind:
        yield Span("bed", cue.start, until, f"{clock(cue.start)} background: {cue.step.kind}")


def _span(cue: Cue) -> Span | None:
    start, end = cue.start, cue.end
    match cue.step:
        case Say(role=role):
            start, end = Milliseconds(start + LEAD), Milliseconds(end - TAIL)
            kind = "other" if role else "speech"
            who = f"{role}: " if role else ""
            return Span(kind, start, end, f"{clock(start)} {who}{cue.step.caption}")
        case Sound(file=file):
            return Span("sound", start, end, f"{clock(start)} sound {file}")
        case Rest():
            return _quiet(cue, "rest", "rest")
        case Pause():
            return _quiet(cue, "pause", "pause", _rounded(end - start))
        case Breath(times=times):
            return _quiet(cue, "breath", "a breath" if times == 1 else f"{times} breaths")
        case Silence():
            return _quiet(cue, "silence", "silence", f"silence {_rounded(end - start)}")
        case _:
            return None


def _quiet(cue: Cue, kind: str, name: str, label: str = "") -> Span:
    lasts = write_duration(Milliseconds(cue.end - cue.start))
    return Span(kind, cue.start, cue.end, f"{clock(cue.start)} {name}, {lasts}", label)


def _rounded(length: int) -> str:
    unit = 100 if length < 10_000 else 1000
    return write_duration(Milliseconds(round(length / unit) * unit))
