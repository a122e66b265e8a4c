"""A long recording is cut into its lines, and what is not sure, or missing, is told."""

from collections.abc import Callable
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from compassion_audio.audio.clip import mono
from compassion_audio.units import Milliseconds
from compassion_audio.voices.engine import Engine
from compassion_audio.voices.espeak import EspeakEngine
from compassion_audio.voices.flite import FliteEngine
from compassion_audio.voices.takes.align import Alignment, align
from compassion_audio.voices.takes.islands import islands_of, piece_of
from compassion_audio.voices.takes.odds import Island, size_of

from .rooms import Row, Session, power, room, session, spoken_by, word

LINES = (
    "You are welcome here, on whatever kind of day this is.",
    "Feel your feet.",
    "You might settle in whatever way asks least of you, eyes closed or open.",
    "Nothing needs mending in the next few minutes.",
    "If you are willing, let one difficulty come to mind, a small or middling one.",
    "It could be a sharp word.",
    "Perhaps you notice a tight jaw, a weight in the belly, or nothing much.",
    "And breathe.",
    "You may never meet them, yet this is a kind of trouble people share, in many places.",
    "What would you like to hear?",
    "You might lay a hand on your chest, your cheek or your arm.",
    "The next thing can begin slowly.",
)


def read_aloud(
    lines: tuple[str, ...], *, pace: float, gaps: list[int], off: list[float]
) -> tuple[list[Island], dict[int, tuple[int, int]]]:
    """Make islands as a reader would who rests at each comma."""
    at, islands, places = 1_000, [], {}
    for number, text in enumerate(lines):
        parts = text.split(", ")
        begin = at
        for index, part in enumerate(parts):
            if index:
                at += 250
            length = int(pace * size_of(part) * off[number])
            islands.append(Island(Milliseconds(at), Milliseconds(at + length)))
            at += length
        places[number] = (begin, at)
        at += gaps[number]
    return islands, places


def told(alignment: Alignment) -> dict[int, tuple[int, int]]:
    """Give each line's place."""
    return {one.line: (one.start, one.end) for one in alignment.found}


@settings(max_examples=20)
@given(data=st.data(), pace=st.floats(60, 150))
def test_an_even_reader_is_understood_at_any_pace(data: st.DataObject, pace: float) -> None:
    """Lines that last what their letters tell, give or take a tenth, with a second between them."""
    count = len(LINES)
    gaps = data.draw(st.lists(st.integers(900, 4_000), min_size=count, max_size=count))
    off = data.draw(st.lists(st.floats(0.9, 1.1), min_size=count, max_size=count))
    islands, places = read_aloud(LINES, pace=pace, gaps=gaps, off=off)
    assert told(align(islands, LINES)) == places


@settings(max_examples=20)
@given(
    islands=st.lists(st.tuples(st.integers(20, 4_000), st.integers(60, 5_000)), max_size=14),
    lines=st.lists(st.text(max_size=60), max_size=8),
)
def test_any_islands_and_any_lines_are_put_in_an_order(
    islands: list[tuple[int, int]], lines: list[str]
) -> None:
    """Whatever comes: lines in their order, no island twice, what is left is told, no crash."""
    at, given_islands = 0, []
    for gap, length in islands:
        given_islands.append(Island(Milliseconds(at + gap), Milliseconds(at + gap + length)))
        at += gap + length
    alignment = align(given_islands, lines)
    found = alignment.found
    assert all(one.line < other.line and one.last < other.first for one, other in pairwise(found))
    used = {at for one in found for at in range(one.first, one.last + 1)}
    left = [one for at, one in enumerate(given_islands) if at not in used]
    assert list(alignment.left) == left
    for one in found:
        assert one.start == given_islands[one.first].start
        assert one.end == given_islands[one.last].end


def test_nothing_to_align_is_nothing_found() -> None:
    """No sound, or no line: what there is, is left."""
    island = Island(Milliseconds(0), Milliseconds(900))
    assert align([], LINES) == Alignment((), ())
    assert align([island], []) == Alignment((), (island,))


MORE = tuple(line.replace("You", "We").replace("a ", "the ") + " Now." for line in LINES)


@pytest.mark.parametrize(("pace", "gap"), [(45, 400), (45, 1_500), (190, 600), (230, 1_000)])
@pytest.mark.parametrize("part", [slice(0, 5), slice(19, 24)])
def test_who_reads_a_part_of_a_practice_has_read_that_part(
    part: slice, pace: float, gap: int
) -> None:
    """Five of 24 lines, hurried or slow, are where they are; the others are not squeezed in."""
    lines = (*LINES, *MORE)
    if (pace, part.start) == (230, 19):
        return  # slower than anyone reads, and the end alone: nobody is promised that
    islands, places = read_aloud(lines[part], pace=pace, gaps=[gap] * 5, off=[1.0] * 5)
    alignment = align(islands, lines)
    assert told(alignment) == {line + part.start: place for line, place in places.items()}
    assert not alignment.left


@pytest.mark.parametrize("is_before", [True, False])
def test_a_short_word_near_its_line_is_a_part_of_it(is_before: bool) -> None:  # noqa: FBT001  # pytest's way
    """The "A" of "A stretch" may stand by itself, and is no cough that can be left out."""
    islands, places = read_aloud(LINES, pace=95, gaps=[1_500] * 12, off=[1.0] * 12)
    for line in (1, 3, 5, 7):
        start, end = places[line]
        at = start - 290 if is_before else end + 200
        islands.append(Island(Milliseconds(at), Milliseconds(at + 90)))
        places[line] = (min(start, at), max(end, at + 90))
    alignment = align(sorted(islands, key=lambda one: one.start), LINES)
    assert told(alignment) == places
    assert not alignment.left


def test_a_line_that_might_be_another_is_worth_a_listen() -> None:
    """One utterance, and two lines that would last as long: which it is, nobody can know."""
    lines = (*LINES[:3], "Let it be here now.", "Let it be as it is.", *LINES[3:6])
    read = (*LINES[:3], "Let it be here now.", *LINES[3:6])
    islands, _ = read_aloud(read, pace=95, gaps=[1_500] * 7, off=[1.0] * 7)
    found = {one.line: one.is_sure for one in align(islands, lines).found}
    assert len(found) == 7
    assert not found.get(3, False)
    assert not found.get(4, False)
    assert found[0]
    assert found[7]


def test_the_sizes_of_lines_count_letters_and_breaths() -> None:
    """A comma takes time, too; marks alone take none."""
    assert size_of("one two") == 6 + 4
    assert size_of("one, two") == 6 + 8
    assert size_of("“One.” Two!") == 6 + 8


VOICES: dict[str, tuple[str, Callable[[], Engine]]] = {
    "espeak": ("en-us+klatt4", EspeakEngine),
    "flite": ("slt", FliteEngine),
}
_spoken: dict[str, list[Row]] = {}


@pytest.fixture(params=list(VOICES))
def rows(request: pytest.FixtureRequest, program: Callable[[str], str]) -> list[Row]:
    """Give the lines, spoken by a real voice; flite where it is."""
    name: str = request.param
    if name == "flite":
        program("flite")
    if name not in _spoken:
        voice, engine_of = VOICES[name]
        engine = engine_of()
        _spoken[name] = spoken_by(engine, voice, LINES)
        engine.close()
    return _spoken[name]


def aligned(what: Session) -> Alignment:
    """Find the lines in a session."""
    return align(islands_of(what.clip), LINES)


def right(what: Session, alignment: Alignment) -> list[int]:
    """Give the lines that were found where they are.

    Flite begins and ends with a breath that is under the room's: a third of a second, no word.
    """
    found = told(alignment)
    return [
        number
        for number, (start, end) in what.places.items()
        if number in found
        and -150 < found[number][0] - start < 400
        and -400 < found[number][1] - end < 150
    ]


@pytest.mark.parametrize("noise", [-60, -40])
def test_a_reading_without_a_slip(rows: list[Row], noise: int) -> None:
    """All lines, in a quiet room and in a loud one, and most of them surely."""
    what = session(rows, noise=noise)
    alignment = aligned(what)
    assert right(what, alignment) == list(range(len(LINES)))
    assert sum(one.is_sure for one in alignment.found) >= 10
    assert not alignment.left


def test_coughs_and_false_starts_are_left_over(rows: list[Row]) -> None:
    """Each line is its whole, last reading; what lies between is told with its time."""
    what = session(rows, coughs_before=(2, 7), started=(4, 8))
    alignment = aligned(what)
    assert len(right(what, alignment)) >= 11
    assert sum(one.length for one in alignment.left) > 2_000
    wrong = set(what.places) - set(right(what, alignment))
    assert not [one for one in alignment.found if one.is_sure and one.line in wrong]


def test_a_missing_line_is_not_made_of_its_neighbours(rows: list[Row]) -> None:
    """The others are found."""
    what = session(rows, missing=(6,))
    alignment = aligned(what)
    assert 6 not in told(alignment)
    assert right(what, alignment) == list(what.places)


def test_a_line_that_was_read_twice_is_the_later_one(rows: list[Row]) -> None:
    """The first reading is left over, and the second is worth a listen."""
    what = session(rows, twice=(4,))
    alignment = aligned(what)
    assert right(what, alignment) == list(what.places)
    assert len(alignment.left) >= 1
    (twice,) = (one for one in alignment.found if one.line == 4)
    assert not twice.is_sure


def test_a_piece_holds_its_line_and_nothing_of_its_neighbours(rows: list[Row]) -> None:
    """With the room's own quiet around it, at most half of the way to the next sound."""
    what = session(rows, gaps=(400, 600))
    islands = islands_of(what.clip)
    for one in align(islands, LINES).found:
        piece = piece_of(what.clip, one.start, one.end, islands)
        assert one.end - one.start + 200 < piece.length < one.end - one.start + 1_050
        inside = islands_of(mono(np.asarray(piece.samples)))
        assert inside[0].start > 80
        assert inside[-1].end < piece.length - 80


def test_a_piece_takes_half_of_the_way_to_its_neighbours() -> None:
    """Never a sound of theirs, however near; and all of the quiet at the recording's ends."""
    islands = tuple(
        Island(Milliseconds(start), Milliseconds(start + 1_000)) for start in (100, 1_300, 2_500)
    )
    clip = mono(np.arange(3_700 * 48, dtype=np.float32))
    found = [piece_of(clip, one.start, one.end, islands) for one in islands]
    assert [(round(one.samples[0, 0] / 48), one.length) for one in found] == [
        (0, 1_200),
        (1_200, 1_200),
        (2_400, 1_300),
    ]


def test_a_long_recording_without_sound_has_no_islands() -> None:
    """Nor has a short one."""
    assert islands_of(mono(np.zeros(480_000))) == ()
    assert islands_of(mono(np.zeros(10))) == ()


def test_a_few_words_in_a_long_silence_are_found() -> None:
    """Someone who forgot to stop the recorder; a slammed door is not taken for the voice."""
    row = np.concatenate([word(1_500), np.zeros(72_000), word(2_500), np.zeros(120 * 48_000)])
    row[60 * 48_000 : 60 * 48_000 + 9_600] = 0.9 * np.sign(np.sin(np.arange(9_600) / 40))
    row += room(len(row)) * power(word()) * 10 ** (-45 / 20)
    first, second, door = islands_of(mono(row))
    assert first.length == pytest.approx(1_500, abs=60)
    assert second.length == pytest.approx(2_500, abs=60)
    assert door.start == pytest.approx(60_000, abs=20)
