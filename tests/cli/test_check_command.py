"""`compassion check`."""

import io
import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.check.aloud import around

from .conftest import Said

Call = Callable[..., Said]

GOOD = around("The day is long and grey outside. [pause 5s]")
HARMFUL = around("Now hold your breath. [pause 5s]")
CLUMSY = around("You must rest. [pause 5s]").replace("version: 1\n", "")
BROKEN = around("[puase 5s] Here.\n\nThere {")


@pytest.fixture(autouse=True)
def files(monkeypatch: pytest.MonkeyPatch) -> None:
    """Four practices, and a voice that hums."""
    monkeypatch.setenv("COMPASSION_VOICE", "tone")
    for name, text in (
        ("good", GOOD),
        ("harmful", HARMFUL),
        ("clumsy", CLUMSY),
        ("broken", BROKEN),
    ):
        Path(f"{name}.md").write_text(text, encoding="utf-8")


def test_the_bundled_practices_pass_the_strict_check(compassion: Call) -> None:
    """Silently, but for the last line."""
    told = compassion("check", "--strict", "self-compassion-break", "soles-of-the-feet")
    assert (told.status, told.out) == (0, "")
    assert told.err == (
        "2 practices: 0 errors, 0 warnings, 0 notes. Pace was measured with tone:middle.\n"
    )


def test_a_finding_is_one_line_with_its_place_and_a_way_out(compassion: Call) -> None:
    """As editors and people read it: file, line, severity, rule, why, what to do."""
    told = compassion("check", "clumsy.md")
    (line,) = [line for line in told.out.splitlines() if "wording/command" in line]
    place = CLUMSY.splitlines().index("You must rest. [pause 5s]") + 1
    assert re.fullmatch(rf"clumsy\.md:{place}: warning wording/command: \S.*\. \S.*\.", line)


@pytest.mark.parametrize(
    ("words", "status"),
    [
        (("good.md",), 0),
        (("clumsy.md",), 0),
        (("clumsy.md", "--strict"), 1),
        (("harmful.md",), 1),
        (("broken.md",), 1),
        (("missing.md",), 1),
        (("good.md", "harmful.md"), 3),
        (("missing.md", "good.md"), 3),
        (("broken.md", "clumsy.md"), 3),
        (("broken.md", "clumsy.md", "--strict"), 1),
        (("harmful.md", "missing.md"), 1),
    ],
)
def test_the_status_says_how_it_went(compassion: Call, words: tuple[str, ...], status: int) -> None:
    """1 for errors, 3 when they are in some of several only; warnings count when asked for."""
    assert compassion("check", *words).status == status


def test_notes_never_fail(compassion: Call) -> None:
    """Not even strictly."""
    told = compassion("check", "--strict", "good.md")
    assert told.status == 0
    assert "good.md:1: note front/missing:" in told.out
    assert "0 errors, 0 warnings, 1 note." in told.err


def test_a_file_that_cannot_be_parsed_shows_its_problems_and_the_others_go_on(
    compassion: Call,
) -> None:
    """Each problem with line and column, in the same shape as a finding."""
    told = compassion("check", "broken.md", "missing.md", "clumsy.md")
    groups = told.out.split("\n\n")
    assert len(groups) == 2
    problems = groups[0].splitlines()
    assert len(problems) == 2
    line = BROKEN.splitlines().index("[puase 5s] Here.") + 1
    assert problems[0].startswith(f"broken.md:{line}:1: error: unknown mark [puase 5s]. ")
    assert all(line.startswith("clumsy.md:") for line in groups[1].splitlines())
    assert "Error: cannot read missing.md" in told.err
    assert "3 practices: 3 errors" in told.err


def test_the_last_line_says_when_the_pace_was_estimated(
    compassion: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And why."""
    monkeypatch.setenv("COMPASSION_VOICE", "nobody")
    told = compassion("check", "good.md")
    assert told.status == 0
    assert "1 practice: " in told.err
    assert "Pace was estimated: there is no engine called 'nobody'." in told.err


def test_standard_input_is_checked(compassion: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    """`-` is a practice as any other."""
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(HARMFUL.encode())))
    told = compassion("check", "-")
    assert told.status == 1
    assert "standard input:" in told.out


def test_the_findings_are_data_when_asked_for(compassion: Call) -> None:
    """With everything that the lines say, for files that could be read and for others."""
    told = compassion("check", "--json", "harmful.md", "broken.md", "missing.md")
    assert told.status == 1
    harmful, broken, missing = json.loads(told.out)["files"]
    assert harmful["file"] == "harmful.md"
    assert harmful["voice"] == "tone:middle"
    assert harmful["length_ms"] > 0
    found = {one["rule"]: one for one in harmful["findings"]}
    assert found["safety/held-breath"]["severity"] == "error"
    assert found["safety/held-breath"].keys() == {
        "rule",
        "severity",
        "line",
        "message",
        "suggestion",
    }
    assert broken["findings"] == []
    assert [one["line"] for one in broken["problems"]] == sorted(
        one["line"] for one in broken["problems"]
    )
    assert missing["unread"]


def test_it_asks_for_a_practice(compassion: Call) -> None:
    """Nothing to check is a slip."""
    assert compassion("check").status == 2
