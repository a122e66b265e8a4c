"""Reading guides: what they may hold, and what is refused with its place."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compassion_audio.errors import GuideError
from compassion_audio.script import Bell, Pause, Silence
from compassion_audio.session import (
    Course,
    PracticeItem,
    Session,
    SessionItem,
    advice,
    parse_guide,
)


def session(body: str) -> Session:
    """Read a session below a title."""
    guide = parse_guide(f"title: Evening\n{body}")
    assert isinstance(guide, Session)
    return guide


def course(body: str) -> Course:
    """Read a course below a title."""
    guide = parse_guide(f"title: Days\n{body}")
    assert isinstance(guide, Course)
    return guide


def told(text: str) -> list[str]:
    """Give what is said of a guide that cannot be read, without its name."""
    with pytest.raises(GuideError) as caught:
        parse_guide(text, name="x.yaml")
    return [line.removeprefix("x.yaml: ") for line in caught.value.lines()]


def test_the_example_of_the_design_is_read() -> None:
    """Every key of it arrives, typed."""
    guide = session(
        "fit: 30m\n"
        "bed: {kind: rain, level: -20}\n"
        "gap: 6s\n"
        "items:\n"
        "  - bell: {kind: bowl, times: 3}\n"
        "  - practice: soles-of-the-feet\n"
        "  - silence: 2m\n"
        "  - practice: kind-wishes\n"
        "    fit: 12m\n"
        "    with: {wish: I meet this evening gently}\n"
        '    voices: {second: "flite:rms"}\n'
        "  - guide: pause-at-work\n"
        "  - bell: bowl\n"
    )
    first, feet, quiet, wishes, inner, last = guide.items
    assert guide.fit == 1_800_000
    assert guide.background is not None
    assert (guide.background.kind, float(guide.background.level)) == ("rain", -20)
    assert (guide.gap.natural, guide.gap.shortest, guide.gap.longest) == (6000, 3000, 24_000)
    assert isinstance(first, Bell)
    assert (first.kind, first.times) == ("bowl", 3)
    assert isinstance(feet, PracticeItem)
    assert (feet.name, feet.fit, feet.values, feet.voices) == ("soles-of-the-feet", None, (), ())
    assert isinstance(quiet, Silence)
    assert quiet.natural == 120_000
    assert isinstance(wishes, PracticeItem)
    assert wishes.fit == 720_000
    assert wishes.values == (("wish", "I meet this evening gently"),)
    assert wishes.voices == (("second", "flite:rms"),)
    assert (wishes.spot.line, wishes.spot.path) == (9, "items[4]")
    assert isinstance(inner, SessionItem)
    assert inner.name == "pause-at-work"
    assert isinstance(last, Bell)
    assert last.times == 1


def test_values_are_texts_and_not_what_yaml_makes_of_them() -> None:
    """Seven and a half minutes are not 450, and a title may be No."""
    guide = parse_guide("title: no\nfit: 7:30\nitems:\n  - practice: 010\n")
    assert isinstance(guide, Session)
    assert (guide.about.title, guide.fit) == ("no", 450_000)
    assert isinstance(guide.items[0], PracticeItem)
    assert guide.items[0].name == "010"


@pytest.mark.parametrize(
    ("written", "limits"),
    [("6s", (6000, 3000, 24_000)), ("6s..20s", (6000, 6000, 20_000)), ("6s exact", (6000,) * 3)],
)
def test_a_gap_is_elastic_as_a_pause_is(written: str, limits: tuple[int, ...]) -> None:
    """It is written the same way, and stretches the same way."""
    gap = session(f"gap: {written}\nitems:\n  - bell: bowl\n").gap
    assert isinstance(gap, Pause)
    assert (gap.natural, gap.shortest, gap.longest) == limits


@pytest.mark.parametrize(("written", "kind"), [("rain", "rain"), ("off", "")])
def test_a_bed_may_be_a_word(written: str, kind: str) -> None:
    """It then lies 20 LU under the voice; off takes out those of the scripts, too."""
    bed = session(f"bed: {written}\nitems:\n  - bell: bowl\n").background
    assert bed is not None
    assert (bed.kind, float(bed.level)) == (kind, -20)


def test_a_bed_may_be_a_file_beside_the_guide() -> None:
    """By its name alone; a path to anywhere else is refused."""
    bed = session("bed: {kind: my creek.wav, level: -24}\nitems:\n  - bell: bowl\n").background
    assert bed is not None
    assert (bed.kind, bed.is_own, float(bed.level)) == ("my creek.wav", True, -24)
    with pytest.raises(GuideError, match=r"is not a file beside the guide"):
        session("bed: ../creek.wav\nitems:\n  - bell: bowl\n")


@pytest.mark.parametrize(
    ("level", "is_warned"), [("-20", False), ("-60", False), ("-19.9", True), ("-15", True)]
)
def test_a_bed_near_the_voice_is_allowed_and_warned_of(level: str, *, is_warned: bool) -> None:
    """Below 20 LU some listeners lose words."""
    guide = session(f"bed: {{kind: rain, level: {level}}}\nitems:\n  - bell: bowl\n")
    assert [one.line for one in advice(guide)] == ([2] if is_warned else [])


def test_a_course_has_days_in_their_order() -> None:
    """Practices, several items, a day off and a note alone."""
    guide = course(
        "ending: Done.\n"
        "days:\n"
        "  - {title: One, practice: breathing-space, fit: 4m}\n"
        "  - items:\n"
        "      - practice: breathing-space\n"
        "      - bell: soft\n"
        "  - {rest: yes}\n"
        "  - {note: Write something down.}\n"
        "  - {guide: hard-day}\n"
    )
    one, two, three, four, five = guide.days
    assert [len(day.items) for day in guide.days] == [1, 2, 0, 0, 1]
    assert (one.title, one.fit, one.is_rest) == ("One", 240_000, False)
    assert isinstance(two.items[0], PracticeItem)
    assert two.items[0].spot.path == "days[2].items[1]"
    assert three.is_rest
    assert (four.note, four.is_rest) == ("Write something down.", False)
    assert isinstance(five.items[0], SessionItem)
    assert guide.ending == "Done."


MISTAKES = [
    ("", "line 1, column 1: the guide is not a list of keys and values"),
    ("- one\n", "line 1, column 1: the guide is not a list of keys and values"),
    ("title: A\n", "line 1, column 1: the guide holds nothing; add items: for a session"),
    ("items:\n  - bell: bowl\n", "line 1, column 1: the guide has no title"),
    ("title: A\ntitle: B\nitems:\n  - bell: bowl\n", "line 2, column 1: title stands twice"),
    ("title: A\nitems: []\n", "line 2, column 8: items: write items here"),
    ("title: A\nitems: bell\n", "line 2, column 8: items: write items here"),
    ("title: A\nitmes: []\nitems:\n  - bell: bowl\n", "unknown key 'itmes'; did you mean items"),
    ("title: A\nitems:\n  - bell: bowl\n    fit: 3m\n", "items[1]: unknown key 'fit'"),
    ("title: A\nitems:\n  - {bell: bowl, silence: 2m}\n", "items[1]: this is silence and bell in"),
    ("title: A\nitems:\n  - practice: x\n    fit: 0\n", "items[1].fit: '0' is not a length"),
    ("title: A\nitems:\n  - practice:\n", "items[1].practice: this is empty"),
    ("title: A\nitems:\n  - practice: x\n    with: [a]\n", "items[1].with: write names here"),
    ("title: A\nitems:\n  - {practice: x, with: {a: b, a: c}}\n", "items[1].with: a stands twice"),
    ("title: A\nitems:\n  - {practice: x, with: {a: '{b}'}}\n", "items[1].with.a: the value of a"),
    ("title: A\nitems:\n  - {practice: x, voices: {A: b}}\n", "items[1].voices.A: 'A' is not a r"),
    ("title: A\nitems:\n  - bell: {kind: gong}\n", "items[1].bell.kind: 'gong' is not one of bowl"),
    ("title: A\nitems:\n  - bell: {times: 109}\n", "items[1].bell.times: '109' is not a whole"),
    ("title: A\nitems:\n  - bell: bowl x0\n", "items[1].bell: 'bowl x0' is not a bell"),
    ("title: A\nitems:\n  - silence: 25h\n", "items[1].silence: '25h' is not a silence"),
    ("title: A\nbed: {level: -20}\nitems:\n  - bell: bowl\n", "bed: the bed has no kind"),
    ("title: A\nbed: {kind: rain, level: -14.9}\nitems:\n  - bell: bowl\n", "bed.level: '-14.9'"),
    ("title: A\nbed: {kind: rain, level: -61}\nitems:\n  - bell: bowl\n", "bed.level: '-61'"),
    ("title: A\nversion: 2\nitems:\n  - bell: bowl\n", "version: this program reads version 1 of"),
    ("title: A\naudience: all\nitems:\n  - bell: bowl\n", "is not one of everyone, client, clin"),
    ("title: A\ndays:\n  - {}\n", "days[1]: the day holds nothing"),
    ("title: A\ndays:\n  - {rest: yes, practice: x}\n", "days[1]: a day off has no practice"),
    ("title: A\ndays:\n  - {guide: y, practice: x}\n", "days[1]: a day has practice or guide"),
    ("title: A\ndays:\n  - {rest: true}\n", "days[1].rest: 'true' is not one of yes, no"),
    ("title: A\ndays:\n  - rest: yes\nweeks: []\n", "weeks: a course has days or weeks, not both"),
    ("title: A\nweeks:\n  - title: One\n", "weeks[1]: the week has no days"),
    ("title: A\nfit: 3m\ndays:\n  - rest: yes\n", "unknown key 'fit'"),
    ("a: &a [x]\nb: *a\n", "line 2, column 4: the guide cannot be read: an alias has no place"),
    ("title: [\n", "the guide cannot be read"),
    ("title: \x07\n", "the character U+0007 has no place in text"),
    ("[" * 5000, "the guide is nested too deeply"),
    ("#" * 200_001, "the guide is too long"),
]


@pytest.mark.parametrize(("text", "message"), MISTAKES, ids=range(len(MISTAKES)))
def test_a_mistake_is_told_with_its_keys(text: str, message: str) -> None:
    """What is wrong, where, and in words."""
    assert any(message in line for line in told(text)), told(text)


def test_all_mistakes_are_told_at_once_in_the_order_of_the_file() -> None:
    """One reading of the list is enough to mend the file."""
    lines = told("titel: A\nitems:\n  - bell: gong\n  - silence: x\nfit: y\n")
    assert [line.split(",")[0] for line in lines] == [
        *("line 1", "line 1", "line 3", "line 4", "line 5"),
    ]


def test_a_hundred_mistakes_are_the_most() -> None:
    """Whoever mends those sees the others."""
    assert len(told("title: A\nitems:\n" + "  - bell: gong\n" * 300)) == 100


def test_aliases_that_would_mean_a_billion_are_refused_at_the_first() -> None:
    """Nine lines of a well-known joke cost nothing."""
    lines = [
        "a: &a [x, x]",
        *(f"{b}: &{b} [*{a}, *{a}]" for a, b in zip("abcdefg", "bcdefgh", strict=True)),
    ]
    assert "an alias has no place here" in told("\n".join(lines))[0]


@given(st.text(alphabet=st.sampled_from("abit:es-[]{}&*'\"#\n 1m!|>,?%@"), max_size=80))
def test_whatever_is_written_is_read_or_refused(text: str) -> None:
    """Nothing that a person can type ends in a traceback."""
    for whole in (text, f"title: A\nitems:\n  - {text}", f"title: A\ndays:\n  - {text}"):
        with suppress(GuideError):
            parse_guide(whole)
