"""A measured recording as a picture: what is drawn of it comes from the file alone."""

import numpy as np

from compassion_audio.audio.measure import COLUMN
from compassion_audio.studio.verifying import Verdict
from compassion_audio.timeline.waveform import Heard, drawn
from compassion_audio.units import FRAMES_PER_MILLISECOND, clock

_HOP, _BLOCK = 100, 400
"""Milliseconds from one momentary loudness to the next, and that each lasts."""

_CELL = COLUMN // FRAMES_PER_MILLISECOND


def portrait(verdict: Verdict) -> str:
    """Draw a recording: its waveform with its chapters, captions, loudness, and what is off."""
    found, told, meant = verdict.measured, verdict.told, verdict.kept
    target = verdict.preset.target(found.channels)
    is_off = [one for one in verdict.findings if one.is_off]
    count = f"{len(is_off)} thing{'s' if len(is_off) > 1 else ''} off"
    by = f", spoken by {told.voice}" if told and told.voice else ""
    peak = max(found.true_peak, -99.9)
    loudness = max(found.loudness, -99.9)
    return drawn(
        Heard(
            title=(told.title if told else "") or verdict.path.name,
            facts=f"{clock(found.length)} long{by}; {loudness:.1f} LUFS, peaks at {peak:.1f} dBTP",
            verdict=f"{count if is_off else 'Passes'}, held against {verdict.preset.name}",
            passes=verdict.passes,
            length=found.length,
            chapters=told.chapters if told else (),
            lines=[(cue.start, cue.words) for cue in meant.of_kind("say")] if meant else [],
            target=target,
            marks=[(one.at, one.what) for one in is_off if one.at is not None],
            shape=lambda start, end: _shape(verdict, start, end),
            loudness=lambda start, end: _loudness(verdict, start, end),
        )
    )


def _shape(verdict: Verdict, start: int, end: int) -> tuple[float, float]:
    found = verdict.measured
    first, last = start // _CELL, max(start // _CELL + 1, -(-end // _CELL))
    low, high = found.lows[first:last], found.highs[first:last]
    return float(low.min(initial=0)) / 32767, float(high.max(initial=0)) / 32767


def _loudness(verdict: Verdict, start: int, end: int) -> float:
    curve = verdict.measured.curve
    first = max(0, (start - _BLOCK // 2) // _HOP)  # a block is shown at its middle
    last = max(first + 1, (end - _BLOCK // 2) // _HOP)
    return float(curve[first:last].max(initial=-np.inf))
