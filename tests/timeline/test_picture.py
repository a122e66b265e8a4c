"""The picture of a timeline, measured in the drawing."""

import math
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compassion_audio.script import Bell, Choices, Say, Section, Sound, Step, parse, resolve
from compassion_audio.timeline import LEAD, TAIL, Timeline, lay_out
from compassion_audio.timeline.palette import DARK, LIGHT, style
from compassion_audio.timeline.picture import drawn
from compassion_audio.timeline.ruler import LEFT, RIGHT, Ruler, cut
from compassion_audio.units import Milliseconds

from ..contrast import contrast

NAME = "{http://www.w3.org/2000/svg}"
RING = {"bowl": Milliseconds(16_000)}
HEAD = "---\ntitle: Tea & <rain>\n---\n"
PRACTICE = """\
# Arriving

[bell bowl x2]

Sit down, {name|friend}. Look up. [pause 5s]

# Being

[breath x2] [bed rain] [silence 1m30s]

[voice second] Go well. [voice] [sound "birds.wav"] Now. [bed off]

[bell]
"""


def laid_out(body: str, *, values: dict[str, str] | None = None, clip: int = 3110) -> Timeline:
    """Lay out a practice whose lines and sounds last three seconds each."""
    steps = resolve(parse(HEAD + body), Choices(values=values or {}))
    clips = {step: Milliseconds(clip) for step in steps if isinstance(step, Say | Sound)}
    return lay_out(steps, clips=clips, ring=RING, title="Tea")


def picture(timeline: Timeline, title: str = "Tea") -> ET.Element:
    """Draw it, and parse the drawing as any XML program does."""
    return ET.fromstring(drawn(timeline, ring=RING, title=title))  # noqa: S314  # our own


def named(root: ET.Element) -> Iterator[tuple[str, ET.Element]]:
    """Give every drawing with its name."""
    for group in root.iter(f"{NAME}g"):
        title = group.find(f"{NAME}title")
        if title is not None:
            yield title.text or "", group


def bars(root: ET.Element, kind: str) -> list[float]:
    """Give the widths of all bars of a kind in the rows, in order."""
    return [
        float(one.get("width", ""))
        for group in root.findall(f"{NAME}g")[: -_legend(root) or None]
        for one in group.iter(f"{NAME}rect")
        if (one.get("class") or "").split()[0] == kind
    ]


def _legend(root: ET.Element) -> int:
    return sum(
        not (one.get("transform") or "").startswith("translate(0 ")
        for one in root.findall(f"{NAME}g")
    )


def words(root: ET.Element) -> list[str]:
    """Give all text that is shown."""
    return [one.text or "" for one in root.iter(f"{NAME}text")]


def test_widths_are_times() -> None:
    """Every bar of speech and quiet, over all rows, is as long as what it stands for."""
    timeline = laid_out(PRACTICE)
    ruler = Ruler(timeline.length)
    root = picture(timeline)
    scale = (RIGHT - LEFT) / ruler.row
    assert sum(bars(root, "pause")) == pytest.approx(5_000 * scale, abs=0.1)
    assert sum(bars(root, "silence")) == pytest.approx(90_000 * scale, abs=0.1)
    assert sum(bars(root, "speech")) == pytest.approx(3 * 3_000 * scale, abs=0.1)
    assert sum(bars(root, "other")) == pytest.approx(3_000 * scale, abs=0.1)
    assert sum(bars(root, "sound")) == pytest.approx(3_110 * scale, abs=0.1)


def test_a_bar_begins_where_its_time_lies() -> None:
    """The second sentence stands at its moment, its margin left out."""
    timeline = laid_out("One. [pause 10s] Two.")
    cue = [cue for cue in timeline.cues if isinstance(cue.step, Say)][1]
    (group,) = [one for name, one in named(picture(timeline)) if name.endswith(" Two.")]
    bar = group.find(f"{NAME}rect")
    assert bar is not None
    ruler = Ruler(timeline.length)
    start = LEFT + (cue.start + LEAD) / ruler.row * (RIGHT - LEFT)
    assert float(bar.get("x", "")) == pytest.approx(start, abs=0.01)
    width = (cue.end - cue.start - LEAD - TAIL) / ruler.row * (RIGHT - LEFT)
    assert float(bar.get("width", "")) == pytest.approx(width, abs=0.01)


def test_a_bell_rings_as_long_as_it_does_across_rows() -> None:
    """Each stroke has its dot, and its tail ends where the sound does, in the next row too."""
    timeline = laid_out("[silence 55s] [bell bowl x2]\n\nNow.")
    root = picture(timeline)
    about = "0:55 bell, stroke 1 of 2, ringing until 1:11"
    groups = [one for name, one in named(root) if name == about]
    tails = [one for group in groups for one in group.iter(f"{NAME}path")]
    assert len(tails) == 2
    ends = [max(map(float, re.findall(r"[ML]([\d.]+) ", one.get("d", "")))) for one in tails]
    ruler = Ruler(timeline.length)
    assert ends == [pytest.approx(RIGHT), pytest.approx(ruler.x(71_000, 1), abs=0.01)]
    assert len(list(root.iter(f"{NAME}circle"))) == 2 + 1  # and one in the legend


def test_a_bell_fades() -> None:
    """Its tail is wide at the stroke and next to nothing where it ends."""
    timeline = laid_out("[bell] Now.")
    (path,) = [
        path.get("d", "")
        for name, group in named(picture(timeline))
        if "ringing until" in name
        for path in group.iter(f"{NAME}path")
    ]
    points = [tuple(map(float, pair.split())) for pair in path[1:-1].split("L")]
    reach: dict[float, list[float]] = {}
    for x, y in points:
        reach.setdefault(x, []).append(y)
    widths = [max(ys) - min(ys) for _, ys in sorted(reach.items())]
    assert widths == sorted(widths, reverse=True)
    assert widths[0] > 40
    assert widths[-1] < 1


def test_a_background_is_drawn_from_its_mark_to_the_next_or_the_end() -> None:
    """Whatever sounds under the words is seen under them."""
    timeline = laid_out("One. [bed rain] [pause 10s] Two. [bed drone] [pause 20s] Three.")
    root = picture(timeline)
    ruler = Ruler(timeline.length)
    scale = (RIGHT - LEFT) / ruler.row
    assert [round(width / scale) for width in bars(root, "bed")] == [
        pytest.approx(13_000, abs=20),
        pytest.approx(timeline.length - 16_030, abs=20),
    ]
    assert {"0:03 background: rain", "0:16 background: drone"} <= {name for name, _ in named(root)}
    assert "background" in words(root)


def test_what_goes_on_in_the_next_row_has_no_round_end() -> None:
    """A cut is told from an end."""
    root = picture(laid_out("One. [silence 70s] Two."))
    kinds = {"silence": {"0"}, "speech": {"3"}}
    for kind, corners in kinds.items():
        rows = [one for one in root.findall(f"{NAME}g") if "(0 " in (one.get("transform") or "")]
        shapes = [one for row in rows for one in row.iter(f"{NAME}rect")]
        assert {one.get("rx") for one in shapes if one.get("class") == kind} == corners


def test_a_narrow_pause_has_no_outline() -> None:
    """It would look twice as long as it is."""
    root = picture(laid_out("One. [pause 0.5s] Two. [pause 9s] Three. [silence 3h] Four."))
    rows = [one for one in root.findall(f"{NAME}g") if "(0 " in (one.get("transform") or "")]
    looks = [one.get("class") for row in rows for one in row.iter(f"{NAME}rect")]
    assert (looks.count("pause thin"), looks.count("pause")) == (1, 1)
    root = picture(laid_out("One. [pause 9s] Two."))
    assert "pause thin" not in [one.get("class") for one in root.iter(f"{NAME}rect")]


def test_breaths_rise_and_fall() -> None:
    """Four seconds up, six down, each as high as the other."""
    timeline = laid_out("Breathe. [breath x2]")
    (group,) = [one for name, one in named(picture(timeline)) if "2 breaths" in name]
    path = group.find(f"{NAME}path")
    assert path is not None
    points = [
        tuple(map(float, pair.split())) for pair in path.get("d", "")[1:].split("V")[0].split("L")
    ]
    ruler = Ruler(timeline.length)
    start = ruler.x(3_030, 0)
    second = (RIGHT - LEFT) / ruler.row * 1000
    top = min(y for _, y in points)
    peaks = [(x - start) / second for x, y in points if math.isclose(y, top, abs_tol=1.0)]
    assert min(peaks) == pytest.approx(4, abs=0.9)
    assert max(peaks) == pytest.approx(14, abs=0.9)


def test_it_tells_title_length_share_and_totals() -> None:
    """Head and legend say in words what is drawn."""
    timeline = laid_out("One. [pause 5s] Two. [silence 1m]")
    shown = words(picture(timeline, "Tea & <rain>"))
    assert shown[:2] == ["Tea & <rain>", "1:11 long, 8 % speech, 92 % without words"]
    assert {"speech 0:06", "pauses 0:05", "silence 1:00", "5s", "silence 1m"} <= set(shown)
    assert "breaths" not in " ".join(shown)


def test_every_drawn_thing_has_a_name() -> None:
    """Bars, curves and dots say what they are, and so does the whole."""
    root = picture(laid_out(PRACTICE))
    inside = {
        id(drawing)
        for name, group in named(root)
        if name
        for drawing in group
        if not drawing.tag.endswith("title")
    }
    shapes = [one for kind in ("rect", "path", "circle") for one in root.iter(f"{NAME}{kind}")]
    nameless = [one for one in shapes if id(one) not in inside]
    assert [one.get("class") for one in nameless] == ["paper"]
    assert root.get("role") == "img"
    assert [one.tag for one in root[:2]] == [f"{NAME}title", f"{NAME}desc"]
    assert root.get("aria-labelledby") == root[0].get("id")
    assert "Sections: 0:00 Arriving; 0:" in (root[1].text or "")


def test_sections_are_named_where_they_begin_and_in_later_rows() -> None:
    """A reader who looks at any row knows where they are."""
    timeline = laid_out("# Arriving\n\nOne. [pause 20s]\n\n# Sitting\n\n[silence 3m] Two.")
    shown = words(picture(timeline))
    assert shown.count("Arriving") == shown.count("Sitting") == 1
    assert shown.count("Sitting, continued") == 3


def test_headings_at_one_moment_share_their_place() -> None:
    """A section and its first sub-section begin together, and both are read."""
    assert "Arriving, First" in words(picture(laid_out("# Arriving\n\n## First\n\nOne.")))


def test_personal_words_are_not_in_it() -> None:
    """What a caption hides, the picture hides."""
    text = drawn(laid_out(PRACTICE, values={"name": "Anna"}), ring=RING, title="Tea")
    assert "Anna" not in text
    assert "Sit down, …." in text


@given(st.text(), st.text(min_size=1), st.text(min_size=1))
def test_it_is_well_formed_whatever_the_words_are(title: str, heading: str, line: str) -> None:
    """No title, heading or line breaks the XML: not even characters that XML refuses."""
    say = Say(line, 2, role=line)
    steps: list[Step] = [Section(heading, 1), say, Bell("bowl", 1, 3)]
    timeline = lay_out(steps, clips={say: Milliseconds(2000)}, ring=RING, title=title)
    assert picture(timeline, title).tag == f"{NAME}svg"


def test_a_timeline_without_anything_is_still_a_picture() -> None:
    """Conditions may leave nothing; the picture says so."""
    shown = words(picture(laid_out("[if 9m or longer] Words. [end]")))
    assert shown[1] == "0:00 long, 0 % speech, 100 % without words"


@given(st.integers(0, 40 * 3_600_000))
def test_rows_hold_the_whole_time_and_are_few(length: int) -> None:
    """Rows of equal time cover everything; their axis names begin and end, in order and apart."""
    ruler = Ruler(Milliseconds(length))
    assert 1 <= ruler.count <= 8
    assert (ruler.count - 1) * ruler.row <= length <= ruler.count * ruler.row
    for row in range(ruler.count):
        start, end = ruler.span_of(row)
        ticks = list(ruler.ticks(row))
        assert ticks == sorted(set(ticks))
        assert not length or (ticks[0], ticks[-1]) == (start, end)
        assert len(ticks) <= 12
        places = [ruler.x(tick, row) for tick in ticks]
        gaps = [right - left for left, right in pairwise(places)]
        assert all(gap >= 44 for gap in gaps) or len(ticks) == 2


@given(st.integers(1, 10_000_000), st.data())
def test_pieces_of_a_stretch_are_the_stretch(length: int, data: st.DataObject) -> None:
    """Cut at the ends of rows, nothing is lost and nothing drawn twice."""
    ruler = Ruler(Milliseconds(length))
    start = data.draw(st.integers(0, length))
    end = data.draw(st.integers(start, length))
    pieces = list(ruler.pieces(start, end))
    assert sum(until - since for _, since, until in pieces) == end - start
    for row, since, until in pieces:
        assert ruler.span_of(row)[0] <= since < until <= ruler.span_of(row)[1]


@pytest.mark.parametrize("colours", [LIGHT, DARK])
def test_everything_is_seen_by_light_and_by_dark(colours: dict[str, str]) -> None:
    """Text at 4.5 to 1, shapes at 3 to 1."""
    paper = colours["paper"]
    for name in ("ink", "muted"):
        assert contrast(paper, colours[name]) >= 4.5
    for name in set(colours) - {"paper", "ink", "muted"}:
        assert contrast(paper, colours[name]) >= 3, name


def test_the_reader_chooses_light_or_dark() -> None:
    """Both are in the style sheet, the dark one on the reader's wish."""
    light, dark = style().split("@media (prefers-color-scheme: dark)")
    assert all(colour in light for colour in LIGHT.values())
    assert all(colour in dark for colour in DARK.values())


@given(st.text(), st.integers(-5, 40))
def test_words_are_cut_to_their_room(text: str, room: int) -> None:
    """Never longer than the room, and never a stub."""
    shown = cut(text, room)
    assert len(shown) <= max(room, 0)
    assert shown in ("", text) or shown.endswith("…")


def test_a_length_is_rounded_in_one_way() -> None:
    """What stands in a bar is what its key says of it."""
    shown = words(picture(laid_out("A hill. [silence 44.7s] A brook.")))
    assert "silence 45s" in shown
    assert "silence 0:45" in shown
