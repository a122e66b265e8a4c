"""Whether a recording keeps its timeline: lines, pauses, chapters and bells at their moments."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from compassion_audio.audio.measure import Levels, Measured
from compassion_audio.audio.pauses import FAINTLY_HEARD, Stretch, heard, loudest, unexplained
from compassion_audio.delivery.told import Told
from compassion_audio.studio.findings import Finding, off, seen
from compassion_audio.timeline import LEAD, TAIL
from compassion_audio.timeline.kept import Kept, KeptCue
from compassion_audio.units import Decibels, Milliseconds, frames_at

WITHIN = 25
"""Milliseconds by which speech may begin or end elsewhere. Source: a frame of an MP3 smears a
sound by up to 24."""

QUIET = Decibels(-80.0)
"""The loudest that a pause may hold where no bed lies and no bell rings."""

SMEAR = 60
"""Milliseconds on each side of a sound into which an encoder may smear it."""

EXACT = (".mp3", ".wav", ".flac")
"""What decodes to the sample; other formats may end up to a frame later."""

_FRAME = 50
"""Milliseconds that the longest frame of any of those lasts, and its decoder's delay."""

_CUT = Decibels(-30.0)
"""Below a line's peak: a clip that is louder at its very edge was cut."""

_SOFT = 150
"""Milliseconds: a breath that is longer is worth a word."""

_STRUCK_WITHIN = 3.0
"""dB: the bell before it may still ring."""

_DECAY = Decibels(-3.0)
"""By which a bell is quieter half-way through its ringing than at its stroke, at least."""


@dataclass(frozen=True, slots=True)
class Compared:
    """How far a recording keeps its timeline."""

    lines: int
    pauses: int
    """How many were compared to the millisecond."""

    worst: float
    """Milliseconds by which a line begins or ends elsewhere, at most."""

    chapters: int
    strokes: int
    findings: tuple[Finding, ...]


def compared(found: Measured, told: Told, meant: Kept, path: Path) -> Compared:
    """Hold a recording against its timeline.

    Args:
        found: What was measured in it, its bells taken away.
        told: What its tags say.
        meant: What was meant to sound when.
        path: Of the file; its ending says how exact its format is.
    """
    findings = list(_length(found, meant, path))
    says = meant.of_kind("say")
    lines = [(cue.start, cue.end) for cue in says]
    where = heard(found.levels, lines, over_bed=meant.has_bed)
    if not meant.has_bed:
        where, softly = _nearest(found.levels, lines, where)
        findings += softly
    apart = [] if meant.has_bed else _apart(lines, where)
    findings += _lines(says, where, over_bed=meant.has_bed)
    if meant.has_bed:
        what = "a bed lies under it, so pauses were not compared to the millisecond"
        findings.append(seen("pause", what))
    elif not meant.of_kind("sound"):
        findings += _quiet(found, meant)
        findings += _cut_words(found.levels, says, where)
    findings += _chapters(where, told, meant)
    findings += _bells(found.with_bells, meant)
    return Compared(
        lines=len(lines),
        pauses=0 if meant.has_bed else max(0, len(lines) - 1),
        worst=max(apart, default=0),
        chapters=len(meant.chapters),
        strokes=sum(len(cue.strokes) for cue in meant.cues),
        findings=tuple(findings),
    )


def _length(found: Measured, meant: Kept, path: Path) -> Iterator[Finding]:
    missing = abs(found.frames - frames_at(meant.length))
    spare = 0 if path.suffix.lower() in EXACT else frames_at(Milliseconds(_FRAME))
    if missing > spare:
        measured, wanted = found.frames / 48_000, f"{meant.length / 1000:.3f} s"
        yield off("length", "it is not as long as it was meant to be", measured, wanted, "s")


def _apart(lines: list[Stretch], where: list[Stretch | None]) -> list[int]:
    """Give how far each line begins and ends from where it is meant to."""
    return [
        abs(at - planned)
        for line, one in zip(lines, where, strict=True)
        if one
        for at, planned in zip(one, line, strict=True)
    ]


def _nearest(
    levels: Levels, lines: list[Stretch], where: list[Stretch | None]
) -> tuple[list[Stretch | None], list[Finding]]:
    """Grant a line its breath: one that begins or ends softly may do so at either measure."""
    faintly = heard(levels, lines, faintest=FAINTLY_HEARD)
    found: list[Stretch | None] = []
    softest = 0
    for line, loud, faint in zip(lines, where, faintly, strict=True):
        if loud is None or faint is None:
            found.append(None)
            continue
        edges = (
            _nearer(line[0], loud[0], faint[0]),
            _nearer(line[1], loud[1], faint[1]),
        )
        found.append(edges)
        softest = max(softest, *(abs(at - edge) for at, edge in zip(loud, edges, strict=True)))
    if softest <= _SOFT:
        return found, []
    what = (
        f"lines begin or end so softly that their pauses sound up to {softest / 1000:.2f} s longer"
    )
    return found, [seen("pause", what)]


def _nearer(planned: int, one: Milliseconds, other: Milliseconds) -> Milliseconds:
    return one if abs(one - planned) <= abs(other - planned) else other


def _lines(
    says: tuple[KeptCue, ...], where: list[Stretch | None], *, over_bed: bool
) -> Iterator[Finding]:
    """Tell which lines are missing or late, and which pauses are longer or shorter than meant."""
    for cue, one in zip(says, where, strict=True):
        if one is None or (over_bed and not _overlap(one, (cue.start, cue.end))):
            yield off("line", f"not heard: {_short(cue)}", None, "", "", at=cue.start)
        elif not over_bed:
            yield from _late(cue, one)
    if over_bed:
        return
    for (before, one), (after, other) in pairwise(zip(says, where, strict=True)):
        if one and other:
            measured, planned = other[0] - one[1], after.start - before.end
            if abs(measured - planned) > WITHIN:
                what = f"the pause after “{_short(before)}” lasts"
                wanted = f"{planned / 1000:.3f} s"
                yield off("pause", what, measured / 1000, wanted, "s", at=before.end)


def _late(cue: KeptCue, one: Stretch) -> Iterator[Finding]:
    for what, at, planned in (("begins", one[0], cue.start), ("ends", one[1], cue.end)):
        if abs(at - planned) > WITHIN:
            told = f"“{_short(cue)}” {what}"
            yield off("line", told, at / 1000, f"{planned / 1000:.3f} s", "s", at=at)


def _overlap(one: Stretch, other: Stretch) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _short(cue: KeptCue) -> str:
    return cue.words if len(cue.words) <= 40 else f"{cue.words[:39].rstrip()}…"


def _quiet(found: Measured, meant: Kept) -> Iterator[Finding]:
    """Find what sounds in pauses that are meant to be silent."""
    busy = [(cue.start - LEAD, cue.end + TAIL) for cue in meant.of_kind("say")]
    busy += [
        (start, start + (cue.ring or 0)) for cue in meant.of_kind("bell") for start in cue.strokes
    ]
    wide = [(Milliseconds(start - SMEAR), Milliseconds(end + SMEAR)) for start, end in busy]
    for at in unexplained(found.with_bells, wide, QUIET):
        level = loudest(found.with_bells, at, at + 1000)
        wanted = f"at most {QUIET:g} dBFS"
        yield off("pause", "something sounds in a pause", level, wanted, "dBFS", at=at)


def _cut_words(
    levels: Levels, says: tuple[KeptCue, ...], where: list[Stretch | None]
) -> Iterator[Finding]:
    """Find clips that are still loud at their very edge."""
    for cue in (cue for cue, one in zip(says, where, strict=True) if one):
        most = loudest(levels, cue.start, cue.end) + _CUT
        for at in (cue.start - LEAD, cue.end + TAIL):
            level = loudest(levels, at - 3, at + 3)
            if level > most:
                told = f"a word is cut: {_short(cue)}"
                wanted = f"at most {most:.0f} dBFS"
                yield off("cut-word", told, level, wanted, "dBFS", at=Milliseconds(max(0, at)))


def _chapters(where: list[Stretch | None], told: Told, meant: Kept) -> Iterator[Finding]:
    """Find chapters that are not what they were, or would begin in the middle of a word."""
    if told.chapters != meant.chapters:
        yield off("chapter", "its chapters are not those of its timeline", None, "", "")
    for chapter in meant.chapters[1:]:
        if any(one and one[0] + WITHIN < chapter.start < one[1] - WITHIN for one in where):
            what = f"the chapter “{chapter.name}” begins in the middle of a line"
            yield off("chapter", what, None, "", "", at=chapter.start)


def _bells(levels: Levels, meant: Kept) -> Iterator[Finding]:
    """Find strokes that are not at their level, and those that do not fade."""
    speech = [(cue.start, cue.end) for cue in meant.of_kind("say")]
    for cue in meant.of_kind("bell"):
        for start, until in pairwise((*cue.strokes, cue.end)):
            struck = loudest(levels, start, start + 300)
            planned = 20 * math.log10(max(cue.level, 1e-6))
            if abs(struck - planned) > _STRUCK_WITHIN and not meant.has_bed:
                what, wanted = "a stroke is not at its level", f"{planned:.0f} dBFS"
                yield off("bell", what, struck, wanted, "dBFS", at=start)
            last = Milliseconds(min(until, start + (cue.ring or 0)))
            is_alone = not any(_overlap((start, last), one) for one in speech)
            if is_alone and loudest(levels, last - 500, last) > struck + _DECAY:
                yield off("bell", "a bell does not fade", None, "", "", at=start)
