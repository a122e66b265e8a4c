"""`compassion list` and `compassion show`."""

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from compassion_audio import library
from compassion_audio.script import Say
from compassion_audio.studio.catalogue import catalogue

from .conftest import Said

Call = Callable[..., Said]


def test_list_shows_every_practice_with_its_minutes(compassion: Call) -> None:
    """One entry each, with the name to type."""
    told = compassion("list")
    for source, script in catalogue():
        line = next(line for line in told.out.splitlines() if line.startswith(source.slug))
        assert f" {script.front.minutes} min " in line
    assert told.err == ""


def test_list_as_json_is_data(compassion: Call) -> None:
    """Another program reads names, minutes and components."""
    practices = json.loads(compassion("list", "--kind", "practice", "--json").out)
    assert [one["name"] for one in practices] == list(library.slugs())
    assert all(one["minutes"] and one["title"] and one["components"] for one in practices)


def test_show_gives_the_words_and_what_they_are_for(compassion: Call) -> None:
    """Title, caution, sources, and every sentence with its pauses, headings in their places."""
    told = compassion("show", "self-compassion-break")
    script = {source.slug: one for source, one in catalogue()}["self-compassion-break"]
    page = " ".join(told.out.split())
    assert page.startswith(script.front.title)
    assert "Caution:" in page
    assert "Source:" in page
    for step in script.steps:
        assert not isinstance(step, Say) or step.text in page
    assert "# Arriving" in page
    assert "[pause 8s]" in page


def test_show_keeps_a_pause_with_its_paragraph(compassion: Call) -> None:
    """What is read on the screen has the shape of the file."""
    Path("mine.md").write_text("---\ntitle: Mine\n---\nOne. Two. [pause 8s]\n\n# Next\n\nThree.\n")
    told = compassion("show", "mine.md")
    assert told.out.endswith("One. Two. [pause 8s]\n\n# Next\n\nThree.\n")


def test_show_as_json_has_steps_in_order(compassion: Call) -> None:
    """The steps are data, each with its kind."""
    Path("mine.md").write_text("---\ntitle: Mine\n---\nOne. [pause 8s]\n\n[silence 1m]\n")
    told = json.loads(compassion("show", "mine.md", "--json").out)
    assert told["front"]["title"] == "Mine"
    kinds = [(step["kind"], step.get("natural")) for step in told["steps"]]
    ends = ("break", None)
    assert kinds == [("say", None), ("pause", 8000), ends, ("silence", 60_000), ends]


def test_list_tells_practices_sessions_and_courses_apart(compassion: Call) -> None:
    """Each under its heading, with minutes or with days."""
    lines = compassion("list").out.splitlines()
    places = [lines.index(heading) for heading in ("Practices:", "Sessions:", "Courses:")]
    assert places == sorted(places)
    silent = next(line for line in lines if line.startswith("silent-sitting"))
    assert " 20 min " in silent
    assert " 14 days " in next(line for line in lines if line.startswith("two-weeks"))


def test_list_finds_what_is_looked_for(compassion: Call) -> None:
    """Words of titles and summaries, and what each one is."""

    def names(*words: str) -> list[str]:
        return [one["name"] for one in json.loads(compassion("list", *words, "--json").out)]

    assert names("TWENTY", "bells") == ["silent-sitting"]
    assert "breathing-space" in names("--tradition", "mbct", "--max-minutes", "3")
    assert "supportive-touch" in names("--component", "kindness", "--max-minutes", "6")
    assert "soles-of-the-feet" not in names("--component", "kindness", "--kind", "practice")
    assert "hard-day" in names("--component", "kindness", "--max-minutes", "12")
    assert "hard-day" not in names("--max-minutes", "11")
    assert "clinicians-week" in names("--audience", "clinician", "--kind", "course")
    assert "eight-weeks" in names("--intensity", "deep")


def test_a_search_without_a_find_says_so(compassion: Call) -> None:
    """On the other channel, so that a program reads an empty list."""
    told = compassion("list", "quartz", "--json")
    assert (told.status, json.loads(told.out)) == (0, [])
    assert told.err == "Nothing here is like that; see everything with: compassion list\n"


def test_ones_own_are_listed_as_such_and_a_slip_hides_no_other(
    compassion: Call, surroundings: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file that cannot be read is named beside the list."""
    monkeypatch.setenv("COMPASSION_LIBRARY", str(surroundings))
    (surroundings / "scripts").mkdir()
    (surroundings / "scripts" / "mine.md").write_text("---\ntitle: Mine\nminutes: 2\n---\nOne.\n")
    (surroundings / "scripts" / "odd.md").write_text("One.\n")
    told = compassion("list")
    line = next(line for line in told.out.splitlines() if line.startswith("mine "))
    assert line.split() == ["mine", "2", "min", "(yours)"]
    assert "odd.md: line 1, column 1: there is no front matter" in told.err
    assert "breathing-space" in told.out


def test_a_library_that_is_not_there_is_told(
    compassion: Call, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A disk that is not mounted looks like an empty one otherwise."""
    monkeypatch.setenv("COMPASSION_LIBRARY", str(tmp_path / "nowhere"))
    told = compassion("list")
    assert told.status == 0
    assert f"Your library {tmp_path / 'nowhere'} is not there" in told.err


def test_show_gives_the_plan_of_a_session(compassion: Call) -> None:
    """Each item with its beginning, and the length that it will have."""
    told = compassion("show", "hard-day")
    assert told.status == 0
    assert "Length:     exactly 12:00" in told.out
    assert "  0:10  soles-of-the-feet: Soles of the feet  (4:0" in told.out
    data = json.loads(compassion("show", "hard-day", "--json").out)
    assert (data["kind"], data["fit_ms"], data["bed"]) == ("session", 720_000, None)
    starts = [item["start_ms"] for item in data["items"]]
    assert starts == sorted(starts)
    assert data["items"][0] == {
        "start_ms": 0,
        "estimated_ms": 4000,
        "kind": "bell",
        "bell": "soft",
        "times": 1,
    }


COURSE = """\
title: Three days
bed: rain
ending: That was all.
weeks:
  - title: Ground
    note: Slowly.
    days:
      - {title: One, practice: soles-of-the-feet}
      - {title: Off, rest: yes}
  - title: On
    days:
      - {note: Write.}
"""


def test_show_gives_the_days_of_a_course(compassion: Call) -> None:
    """Weeks, days, what there is to hear, and the end."""
    Path("mine.yaml").write_text(COURSE)
    told = compassion("show", "mine.yaml")
    page = [" ".join(line.split()) for line in told.out.splitlines()]
    for line in (
        *("Length: 3 days", "Bed: rain, 20 LU under the voice", "Week 1: Ground", "Slowly."),
        *("1 One (soles-of-the-feet, 4 min)", "2 Off", "3 Day 3 (a note)"),
        "At the end: That was all.",
    ):
        assert line in page, told.out
    data = json.loads(compassion("show", "mine.yaml", "--json").out)
    assert [(day["week"], day["rest"], len(day["items"])) for day in data["days"]] == [
        *((1, False, 1), (1, True, 0), (2, False, 0)),
    ]


def test_show_of_a_guide_takes_no_voice_and_no_form(compassion: Call) -> None:
    """What would be passed over in silence is refused."""
    told = compassion("show", "hard-day", "--as", "ssml")
    assert told.status == 2
    assert "hard-day is a guide" in told.err


def test_a_name_of_both_is_told_apart(
    compassion: Call, surroundings: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A person says which is meant."""
    monkeypatch.setenv("COMPASSION_LIBRARY", str(surroundings))
    (surroundings / "scripts").mkdir()
    (surroundings / "scripts" / "hard-day.md").write_text("---\ntitle: Mine\n---\nOne.\n")
    told = compassion("show", "hard-day")
    assert told.err == (
        "Error: hard-day is a practice and a guide; "
        "say which: practice:hard-day or guide:hard-day\n"
    )
    assert compassion("show", "practice:hard-day").out.startswith("Mine\n")
    assert compassion("show", "guide:hard-day").out.startswith("For a hard day\n")


def test_neither_list_nor_the_plan_of_a_guide_needs_numpy(command_line: list[str]) -> None:
    """Looking comes at once."""
    code = "import sys; from compassion_audio.cli.app import run; run(sys.argv[1:]); "
    code += "sys.exit('numpy' in sys.modules)"
    for words in (["list"], ["show", "hard-day"], ["course", "list"]):
        subprocess.run([command_line[0], "-c", code, *words], check=True, stdout=subprocess.DEVNULL)


def test_check_reads_a_guide(compassion: Call) -> None:
    """What it names must be there; a bed too near the voice is a warning."""
    Path("mine.yaml").write_text(
        "title: Mine\nbed: {kind: rain, level: -16}\nitems:\n  - practice: breathing-space\n"
    )
    told = compassion("check", "mine.yaml")
    assert told.status == 0
    assert told.out.startswith("mine.yaml:2: warning guide/bed-level: bed.level: -16 lies less")
    assert compassion("check", "--strict", "mine.yaml").status == 1
    Path("mine.yaml").write_text("title: Mine\nitems:\n  - practice: breathing-spaec\n")
    told = compassion("check", "mine.yaml")
    assert told.status == 1
    assert told.out.startswith("mine.yaml:3:15: error: items[1].practice: there is no practice")
