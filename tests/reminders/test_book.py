"""The file: read whole, or refused whole with the line of everything that is wrong."""

import os
from datetime import date, datetime, time
from pathlib import Path

import pytest

from compassion_audio.errors import FileError, NotFound, RulesError
from compassion_audio.reminders.book import Book, book_in, read_book, reminders_file
from compassion_audio.reminders.rule import Fixed, Once
from compassion_audio.settings import NoHomeError

DAYS_ARE = "write weekdays, weekends, daily, or days: mon,wed-fri"

BY_HAND = """\
# mine
version = 1
quiet = "22:00-07:00"

[rule.morning]          # the first of the day
play = "breathing-space"
at = ["08:30", 13:00:00]
on = "weekdays"
until = 2027-12-31
volume = 60

[rule.doctor]
how = "text"
once = 2026-12-01T18:00:00
enabled = false
"""


def problems(text: str) -> tuple[str, ...]:
    """Give what is told about a file."""
    with pytest.raises(RulesError) as caught:
        book_in(text, "f")
    return caught.value.lines()


def test_what_people_write_by_hand_is_read() -> None:
    """Texts as on the command line, and TOML's own times, dates, lists and numbers."""
    book = book_in(BY_HAND, "f")
    morning, doctor = book.rules
    assert morning.when == Fixed((time(8, 30), time(13)))
    assert morning.until == date(2027, 12, 31)
    assert morning.volume == 60
    assert doctor.when == Once(datetime(2026, 12, 1, 18))  # noqa: DTZ001  # the wall's
    assert not doctor.is_enabled
    assert book.quiet is not None
    assert book.rule("doctor") is doctor


def test_no_file_is_an_empty_book(tmp_path: Path) -> None:
    """As for everyone at first; an empty file is the same."""
    file = tmp_path / "reminders.toml"
    assert read_book(file) == Book()
    file.write_bytes(b"\xef\xbb\xbf\r\n")
    assert read_book(file) == Book()


def test_every_problem_is_told_with_its_line() -> None:
    """In the order of the file, and no rule is used."""
    text = (
        BY_HAND.replace("# mine", "quite = 1")
        .replace('"weekdays"', '"wekdays"')
        .replace("60", "600")
    )
    text += '\n[rule.night]\nplay = "x"\nevry = "90m"\n[rule.none]\nplay = "x"\n'
    assert problems(text) == (
        "f: line 1: quite: it is not known here; did you mean quiet?",
        "f: line 8: [rule.morning] on: 'wekdays' is not a day; " + DAYS_ARE,
        "f: line 10: [rule.morning] volume: '600' is not a whole number from 0 to 100",
        "f: line 19: [rule.night] evry: it is not known here; did you mean every?",
        "f: line 20: [rule.none]: it does not say when; give one of at, every, random or once",
    )


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("version = 2", "f: line 1: version: it is 2, and this program knows 1"),
        ("version = true", "version: it is 1; write 1"),
        ("version = '1'", "version: it is 1; write 1"),
        ("x = ", "f: line 1: invalid value; mend it there"),
        ("[rule.a\n", "f: line 1: "),
        ("a = 'b", "f: line 1: "),
        (
            "\n\nquite = '22:00-07:00'",
            "f: line 3: quite: it is not known here; did you mean quiet?",
        ),
        ("quiet = '22-07'", "f: line 1: quiet: '22-07' is not a part of the day"),
        ("made = -1", "f: line 1: made: "),
        ("rule = 1", "f: line 1: rule: it is a table"),
        ("[rule]\na = 1", "f: line 2: [rule.a]: it is a table"),
        ("[rule.A]\nat = '8:00'", "f: line 1: [rule.A]: the name of a rule has small letters"),
        ('[rule."a b"]', "f: line 1: [rule.a b]: the name of a rule has small letters"),
        ("[[rule.a]]", "[rule.a]: it is a table"),
        ("[rule.a]\nplay='x'\nat = 8.5", "f: line 3: [rule.a] at: it cannot be read: write it as"),
        ("[rule.a]\nplay='x'\nat = []", "f: line 3: [rule.a] at: it cannot be read"),
        ("[rule.a]\nplay='x'\nat = 08:30:15", "f: line 3: [rule.a] at: it cannot be read"),
        ("[rule.a]\nplay='x'\nat={x=1}", "f: line 3: [rule.a] at: it cannot be read"),
        (
            "[rule.a]\nplay='x'\nonce=2026-12-01T18:00:00Z",
            "f: line 3: [rule.a] once: '2026-12-01T18",
        ),
        ("rule.a.play = 'x'\nrule.a.at = '8'", "f: line 2: [rule.a] at: '8' is not a time"),
        ("[rule]\na = {play = 'x', at = '8'}", "f: line 2: [rule.a] at: '8' is not a time"),
        ("[rule.a]\nplay='''\n[rule.b]\nat=1'''\nat='8'", "f: line 5: [rule.a] at: '8' is not"),
    ],
)
def test_each_kind_of_problem_has_its_line(text: str, told: str) -> None:
    """However the file is written; where the line is not known, none is named."""
    assert any(told in line for line in problems(text)), problems(text)


def test_of_very_many_problems_the_first_are_told() -> None:
    """A hundred lines are enough to mend."""
    told = problems("".join(f"[rule.r-{at}]\nplay = 'x'\n" for at in range(150)))
    assert len(told) == 101
    assert told[-1] == "f: and 50 more; mend these first"


def test_an_unknown_rule_has_neighbours() -> None:
    """The nearest ids are in the hint."""
    with pytest.raises(NotFound) as caught:
        book_in(BY_HAND, "f").rule("mornin")
    assert "did you mean morning?" in caught.value.hint


def test_what_is_no_text_is_refused(tmp_path: Path) -> None:
    """Other encodings by their line; folders, pipes and huge files at once."""
    file = tmp_path / "reminders.toml"
    file.write_bytes(b"version = 1\n# \xff")
    with pytest.raises(FileError, match="line 2: this is not UTF-8"):
        read_book(file)
    file.write_bytes(b"#" * 4_000_001)
    with pytest.raises(FileError, match="too large"):
        read_book(file)
    with pytest.raises(FileError, match="no ordinary file"):
        read_book(tmp_path)
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe")
        with pytest.raises(FileError, match="no ordinary file"):
            read_book(tmp_path / "pipe")


def test_the_file_lies_beside_the_settings(tmp_path: Path) -> None:
    """Unless the environment names another."""
    settings = {"COMPASSION_SETTINGS": str(tmp_path / "s.toml")}
    assert reminders_file(settings) == tmp_path / "reminders.toml"
    named = settings | {"COMPASSION_REMINDERS": str(tmp_path / "mine.toml")}
    assert reminders_file(named) == tmp_path / "mine.toml"
    nobody = settings | {"COMPASSION_REMINDERS": "~nobody-is-called-so/r.toml"}
    with pytest.raises(NoHomeError, match="COMPASSION_REMINDERS"):
        reminders_file(nobody)
