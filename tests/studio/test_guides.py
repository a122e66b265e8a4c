"""A guide with everything it names."""

from pathlib import Path

import pytest

from compassion_audio import library
from compassion_audio.errors import GuideError
from compassion_audio.library import Source
from compassion_audio.script.words import count_words
from compassion_audio.studio.guides import (
    PracticePart,
    SessionPart,
    WholeCourse,
    WholeGuide,
    WholeSession,
    natural_length,
    whole_guide,
)
from compassion_audio.units import WordsPerMinute

PACE = WordsPerMinute(115)
PRACTICE = """\
---
title: Mine
---

May {wish|I rest}. [voice second] May you. [voice]

[if alone]

[silence 1m]

[end]
"""


def put(name: str, body: str) -> str:
    """Put a guide, or another file, into the folder."""
    path = Path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(body if body.startswith("---") else f"title: A\n{body}")
    return name


def opened(name: str, *, may_leave: bool = False, own: Path | None = None) -> WholeGuide:
    """Read a guide of the folder with all it names."""
    return whole_guide(library.read_guide(name), own=own, may_leave=may_leave)


def told(name: str) -> list[str]:
    """Give what is said of a guide."""
    with pytest.raises(GuideError) as caught:
        opened(name)
    return list(caught.value.lines())


def test_a_session_comes_with_its_practices_read() -> None:
    """From the library, and from beside the guide."""
    put("mine.md", PRACTICE)
    names = ("practice: breathing-space", "practice: ./mine.md", "bell: bowl")
    put("a.yaml", "items:\n" + "".join(f"  - {name}\n" for name in names))
    whole = opened("a.yaml")
    assert isinstance(whole, WholeSession)
    first, second, bell = whole.parts
    assert isinstance(first, PracticePart)
    assert isinstance(second, PracticePart)
    assert (first.script.front.title, second.script.front.title) == ("Breathing space", "Mine")
    assert bell is whole.session.items[2]
    assert whole.is_joined


def test_files_are_found_beside_the_guide_from_every_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not beside the person."""
    put("deep/mine.md", PRACTICE)
    put("deep/a.yaml", "items:\n  - practice: mine.md\n")
    whole_path = str(Path("deep/a.yaml").resolve())
    monkeypatch.chdir(tmp_path)
    assert isinstance(opened(whole_path), WholeSession)


def test_everything_that_is_missing_is_told_at_once() -> None:
    """Each with its line and its keys."""
    put("mine.md", PRACTICE)
    put("odd.md", "---\ntitle: Odd\n---\n[puase]\n\n[belll]\n")
    put(
        "a.yaml",
        "items:\n"
        "  - practice: breathing-spaec\n"
        "  - practice: mine.md\n"
        "    with: {wihs: I rest}\n"
        "    voices: {third: tone}\n"
        "  - guide: hard-dya\n"
        "  - practice: odd.md\n"
        "  - practice: nowhere.md\n",
    )
    assert told("a.yaml") == [
        (
            "a.yaml: line 3, column 15: items[1].practice: there is no practice called "
            "'breathing-spaec'; did you mean breathing-space or reaching-out?"
        ),
        (
            "a.yaml: line 4, column 15: items[2].voices.third: mine.md has no role 'third'; "
            "it has second"
        ),
        (
            "a.yaml: line 4, column 15: items[2].with.wihs: mine.md has no variable 'wihs'; "
            "did you mean wish?"
        ),
        (
            "a.yaml: line 7, column 12: items[3].guide: there is no guide called 'hard-dya'; "
            "did you mean hard-day?"
        ),
        (
            "a.yaml: line 8, column 15: items[4].practice: odd.md: line 4, column 1: unknown mark "
            "[puase]; did you mean [pause]? (and 1 more)"
        ),
        (
            "a.yaml: line 9, column 15: items[5].practice: cannot read nowhere.md: there is no "
            "such file or folder; check the name"
        ),
    ]


def test_a_guide_within_a_guide_is_opened() -> None:
    """With what it holds."""
    put("b.yaml", "fit: 3m\nitems:\n  - practice: breathing-space\n")
    put("a.yaml", "gap: 1s\nitems:\n  - guide: b.yaml\n  - silence: 1m\n")
    whole = opened("a.yaml")
    assert isinstance(whole, WholeSession)
    assert isinstance(whole.parts[0], SessionPart)
    assert whole.parts[0].whole.source.slug == "b"
    assert natural_length(whole, PACE) == 180_000 + 1000 + 60_000


@pytest.mark.parametrize("names", [("a",), ("a", "b"), ("a", "b", "c")])
def test_a_guide_that_includes_itself_is_refused_with_the_whole_way(names: tuple[str, ...]) -> None:
    """However long the way round is."""
    for name, following in zip(names, (*names[1:], names[0]), strict=True):
        put(f"{name}.yaml", f"items:\n  - guide: {following}.yaml\n")
    way = " -> ".join(f"{name}.yaml" for name in (*names, "a"))
    assert f"a guide includes itself: {way}; take one of them out" in told("a.yaml")[0]


def test_a_way_round_through_a_link_is_one_too() -> None:
    """The file counts, not what it is called."""
    put("a.yaml", "items:\n  - guide: b.yaml\n")
    Path("b.yaml").symlink_to("a.yaml")
    assert "a guide includes itself" in told("a.yaml")[0]


def test_guides_that_would_grow_without_end_are_refused() -> None:
    """Nine small files, each with the next ten times, are a billion items; and too deep is told."""
    for number in range(9):
        put(f"{number}.yaml", "items:\n" + f"  - guide: {number + 1}.yaml\n" * 10)
    put("9.yaml", "items:\n  - bell: bowl\n")
    assert any("more than 5000 items" in line for line in told("0.yaml"))
    for number in range(12):
        put(f"{number}.yaml", f"items:\n  - guide: {number + 1}.yaml\n")
    put("12.yaml", "items:\n  - bell: bowl\n")
    assert "more than 10 guides stand in each other" in told("0.yaml")[0]


def test_a_course_cannot_stand_in_a_session() -> None:
    """What it can hold is said."""
    put("a.yaml", "items:\n  - guide: two-weeks\n")
    assert "two-weeks is a course; a session can hold sessions, not courses" in told("a.yaml")[0]


@pytest.mark.parametrize("way", ["../mine.md", "deep/../../mine.md", "link/mine.md", "{whole}"])
def test_a_path_may_not_leave_the_folder_of_the_guide(tmp_path: Path, way: str) -> None:
    """Neither by dots, nor by a link, nor as a whole path; unless it is allowed."""
    (tmp_path / "mine.md").write_text(PRACTICE)
    Path("link").symlink_to(tmp_path)
    Path("deep").mkdir()
    put("a.yaml", f"items:\n  - practice: {way.format(whole=tmp_path / 'mine.md')}\n")
    assert "lies outside the guide's folder; move it beside the guide, or" in told("a.yaml")[0]
    assert isinstance(opened("a.yaml", may_leave=True), WholeSession)


def test_a_link_within_the_folder_is_no_way_out() -> None:
    """It may be followed."""
    put("deep/mine.md", PRACTICE)
    Path("link.md").symlink_to("deep/mine.md")
    put("a.yaml", "items:\n  - practice: link.md\n")
    assert isinstance(opened("a.yaml"), WholeSession)


def test_ones_own_practice_wins_in_every_guide(surroundings: Path) -> None:
    """In those that came along, too."""
    put("scripts/soles-of-the-feet.md", PRACTICE)
    whole = opened("hard-day", own=surroundings)
    assert isinstance(whole, WholeSession)
    part = whole.parts[1]
    assert isinstance(part, PracticePart)
    assert (part.script.front.title, part.source.is_own) == ("Mine", True)


def test_a_course_comes_with_a_session_for_each_day() -> None:
    """None where there is nothing to hear; a practice alone on its day is not joined."""
    put(
        "a.yaml",
        "days:\n  - {practice: breathing-space}\n  - {rest: yes}\n  - {guide: hard-day}\n",
    )
    whole = opened("a.yaml")
    assert isinstance(whole, WholeCourse)
    first, rest, last = whole.days
    assert rest is None
    assert first is not None
    assert last is not None
    assert not first.is_joined
    assert isinstance(last.parts[0], SessionPart)
    assert last.parts[0].whole.is_joined


def test_every_missing_thing_of_a_course_is_told() -> None:
    """From all days at once."""
    put("a.yaml", "days:\n  - {practice: nothing}\n  - {rest: yes}\n  - {guide: nowhere}\n")
    assert [line.split(":")[2].strip() for line in told("a.yaml")] == [
        *("days[1].practice", "days[3].guide"),
    ]


def test_what_is_kept_for_when_it_stands_alone_is_not_counted_in_company() -> None:
    """The guess is the one of the recording: the closing counts where it is heard."""
    put("mine.md", PRACTICE)
    put("in.yaml", "items:\n  - practice: mine.md\n")
    bare = count_words("May I rest. May you.") * 60_000 / PACE
    for items, more in {
        "practice: mine.md": 60_000,
        "practice: mine.md, bell: bowl": 60_000 + 5000,
        "guide: in.yaml, bell: bowl": 60_000 + 5000,
        "practice: mine.md, silence: 4s": 5000,
        "guide: in.yaml, silence: 4s": 5000,
    }.items():
        put("a.yaml", "gap: 1s\nitems:\n" + "".join(f"  - {one}\n" for one in items.split(", ")))
        whole = opened("a.yaml")
        assert isinstance(whole, WholeSession)
        assert natural_length(whole, PACE) == pytest.approx(bare + more, abs=2000)


def test_a_guide_on_standard_input_stands_where_the_person_does() -> None:
    """Its files are looked for there."""
    put("mine.md", PRACTICE)
    source = Source("x", "standard input", "title: A\nitems:\n  - practice: mine.md\n", "guide")
    assert isinstance(whole_guide(source), WholeSession)


@pytest.mark.parametrize(
    "body",
    ["bed: creek.wav\nitems:\n  - bell: bowl\n", "bed: creek.wav\ndays:\n  - {note: A day}\n"],
)
def test_the_file_of_a_bed_lies_beside_its_guide(body: str) -> None:
    """Where it does not, the guide says so."""
    name = put("inner/mine.yaml", body)
    Path("creek.wav").write_bytes(b"outside")
    (line,) = told(name)
    assert "line 2" in line
    assert "bed: there is no creek.wav in the guide's folder" in line
    Path("inner/creek.wav").write_bytes(b"inside")
    assert isinstance(opened(name), WholeSession | WholeCourse)
