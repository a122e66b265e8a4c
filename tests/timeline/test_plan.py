"""When each step sounds. Moments are those of the ear: where speech begins and where it ends."""

from collections.abc import Iterator

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from compassion_audio.script import (
    Bell,
    Pause,
    Rest,
    Say,
    Section,
    Silence,
    Sound,
    Step,
    parse,
    resolve,
)
from compassion_audio.script.model import PARAGRAPH_REST, SENTENCE_REST
from compassion_audio.timeline.plan import (
    BELL_APART,
    BELL_HOLD,
    CHAPTER_LEAD,
    LEAD,
    SILENCE_NAME,
    TAIL,
    Chapter,
    Cue,
    Timeline,
    lay_out,
)
from compassion_audio.units import Milliseconds

RING = 14_000
"""How long the bell of these tests rings."""

SPEECH = 2_000
"""How long a sentence of these tests lasts, margins left out."""


def ms(count: int) -> Milliseconds:
    """Give a length of the plan."""
    return Milliseconds(count)


def say(line: int = 1) -> Say:
    """Make a sentence."""
    return Say(f"Sentence {line}.", line)


def pause(length: int) -> Pause:
    """Make a pause that may shrink and stretch."""
    return Pause(ms(length), ms(length // 2), ms(length * 4), 1)


def exact(length: int) -> Pause:
    """Make a pause that is never changed."""
    return Pause(ms(length), ms(length), ms(length), 1)


def silence(length: int) -> Silence:
    """Make a silence."""
    return Silence(ms(length), 1)


def bell(times: int = 1) -> Bell:
    """Make strokes of the bell."""
    return Bell("bowl", times, 1)


def plan(*steps: Step, speech: int = SPEECH, ring: int = RING) -> Timeline:
    """Lay out steps whose sentences all last equally long."""
    clips: dict[Say | Sound, Milliseconds] = {
        step: ms(LEAD + speech + TAIL) for step in steps if isinstance(step, Say)
    }
    return lay_out(steps, clips=clips, ring={"bowl": ms(ring)}, title="Evening")


def written(body: str) -> Timeline:
    """Lay out a practice as a person writes it."""
    return plan(*resolve(parse(f"---\ntitle: Evening\n---\n{body}")))


def heard(timeline: Timeline) -> list[tuple[int, int]]:
    """Give the beginning and the end of everything heard, as the ear has it.

    A bell is there from its first stroke to its last.
    """
    return [
        (cue.start + LEAD, cue.end - TAIL)
        if isinstance(cue.step, Say)
        else (cue.strokes[0], cue.strokes[-1])
        for cue in sounds(timeline)
    ]


def sounds(timeline: Timeline) -> list[Cue]:
    """Give the cues that are heard."""
    return [cue for cue in timeline.cues if isinstance(cue.step, Say | Bell)]


def chapters(timeline: Timeline) -> list[tuple[str, int, int]]:
    """Give the chapters as plain values."""
    return [(chapter.name, chapter.start, chapter.end) for chapter in timeline.chapters]


# Pauses and rests


def test_the_margins_are_those_that_the_language_promises() -> None:
    """30 ms before and 80 ms after; rests of 0.7 and 1.5 s; a bell holds 4 s, strokes 6 s apart."""
    assert (LEAD, TAIL) == (30, 80)
    assert (SENTENCE_REST.natural, PARAGRAPH_REST.natural) == (700, 1_500)
    assert (BELL_HOLD, BELL_APART, CHAPTER_LEAD) == (4_000, 6_000, 500)


@pytest.mark.parametrize("length", [100, 110, 700, 5_000, 3_600_000])
def test_a_pause_is_from_the_end_of_speech_to_the_start_of_speech(length: int) -> None:
    """What trimming leaves around the clips counts inside it, to the millisecond."""
    (_, ended), (began, _) = heard(plan(say(1), pause(length), say(2)))
    assert began - ended == length


def test_a_clip_is_placed_around_its_speech() -> None:
    """It begins 30 ms before the speech and ends 80 ms after; nothing of it is cut away."""
    first, second = sounds(plan(say(1), pause(5_000), say(2)))
    assert (first.start, first.end) == (0, 30 + SPEECH + 80)
    assert (second.start, second.end) == (7_000, 7_000 + 30 + SPEECH + 80)


@pytest.mark.parametrize(
    ("body", "length"),
    [
        ("One. Two.", 700),
        ("One.\nTwo.", 700),
        ("- One\n- Two", 700),
        ("One.\n\nTwo.", 1_500),
        ("One.\n# Next\nTwo.", 1_500),
        ("One. [pause 5s] Two.", 5_000),
        ("One. [pause 5s]\n\nTwo.", 5_000),
        ("One.\n\n[pause 5s]\n\nTwo.", 5_000),
        ("One. [pause 0.2s] Two.", 700),
        ("One. [pause 0.2s]\n\nTwo.", 1_500),
        ("One. [pause 0.5s] [pause 0.5s]\n\nTwo.", 1_500),
        ("One. [pause 2s] [pause 3s] Two.", 5_000),
        ("One. [pause] Two.", 4_000),
        ("One. [silence 1s]\n\nTwo.", 1_500),
        ("One.\n\n[silence 1m]\n\nTwo.", 60_000),
        ("One. [pause 2s] [silence 1m] [pause 3s] Two.", 65_000),
    ],
)
def test_beside_a_pause_the_longer_counts(body: str, length: int) -> None:
    """A rest gives way to the pause beside it: never their sum, never less than either."""
    (_, ended), (began, _) = heard(written(body))
    assert began - ended == length


@pytest.mark.parametrize("between", [" ", "\n\n"])
def test_an_exact_pause_stands_for_itself(between: str) -> None:
    """Whoever counts breaths gets the time that was written, and no rest lengthens it."""
    (_, ended), (began, _) = heard(written(f"One. [pause 0.2s exact]{between}Two."))
    assert began - ended == 200


def test_a_pause_inside_a_sentence_is_as_long_as_it_says() -> None:
    """There is no rest in the middle of a sentence that could be longer."""
    (_, ended), (began, _) = heard(written("One [pause 0.2s] and two."))
    assert began - ended == 200


def test_speech_counts_without_its_margins() -> None:
    """What is called spoken is speech, neither pauses nor margins nor bells."""
    assert plan(say(1), pause(5_000), say(2), bell(3)).spoken == 2 * SPEECH


# Beginnings and ends


@pytest.mark.parametrize("step", [pause(5_000), silence(5_000)])
def test_a_practice_may_begin_with_a_rest(step: Step) -> None:
    """Its time runs from the very beginning to the start of speech."""
    timeline = plan(step, say())
    assert heard(timeline) == [(5_000, 5_000 + SPEECH)]


@pytest.mark.parametrize("step", [pause(5_000), silence(5_000)])
def test_a_practice_may_end_with_a_rest(step: Step) -> None:
    """Its time runs from the end of speech to the end of the recording."""
    timeline = plan(say(), step)
    assert timeline.length == heard(timeline)[0][1] + 5_000


def test_a_practice_that_ends_with_words_ends_with_their_margin() -> None:
    """The last word fades out and no rest follows it, though the steps hold one."""
    assert plan(say()).length == LEAD + SPEECH + TAIL
    assert plan(say(), PARAGRAPH_REST).length == LEAD + SPEECH + TAIL
    assert plan(say(), pause(50)).length == LEAD + SPEECH + TAIL


def test_a_practice_may_begin_with_a_bell() -> None:
    """It is struck at once, holds 4 s, and then the speech begins."""
    timeline = written("[bell]\n\nOne.")
    assert heard(timeline) == [(0, 0), (4_000, 4_000 + SPEECH)]
    assert sounds(timeline)[0].end == 4_000


def test_a_practice_may_be_nothing_but_a_pause() -> None:
    """Steps that are never heard still take their time."""
    assert plan(pause(5_000)).length == 5_000
    assert plan().length == 0


# Bells


def test_strokes_are_six_seconds_apart_and_the_last_holds_four() -> None:
    """Three strokes, then four seconds, then speech."""
    timeline = written("One. [bell x3] Two.")
    first, struck, second = sounds(timeline)
    ended = first.end - TAIL
    assert struck.strokes == (ended + 700, ended + 6_700, ended + 12_700)
    assert second.start + LEAD == ended + 12_700 + 4_000


def test_only_a_bell_has_strokes() -> None:
    """No other step is struck."""
    assert all(cue.strokes == () for cue in plan(say(), pause(500), Section("A", 1)).cues)


def test_a_pause_after_a_bell_begins_when_its_hold_is_over() -> None:
    """The hold is the bell's own; what the writer asks for comes after it."""
    (struck, _), (began, _) = heard(written("[bell] [pause 5s] One."))
    assert began - struck == 4_000 + 5_000


@pytest.mark.parametrize(("ring", "length"), [(14_000, 14_000), (3_000, 4_000), (4_001, 4_001)])
def test_the_ring_of_the_last_bell_counts_in_the_length(ring: int, length: int) -> None:
    """The recording waits until the bell has faded, and at least its hold."""
    timeline = plan(say(), bell(2), ring=ring)
    assert timeline.length == sounds(timeline)[-1].strokes[-1] + length


def test_a_bell_rings_on_under_what_follows() -> None:
    """Its ring delays nothing, and lengthens nothing that lasts longer than it."""
    timeline = plan(bell(), say(1), pause(20_000), say(2))
    assert heard(timeline)[1][0] == 4_000
    assert timeline.length == sounds(timeline)[-1].end


def test_a_bell_that_rings_longer_than_the_last_words_is_heard_to_its_end() -> None:
    """Ending with the words would cut it off."""
    assert plan(bell(), say()).length == RING


def test_a_short_ring_does_not_cut_off_a_longer_one() -> None:
    """The recording waits for whichever bell is heard last."""
    steps = (bell(), Bell("cup", 1, 2))
    rings = {"bowl": ms(14_000), "cup": ms(5_000)}
    assert lay_out(steps, clips={}, ring=rings, title="Evening").length == 14_000


# Chapters


def test_a_practice_without_sections_is_one_chapter() -> None:
    """Its name is the title; there is always one."""
    timeline = written("One. Two.")
    assert chapters(timeline) == [("Evening", 0, timeline.length)]
    assert chapters(plan()) == [("Evening", 0, 0)]


def test_a_section_is_a_chapter_that_begins_half_a_second_before_its_first_sound() -> None:
    """A player that seeks to it cuts no word; the first one begins at the very beginning."""
    timeline = written("# Arriving\nOne.\n\n# Resting\nTwo.\n\n# Ending\n[bell]")
    _, (second, _), (struck, _) = heard(timeline)
    assert chapters(timeline) == [
        ("Arriving", 0, second - 500),
        ("Resting", second - 500, struck - 500),
        ("Ending", struck - 500, timeline.length),
    ]


def test_words_before_the_first_section_have_the_title_as_chapter() -> None:
    """They belong to the practice as a whole."""
    timeline = written("One.\n\n# Resting\nTwo.")
    assert [name for name, _, _ in chapters(timeline)] == ["Evening", "Resting"]


def test_a_chapter_does_not_begin_before_the_sound_above_it_has_ended() -> None:
    """Where there is less than half a second between two words, the chapter begins between them."""
    timeline = plan(say(1), pause(200), Section("Next", 2), say(2))
    (_, ended), (began, _) = heard(timeline)
    assert began - ended == 200
    assert chapters(timeline) == [("Evening", 0, ended), ("Next", ended, timeline.length)]


def test_a_section_that_opens_with_a_pause_begins_with_it() -> None:
    """The pause is its own: whoever goes to the chapter has it, at most half a second early."""
    timeline = written("One. [pause 9s]\n\n# Resting\n[pause 5s]\nTwo.")
    (_, ended), _ = heard(timeline)
    assert chapters(timeline)[1][:2] == ("Resting", ended + 9_000 - 500)


def test_a_silence_is_a_chapter_after_which_the_section_resumes() -> None:
    """It begins with its first moment; the section's name is back half a second before words."""
    timeline = written("# Resting\nOne.\n\n[silence 1m]\n\nTwo.")
    (_, ended), (began, _) = heard(timeline)
    assert began - ended == 60_000
    assert chapters(timeline) == [
        ("Resting", 0, ended),
        (SILENCE_NAME, ended, began - 500),
        ("Resting", began - 500, timeline.length),
    ]


def test_a_silence_at_the_end_is_the_last_chapter() -> None:
    """Nothing resumes where nothing follows."""
    timeline = written("# Resting\nOne.\n\n[silence 1m]")
    assert [name for name, _, _ in chapters(timeline)] == ["Resting", SILENCE_NAME]


def test_a_silence_before_a_section_gives_way_to_it() -> None:
    """The section above does not come back for a moment in between."""
    timeline = written("# A\nOne.\n\n[silence 1m]\n\n# B\nTwo.")
    assert [name for name, _, _ in chapters(timeline)] == ["A", SILENCE_NAME, "B"]


def test_two_silences_in_a_row_are_one_chapter() -> None:
    """Nobody hears where one ends and the next begins."""
    timeline = written("One. [silence 1m] [silence 2m] Two.")
    assert [name for name, _, _ in chapters(timeline)] == ["Evening", SILENCE_NAME, "Evening"]
    assert timeline.chapters[1].end - timeline.chapters[1].start == 180_000 - 500


def test_a_section_with_nothing_in_it_is_no_place_to_go_to() -> None:
    """What lasts less than a second is not a chapter; its time belongs to its neighbour."""
    timeline = written("# A\nOne.\n\n# B\n\n# C\nTwo.\n\n# D")
    (_, ended), (began, _) = heard(timeline)
    assert began - ended == 1_500
    assert chapters(timeline) == [
        ("A", 0, began - 500),
        ("C", began - 500, timeline.length),
    ]


def test_a_recording_of_less_than_a_second_has_a_chapter_too() -> None:
    """There is always one, from the beginning to the end."""
    timeline = plan(Section("A", 1), say(), speech=300)
    assert chapters(timeline) == [("A", 0, timeline.length)]


@pytest.mark.parametrize("count", [255, 256, 20_000])
def test_the_longest_chapters_are_kept_where_there_are_too_many(count: int) -> None:
    """An MP3 holds 255; the first stays, the shortest others belong to the ones before them."""
    steps: list[Step] = []
    for line in range(count):
        length = 2_000 if line in range(200) else 5_000
        steps += [Section(f"Part {line}", line), say(line), pause(length)]
    timeline = plan(*steps)
    names = [chapter.name for chapter in timeline.chapters]
    ends = [chapter.end for chapter in timeline.chapters]
    assert len(names) == min(count, 255)
    assert names[0] == "Part 0"
    assert [chapter.start for chapter in timeline.chapters] == [0, *ends[:-1]]
    assert ends[-1] == timeline.length
    if count == 256:
        assert "Part 1" not in names
        assert {f"Part {line}" for line in range(200, 256)} <= set(names)


# For all practices


@st.composite
def practices(draw: st.DrawFn) -> tuple[tuple[Step, ...], dict[Say | Sound, Milliseconds]]:
    """Draw steps in any order a practice can have them, and how long each sentence's clip is."""
    steps: list[Step] = []
    between = st.one_of(
        st.integers(100, 20_000).map(pause),
        st.integers(100, 20_000).map(exact),
        st.integers(1_000, 90_000).map(silence),
        st.sampled_from("ABC").map(lambda name: Section(name, 1)),
    )
    kinds = st.sampled_from([SENTENCE_REST, PARAGRAPH_REST])
    for line in range(draw(st.integers(0, 8))):
        steps += draw(st.lists(between, max_size=3))
        steps.append(draw(st.one_of(st.just(say(line)), st.integers(1, 4).map(bell))))
        if draw(st.booleans()):
            steps.append(draw(kinds))
    steps += draw(st.lists(between, max_size=3))
    speech = st.integers(1, 9_000).map(lambda length: ms(LEAD + length + TAIL))
    clips: dict[Say | Sound, Milliseconds] = {
        step: draw(speech) for step in steps if isinstance(step, Say)
    }
    return tuple(steps), clips


def gaps(steps: tuple[Step, ...]) -> Iterator[list[Step]]:
    """Give what stands before each sound, and after the last one."""
    gap: list[Step] = []
    for step in steps:
        if isinstance(step, Say | Bell):
            yield gap
            gap = []
        else:
            gap.append(step)
    yield gap


def asked(gap: list[Step]) -> int:
    """Give how long a writer wanted it quiet."""
    return sum(step.natural for step in gap if isinstance(step, Pause | Silence))


def rested(gap: list[Step]) -> int:
    """Give how long it would be quiet without any mark."""
    return max((step.natural for step in gap if isinstance(step, Rest)), default=0)


def laid_out(practice: tuple[tuple[Step, ...], dict[Say | Sound, Milliseconds]]) -> Timeline:
    """Lay out a drawn practice."""
    steps, clips = practice
    return lay_out(steps, clips=clips, ring={"bowl": ms(RING)}, title="Evening")


def is_exact(gap: list[Step]) -> bool:
    """Say whether an exact pause stands here, which stands for itself."""
    return any(isinstance(step, Pause) and step.shortest == step.longest for step in gap)


@given(practices())
@example(((silence(1_000), Section("A", 1), say()), {say(): ms(111)}))
def test_every_practice_keeps_the_laws_of_sound(
    practice: tuple[tuple[Step, ...], dict[Say | Sound, Milliseconds]],
) -> None:
    """Everything sounds once, in order; no two speeches overlap; each pause is as long as asked."""
    steps, clips = practice
    timeline = laid_out(practice)
    cues = sounds(timeline)
    assert [cue.step for cue in cues] == [step for step in steps if isinstance(step, Say | Bell)]
    above, before = None, 0
    for cue, (began, ended), gap in zip(cues, heard(timeline), gaps(steps), strict=False):
        quiet = began - before
        match above:
            case None:  # the first clip has room for its lead, if nothing else is there
                assert quiet == max(asked(gap), LEAD if isinstance(cue.step, Say) else 0)
            case Bell():
                assert quiet == BELL_HOLD + asked(gap)
            case _:
                assert quiet == (asked(gap) if is_exact(gap) else max(asked(gap), rested(gap)))
        if isinstance(cue.step, Say):
            assert cue.end - cue.start == clips[cue.step]
        elif isinstance(cue.step, Bell):
            assert cue.strokes == tuple(range(began, ended + 1, BELL_APART))
            assert len(cue.strokes) == cue.step.times
        above, before = cue.step, ended


@given(practices())
def test_every_practice_is_as_long_as_what_is_in_it(
    practice: tuple[tuple[Step, ...], dict[Say | Sound, Milliseconds]],
) -> None:
    """No sound is cut off at the end, no rest is left out there, and no time is added."""
    steps, _ = practice
    timeline = laid_out(practice)
    *_, after = gaps(steps)
    ends = [asked(after)]
    for cue, (_, ended) in zip(sounds(timeline), heard(timeline), strict=True):
        is_last = cue is sounds(timeline)[-1]
        if isinstance(cue.step, Say):
            ends += [cue.end, ended + asked(after) if is_last else 0]
        else:
            ends += [ended + RING, ended + BELL_HOLD + asked(after) if is_last else 0]
    assert timeline.length == max(ends)


@given(practices())
def test_every_practice_keeps_the_laws_of_chapters(
    practice: tuple[tuple[Step, ...], dict[Say | Sound, Milliseconds]],
) -> None:
    """They cover the recording without a hole, never begin in a sound, and never come late."""
    timeline = laid_out(practice)
    first, *others = timeline.chapters
    assert first.start == 0
    assert timeline.chapters[-1].end == timeline.length
    for above, below in zip(timeline.chapters, others, strict=False):
        assert above.end == below.start
        assert above.start < above.end
    for began, ended in heard(timeline):
        assert not any(began < chapter.start < ended for chapter in timeline.chapters)
    for chapter in others:
        assert is_rightly_begun(chapter, timeline)


def is_rightly_begun(chapter: Chapter, timeline: Timeline) -> bool:
    """Say whether a silence begins here, or what the chapter holds begins within half a second."""
    if chapter.name == SILENCE_NAME:
        return any(
            isinstance(cue.step, Silence) and cue.start == chapter.start for cue in timeline.cues
        )
    opens = [
        moment
        for cue in timeline.cues
        for moment in (
            [cue.start]
            if isinstance(cue.step, Section) and cue.step.name == chapter.name
            else [cue.end]
            if isinstance(cue.step, Silence)
            else []
        )
    ]
    return any(0 <= moment - chapter.start <= CHAPTER_LEAD for moment in opens)
