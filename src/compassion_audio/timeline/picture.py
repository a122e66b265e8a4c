"""A timeline as a picture, because pacing is better seen than read. Pure: it draws SVG.

Speech stands tall and quiet lies low, so that a row looks as it sounds. All rows are equally long
in time, so that the same width is the same wait everywhere. Kinds differ in height and shape as
well as in colour. Every drawn thing names itself when it is pointed at.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from compassion_audio.script import Bell, Section
from compassion_audio.script.export import xml
from compassion_audio.timeline.palette import style
from compassion_audio.timeline.plan import Cue, Timeline
from compassion_audio.timeline.ruler import LEFT, RIGHT, WIDTH, Ruler, cut, width_of
from compassion_audio.timeline.spans import Span, spans
from compassion_audio.units import Milliseconds, clock

Thing = tuple[int, int, str]
"""Something drawn: its row, its layer, and its SVG."""

_TOP, _ROW = 112, 112
"""Where the first row begins, below the title; and how high each row is."""

_NAMES, _MIDDLE, _BED, _AXIS, _TIMES = 18, 50, 73, 80, 96
"""Within a row: its section names, the middle of its track, the background, the axis, the times."""

_LAYERS = ("tail", "bed", "silence", "pause", "breath", "rest", "speech", "other", "sound")
"""What lies below comes first."""

_TOPMOST = len(_LAYERS)
_HEIGHTS = {"rest": 2, "pause": 18, "silence": 34, "speech": 34, "other": 34, "sound": 34, "bed": 4}
_SWELL, _RINGING = 32.0, 24.0
"""How high a breath rises, and how far a stroke reaches to each side."""

_THIN = 4.0
"""What is narrower has no outline, which would make it look longer than it is."""

_SAMPLES = 20
"""Points of a curve: of one breath, of one bell's ringing."""

_IN, _BREATH = 4000, 10_000
"""Of one breath: the part that is breathed in, and the whole."""

_NAMED = {
    "speech": "speech",
    "other": "another voice",
    "sound": "sounds",
    "pause": "pauses",
    "rest": "rests",
    "breath": "breaths",
    "silence": "silence",
}
_KEYS, _KEY_WIDTH, _KEY_HEIGHT = 5, 221, 30
_LONGEST_TITLE, _LONGEST_NAME = 64, 300


def drawn(timeline: Timeline, *, ring: Mapping[str, Milliseconds], title: str) -> str:
    """Draw a timeline.

    Args:
        timeline: What to draw.
        ring: How long each kind of bell rings from its stroke, as for `lay_out`.
        title: The practice's.

    Returns:
        An SVG document, well formed whatever the words are. It is light or dark as the reader
        prefers.
    """
    ruler = Ruler(timeline.length)
    lasting = tuple(spans(timeline))
    things = [thing for span in lasting for thing in _span(ruler, span)]
    for cue in timeline.cues:
        if isinstance(cue.step, Bell):
            things += _bell(ruler, cue, ring[cue.step.kind])
    things += _sections(ruler, timeline.cues)
    keys = tuple(_keys(lasting, timeline.cues))
    below = _TOP + ruler.count * _ROW
    height = below + 34 + -(-len(keys) // _KEYS) * _KEY_HEIGHT
    lines = [*_head(timeline, title, height), *_rows(ruler, things)]
    for index, key in enumerate(keys):
        down, right = divmod(index, _KEYS)
        place = f"{LEFT + right * _KEY_WIDTH:g} {below + 26 + down * _KEY_HEIGHT}"
        lines.append(f'<g transform="translate({place})">{key}</g>')
    return "\n".join([*lines, "</svg>", ""])


def _head(timeline: Timeline, title: str, height: int) -> Iterator[str]:
    share = round(100 * timeline.spoken / max(1, timeline.length))
    facts = f"{clock(timeline.length)} long, {share} % speech, {100 - share} % without words"
    names = "; ".join(
        f"{clock(cue.start)} {cue.step.name}"
        for cue in timeline.cues
        if isinstance(cue.step, Section)
    )
    about = f"The practice along its time: {facts}." + (f" Sections: {names}." if names else "")
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" '
        f'width="{WIDTH}" height="{height}" role="img" '
        'aria-labelledby="picture-title" aria-describedby="picture-about">'
    )
    yield f'<title id="picture-title">{xml.text(title)}</title>'
    yield f'<desc id="picture-about">{xml.text(about)}</desc>'
    yield f"<style>\n{style()}</style>"
    yield '<rect class="paper" width="100%" height="100%"/>'
    yield _text("title", LEFT, 56, cut(title, _LONGEST_TITLE))
    yield _text("facts", LEFT, 84, facts)


def _rows(ruler: Ruler, things: Iterable[Thing]) -> Iterator[str]:
    rows: list[list[tuple[int, str]]] = [[] for _ in range(ruler.count)]
    for row, layer, drawing in things:
        rows[row].append((layer, drawing))
    for row, drawings in enumerate(rows):
        yield f'<g transform="translate(0 {_TOP + row * _ROW})">'
        yield from _axis(ruler, row)
        yield from (drawing for _, drawing in sorted(drawings, key=lambda one: one[0]))
        yield "</g>"


def _axis(ruler: Ruler, row: int) -> Iterator[str]:
    start, end = ruler.span_of(row)
    shown = f"{clock(Milliseconds(start))} to {clock(Milliseconds(end))}"
    right = ruler.x(end, row)
    path = f"M{LEFT:g} {_AXIS}H{right:.2f}"
    ticks = tuple(ruler.ticks(row))
    path += "".join(f"M{ruler.x(tick, row):.2f} {_AXIS}v5" for tick in ticks)
    yield f'<g><title>{shown}</title><path class="line" d="{path}"/>'
    for tick in ticks:
        yield _text("tick", ruler.x(tick, row), _TIMES, clock(Milliseconds(tick)))
    yield "</g>"


def _span(ruler: Ruler, span: Span) -> Iterator[Thing]:
    """Draw something that lasts, a piece in each row; its widest piece says how long it is."""
    pieces = tuple(ruler.pieces(span.start, span.end))
    widest = max(pieces, key=lambda piece: piece[2] - piece[1], default=None)
    for row, start, end in pieces:
        left, right = ruler.x(start, row), ruler.x(end, row)
        if span.kind == "breath":
            path = _hills(ruler, (row, start, end), span.start)
            shape = f'<path class="breath" d="{path}"/>'
        else:
            is_whole = (start, end) == (span.start, span.end)
            shape = _bar(span.kind, left, right, corner=3.0 if is_whole else 0.0)
        label = ""
        if (row, start, end) == widest and width_of(span.label, 11) + 8 <= right - left:
            label = _text("inside", (left + right) / 2, _MIDDLE + 4, span.label)
        yield row, _LAYERS.index(span.kind), _titled(span.about, shape + label)


def _bar(kind: str, left: float, right: float, *, corner: float) -> str:
    height = _HEIGHTS[kind]
    top = _BED if kind == "bed" else _MIDDLE - height / 2
    width = max(right - left, 0.3)
    corner = min(corner, width / 2, height / 2)
    look = f"{kind} thin" if width < _THIN else kind
    return (
        f'<rect class="{look}" x="{left:.2f}" y="{top:g}" width="{width:.2f}" '
        f'height="{height}" rx="{corner:.3g}"/>'
    )


def _hills(ruler: Ruler, piece: tuple[int, int, int], begun: int) -> str:
    """Draw breaths as hills on the floor of the track."""
    row, start, end = piece
    apart = max(ruler.finest, _BREATH // _SAMPLES)
    first = begun + ((start - begun) // apart + 1) * apart
    floor = _MIDDLE + _SWELL / 2
    points = [
        f"{ruler.x(moment, row):.2f} {floor - _SWELL * _breathed_in(moment - begun):.2f}"
        for moment in (start, *range(first, end, apart), end)
    ]
    return f"M{ruler.x(start, row):.2f} {floor:g}L{'L'.join(points)}V{floor:g}Z"


def _breathed_in(passed: int) -> float:
    """Give how full a breath is: up to 1 while breathing in, and back to 0 while breathing out."""
    passed %= _BREATH
    share = passed / _IN if passed < _IN else 1 - (passed - _IN) / (_BREATH - _IN)
    return (1 - math.cos(math.pi * share)) / 2


def _bell(ruler: Ruler, cue: Cue, rings: Milliseconds) -> Iterator[Thing]:
    for number, stroke in enumerate(cue.strokes, start=1):
        ends = Milliseconds(stroke + rings)
        of = f", stroke {number} of {len(cue.strokes)}" if len(cue.strokes) > 1 else ""
        about = f"{clock(stroke)} bell{of}, ringing until {clock(ends)}"
        for piece in ruler.pieces(stroke, ends):
            path = _tail(ruler, piece, stroke, rings)
            yield piece[0], 0, _titled(about, f'<path class="tail" d="{path}"/>')
        row = ruler.row_of(stroke)
        place = f'cx="{ruler.x(stroke, row):.2f}" cy="{_MIDDLE}" r="6"'
        yield row, _TOPMOST, _titled(about, f'<circle class="stroke" {place}/>')


def _tail(ruler: Ruler, piece: tuple[int, int, int], stroke: int, rings: int) -> str:
    """Draw the ringing: it fades to both sides of the middle, as a bell does."""
    row, start, end = piece
    apart = max(ruler.finest, rings // _SAMPLES)
    moments = [start, *range(start + apart, end, apart), end]
    upper, lower = [], []
    for moment in moments:
        x, reach = ruler.x(moment, row), _RINGING * math.exp(-4 * (moment - stroke) / rings)
        upper.append(f"{x:.2f} {_MIDDLE - reach:.2f}")
        lower.append(f"{x:.2f} {_MIDDLE + reach:.2f}")
    return f"M{'L'.join([*upper, *reversed(lower)])}Z"


def _sections(ruler: Ruler, cues: Iterable[Cue]) -> Iterator[Thing]:
    """Name each section where it begins, and again where a row begins inside it."""
    names: dict[int, list[str]] = defaultdict(list)
    for cue in cues:
        if isinstance(cue.step, Section):
            names[cue.start].append(cue.step.name)
    begun: list[list[tuple[int, str]]] = [[] for _ in range(ruler.count)]
    for start, here in names.items():
        begun[ruler.row_of(start)].append((start, ", ".join(here)))
    running = ""
    for row, sections in enumerate(begun):
        places = [ruler.x(start, row) for start, _ in sections] + [RIGHT]
        if running and places[0] - LEFT > 0:
            yield row, _TOPMOST, _again(running, places[0] - LEFT)
        for (start, name), left, right in zip(sections, places, places[1:], strict=False):
            running = name
            yield row, _TOPMOST, _section(start, name, left, right - left)


def _section(start: int, name: str, left: float, room: float) -> str:
    line = f'<path class="line" d="M{left:.2f} 6V{_AXIS}"/>'
    words = _text("section", left + 6, _NAMES, cut(name, _characters(room)))
    return _titled(f"{clock(Milliseconds(start))} section: {name}", line + words)


def _again(name: str, room: float) -> str:
    shown = cut(name, _characters(room - width_of(", continued", 13)))
    words = _text("again", LEFT, _NAMES, f"{shown}, continued") if shown else ""
    return _titled(f"section: {name}, continued", words) if words else ""


def _characters(room: float) -> int:
    return int((room - 16) / (14 * 0.6))


def _keys(lasting: Iterable[Span], cues: Iterable[Cue]) -> Iterator[str]:
    """Draw the legend: each kind that is there, and how much time it takes in all."""
    totals: dict[str, int] = {}
    for span in lasting:
        totals[span.kind] = totals.get(span.kind, 0) + span.end - span.start
    for kind, name in _NAMED.items():
        if kind in totals:
            nearest = Milliseconds(round(totals[kind] / 1000) * 1000)  # as the labels round
            text = f"{name} {clock(nearest)}"
            yield _titled(text, _swatch(kind) + _text("key", 38, 5, text))
    if "bed" in totals:
        bar = '<rect class="bed" y="-2" width="28" height="4" rx="2"/>'
        yield _titled("background", bar + _text("key", 38, 5, "background"))
    strokes = sum(len(cue.strokes) for cue in cues)
    if strokes:
        text = "a bell, ringing" if strokes == 1 else f"{strokes} strokes of a bell, ringing"
        tail = '<path class="tail" d="M6 -9C12 -2 20 -1 28 0C20 1 12 2 6 9Z"/>'
        dot = '<circle class="stroke" cx="6" cy="0" r="5"/>'
        yield _titled(text, tail + dot + _text("key", 38, 5, text))


def _swatch(kind: str) -> str:
    if kind == "breath":
        return '<path class="breath" d="M0 8C8 8 6 -8 11 -8C17 -8 18 8 28 8Z"/>'
    height = {"rest": 2, "pause": 10}.get(kind, 18)
    return f'<rect class="{kind}" y="{-height / 2:g}" width="28" height="{height}" rx="2"/>'


def _text(kind: str, x: float, y: float, words: str) -> str:
    return f'<text class="{kind}" x="{x:.4g}" y="{y:g}">{xml.text(words)}</text>'


def _titled(name: str, drawing: str) -> str:
    """Let a drawing say what it is when it is pointed at, and to a screen reader."""
    return f"<g><title>{xml.text(cut(name, _LONGEST_NAME))}</title>{drawing}</g>"
