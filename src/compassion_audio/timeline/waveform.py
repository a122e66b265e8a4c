"""A recording as a picture: its waveform in rows of equal time, what is said, how loud it is.

The same hand and palette as `timeline.picture`, and always light: it is laid beside reports, and
printed. Pure: it is handed columns of numbers, and draws SVG.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from compassion_audio.script.export import xml
from compassion_audio.timeline.palette import LIGHT
from compassion_audio.timeline.plan import Chapter
from compassion_audio.timeline.ruler import LEFT, RIGHT, WIDTH, Ruler, cut
from compassion_audio.units import Milliseconds, clock

_TOP, _ROW = 122, 196
_NAMES, _MIDDLE, _REACH = 16, 62, 38
_LANES, _LANE, _LANE_HEIGHT = 2, 116, 15
_LOUD_TOP, _LOUD_FLOOR, _AXIS, _TIMES = 140, 168, 172, 186
"""Within a row: chapter names; the waveform's middle and reach; the lanes of the captions; the
strip of loudness; the axis; the times."""

_QUIETEST, _LOUDEST = -50.0, -6.0
"""LUFS at the floor and at the top of the strip of loudness."""

_CAPTION = 11
_LEAST_ROOM = 60.0
"""A caption with less room than this is left out: what is left of it would say nothing."""

_STYLE = f"""\
text {{ font: 12px system-ui, "Segoe UI", "DejaVu Sans", sans-serif; fill: {LIGHT["ink"]}; }}
.title {{ font: 600 28px Charter, Georgia, "DejaVu Serif", serif; }}
.facts {{ font-size: 15px; fill: {LIGHT["muted"]}; }}
.passes {{ font-size: 15px; font-weight: 600; fill: {LIGHT["pause"]}; }}
.off {{ font-size: 15px; font-weight: 600; fill: #a03b2a; }}
.name {{ font-size: 13px; font-weight: 600; }}
.said {{ font-size: {_CAPTION}px; fill: {LIGHT["muted"]}; }}
.tick {{ font-variant-numeric: tabular-nums; text-anchor: middle; fill: {LIGHT["muted"]}; }}
.aim {{ font-size: 10px; text-anchor: end; fill: {LIGHT["bell"]}; }}
.wave {{ fill: {LIGHT["speech"]}; }}
.band {{ fill: {LIGHT["silence"]}; fill-opacity: .07; }}
.even {{ fill: {LIGHT["pause"]}; fill-opacity: .09; }}
.loud {{ fill: {LIGHT["bell"]}; fill-opacity: .28; }}
.target {{ stroke: {LIGHT["bell"]}; stroke-width: 1; stroke-dasharray: 4 3; fill: none; }}
.line {{ stroke: {LIGHT["axis"]}; stroke-width: 1; fill: none; }}
.mark {{ stroke: #a03b2a; stroke-width: 1.5; fill: none; }}
"""


@dataclass(frozen=True, slots=True)
class Heard:
    """What is drawn of a recording."""

    title: str
    facts: str
    verdict: str
    """In a few words: that it passes, or how much is off."""

    passes: bool
    length: Milliseconds
    chapters: Sequence[Chapter]
    lines: Sequence[tuple[Milliseconds, str]]
    """When each line is spoken, and its caption."""

    target: float
    """Loudness, in LUFS."""

    marks: Sequence[tuple[Milliseconds, str]]
    """Where something is off, and what."""

    shape: Callable[[int, int], tuple[float, float]]
    """The lowest and the highest sample between two moments, full scale at 1."""

    loudness: Callable[[int, int], float]
    """The greatest momentary loudness between two moments, in LUFS."""


def drawn(heard: Heard) -> str:
    """Draw a recording as an SVG document, well formed whatever its words are."""
    ruler = Ruler(heard.length)
    height = _TOP + ruler.count * _ROW + 16
    lines = [*_head(heard, height)]
    for row in range(ruler.count):
        lines.append(f'<g transform="translate(0 {_TOP + row * _ROW})">')
        lines += _bands(heard, ruler, row)
        lines += [_wave(heard, ruler, row), _loudness(heard, ruler, row)]
        lines += _captions(heard, ruler, row)
        lines += _marks(heard, ruler, row)
        lines += [*_axis(ruler, row), "</g>"]
    return "\n".join([*lines, "</svg>", ""])


def _head(heard: Heard, height: int) -> Iterator[str]:
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" '
        f'width="{WIDTH}" height="{height}" role="img" '
        'aria-labelledby="picture-title" aria-describedby="picture-about">'
    )
    yield f'<title id="picture-title">{xml.text(heard.title)}</title>'
    about = f"The waveform of a recording: {heard.facts}. {heard.verdict}."
    yield f'<desc id="picture-about">{xml.text(about)}</desc>'
    yield f"<style>\n{_STYLE}</style>"
    yield f'<rect width="100%" height="100%" fill="{LIGHT["paper"]}"/>'
    yield _text("title", LEFT, 52, cut(heard.title, 64))
    yield _text("facts", LEFT, 78, cut(heard.facts, 130))
    yield _text("passes" if heard.passes else "off", LEFT, 100, cut(heard.verdict, 130))


def _bands(heard: Heard, ruler: Ruler, row: int) -> Iterator[str]:
    """Lay a band under each chapter, and name it where it begins, or where the row does."""
    first, last = ruler.span_of(row)
    for index, chapter in enumerate(heard.chapters):
        start, end = max(first, chapter.start), min(last, chapter.end)
        if start >= end:
            continue
        left, right = ruler.x(start, row), ruler.x(end, row)
        look = "even" if index % 2 else "band"
        height = _LOUD_FLOOR - 2
        place = f'x="{left:.1f}" y="2" width="{right - left:.1f}" height="{height}"'
        yield f'<rect class="{look}" {place}/>'
        name = cut(chapter.name, int((right - left - 12) / 7.6))
        if name:
            yield _text("name", left + 6, _NAMES, name)


def _columns(ruler: Ruler, row: int) -> Iterator[tuple[int, int, int]]:
    """Give each column of a row, with the moments between which it lies."""
    first, last = ruler.span_of(row)
    for column in range(int(RIGHT - LEFT)):
        start = first + int(column * ruler.row / (RIGHT - LEFT))
        end = first + int((column + 1) * ruler.row / (RIGHT - LEFT))
        if start >= last:
            return
        yield column, start, min(max(end, start + 1), last)


def _wave(heard: Heard, ruler: Ruler, row: int) -> str:
    """Draw the waveform: along its highest samples, and back along its lowest."""
    shapes = [heard.shape(start, end) for _, start, end in _columns(ruler, row)]
    upper = [round(_MIDDLE - max(0.02, high) * _REACH, 1) for _, high in shapes]
    lower = [round(_MIDDLE - min(-0.02, low) * _REACH, 1) for low, _ in shapes]
    path = f"M{LEFT:g} {upper[0]:g}{_steps(upper, 1)}v{lower[-1] - upper[-1]:.4g}"
    return f'<path class="wave" d="{path}{_steps(lower[::-1], -1)}z"/>'


def _steps(values: Sequence[float], step: int) -> str:
    """Write a line through values, as short as can be: runs of the same value are one step."""
    out: list[str] = []
    run = 0
    for before, after in pairwise(values):
        if after == before:
            run += step
            continue
        out.append(f"h{run}" if run else "")
        out.append(f"l{step} {after - before:.3g}")
        run = 0
    return "".join([*out, f"h{run}" if run else ""])


def _loudness(heard: Heard, ruler: Ruler, row: int) -> str:
    """Draw how loud it is, and where its target lies."""
    heights = [round(_at(heard.loudness(start, end)), 1) for _, start, end in _columns(ruler, row)]
    right = LEFT + len(heights) - 1
    path = f"M{LEFT:g} {_LOUD_FLOOR}V{heights[0]:g}{_steps(heights, 1)}V{_LOUD_FLOOR}z"
    aim = _at(heard.target)
    label = _text("aim", LEFT - 4, aim + 3, f"{heard.target:.0f}")
    line = f'<path class="target" d="M{LEFT:g} {aim:.1f}H{right:g}"/>'
    return f'<path class="loud" d="{path}"/>{line}{label}'


def _at(loudness: float) -> float:
    share = (min(max(loudness, _QUIETEST), _LOUDEST) - _QUIETEST) / (_LOUDEST - _QUIETEST)
    return _LOUD_FLOOR - share * (_LOUD_FLOOR - _LOUD_TOP)


def _captions(heard: Heard, ruler: Ruler, row: int) -> Iterator[str]:
    """Write what is said below where it is said, in lanes; what has no room is left out."""
    first, last = ruler.span_of(row)
    here = [(start, words) for start, words in heard.lines if first <= start < last]
    lanes: list[list[tuple[float, str]]] = [[] for _ in range(_LANES)]
    for index, (start, words) in enumerate(here):
        lanes[index % _LANES].append((ruler.x(start, row), words))
    for number, lane in enumerate(lanes):
        edges = [x for x, _ in lane[1:]] + [RIGHT]
        for (x, words), edge in zip(lane, edges, strict=False):
            room = edge - x - 8
            if room >= _LEAST_ROOM:
                shown = cut(words, int(room / (_CAPTION * 0.55)))
                y = _LANE + number * _LANE_HEIGHT
                yield f'<path class="line" d="M{x:.1f} {_MIDDLE + 30}V{y}" stroke-opacity=".35"/>'
                yield _text("said", x + 3, y, shown)


def _marks(heard: Heard, ruler: Ruler, row: int) -> Iterator[str]:
    first, last = ruler.span_of(row)
    for at, what in heard.marks:
        if first <= at < last or at == last == heard.length:
            x = ruler.x(at, row)
            told = f"{clock(at)} {what}"
            path = f"M{x:.1f} {_MIDDLE - _REACH - 16}v14m-4 -5l4 5l4 -5"
            yield f'<g><title>{xml.text(told)}</title><path class="mark" d="{path}"/></g>'


def _axis(ruler: Ruler, row: int) -> Iterator[str]:
    _, end = ruler.span_of(row)
    ticks = tuple(ruler.ticks(row))
    path = f"M{LEFT:g} {_AXIS}H{ruler.x(end, row):.1f}"
    path += "".join(f"M{ruler.x(tick, row):.1f} {_AXIS}v4" for tick in ticks)
    yield f'<path class="line" d="{path}"/>'
    for tick in ticks:
        yield _text("tick", ruler.x(tick, row), _TIMES, clock(Milliseconds(tick)))


def _text(kind: str, x: float, y: float, words: str) -> str:
    return f'<text class="{kind}" x="{x:.1f}" y="{y:.4g}">{xml.text(words)}</text>'
