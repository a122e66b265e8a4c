"""Changing the file: what a person wrote in it stays."""

import stat
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from compassion_audio.errors import CompassionAudioError, FileError, NotFound, RulesError
from compassion_audio.reminders.book import Book, book_in, read_book
from compassion_audio.reminders.changing import add_rule, remove_rule, replace_rule, set_quiet
from compassion_audio.reminders.composing import compose
from compassion_audio.reminders.rule import Rule, Window

from .rules import daily, rules, windowed, windows

BY_HAND = """\
# These are mine.
version = 1

# for the first hour
[rule.morning]   # dear to me
play = "breathing-space"
at = "08:30"     # before the news
# not on Sundays

# for the night
[rule.night]
how = "sound"
at = "22:00"
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Give a file that is not there yet, nor is its folder."""
    return tmp_path / "config" / "reminders.toml"


@pytest.fixture
def mine(file: Path) -> Path:
    """Give a file that a person has written."""
    file.parent.mkdir()
    file.write_text(BY_HAND)
    return file


def called(**fields: str) -> Callable[[str], Rule]:
    """Give what makes a rule under any id."""
    return lambda one: compose(one, {"play": "x", "at": "08:30"} | fields)


def test_the_first_rule_makes_the_file(file: Path) -> None:
    """For its owner alone, with a word about what it is."""
    rule = add_rule(file, called(), stem="Breathing Space!")
    assert rule.id == "breathing-space-1"
    assert file.read_text() == (
        "# Your reminders. Change them here, or with: compassion remind\n"
        "version = 1\n"
        "made = 1\n"
        "\n"
        "[rule.breathing-space-1]\n"
        'play = "x"\n'
        'at = "08:30"\n'
    )
    assert sys.platform == "win32" or stat.S_IMODE(file.stat().st_mode) == 0o600


def test_no_id_is_given_twice(file: Path) -> None:
    """Not even after the rule that had it was removed, be it made here or by hand."""
    for number in (1, 2):
        assert add_rule(file, called(), stem="x").id == f"x-{number}"
    remove_rule(file, "x-2")
    assert add_rule(file, called(), stem="x").id == "x-3"
    file.write_text(file.read_text() + '[rule.y-9]\nplay = "x"\nat = "8:00"\n')
    remove_rule(file, "y-9")
    assert add_rule(file, called(), stem="…").id == "reminder-10"


def test_a_new_rule_stands_below_everything(mine: Path) -> None:
    """And everything else is as it was."""
    add_rule(mine, called(), stem="x")
    assert mine.read_text() == (
        BY_HAND.replace("version = 1\n", "version = 1\nmade = 1\n")
        + '\n[rule.x-1]\nplay = "x"\nat = "08:30"\n'
    )


def test_a_changed_rule_keeps_its_notes(mine: Path) -> None:
    """New keys stand with its own, not below the notes of the next."""
    morning = read_book(mine).rule("morning")
    fields = {"play": "breathing-space", "at": "09:00", "on": "mon-sat", "volume": "60"}
    replace_rule(mine, compose(morning.id, fields))
    assert mine.read_text() == BY_HAND.replace(
        'at = "08:30"     # before the news\n# not on Sundays\n',
        'at = "09:00"     # before the news\n# not on Sundays\n'
        'on = "mon,tue,wed,thu,fri,sat"\nvolume = 60\n',
    )


def test_a_removed_rule_leaves_the_notes_of_others(mine: Path) -> None:
    """What stands above it stays as well."""
    assert remove_rule(mine, "morning").id == "morning"
    assert mine.read_text() == (
        "# These are mine.\nversion = 1\n\n# for the first hour\n\n# for the night\n"
        '[rule.night]\nhow = "sound"\nat = "22:00"\n'
    )


def test_quiet_hours_come_and_go(mine: Path) -> None:
    """They stand above the tables, where TOML wants them."""
    set_quiet(mine, windowed("22:00", "07:00"))
    assert read_book(mine).quiet == windowed("22:00", "07:00")
    assert mine.read_text().startswith('# These are mine.\nversion = 1\nquiet = "22:00-07:00"\n\n')
    set_quiet(mine, None)
    assert mine.read_text() == BY_HAND


def test_line_ends_of_windows_stay(mine: Path) -> None:
    """In every line, the new ones too."""
    mine.write_bytes(BY_HAND.replace("\n", "\r\n").encode())
    add_rule(mine, called(), stem="x")
    data = mine.read_bytes()
    assert data.count(b"\r\n") == data.count(b"\n") > 15
    assert len(read_book(mine).rules) == 3


def test_a_file_with_an_error_is_left_as_it_is(mine: Path) -> None:
    """It is told what is wrong, and nothing is written over it."""
    broken = BY_HAND.replace("08:30", "8")
    mine.write_text(broken)
    with pytest.raises(RulesError, match=r"line 7: \[rule.morning\] at"):
        add_rule(mine, called(), stem="x")
    assert mine.read_text() == broken


@pytest.mark.parametrize(
    "text",
    [
        "[rule]\na = {play = 'x', at = '8:00'}\n",
        "rule.a.play = 'x'\nrule.a.at = '8:00'\n",
        "rule = {a = {play = 'x', at = '8:00'}}\n",
    ],
)
def test_a_form_that_is_too_free_is_refused_or_kept(mine: Path, text: str) -> None:
    """Nothing is lost: the change is made rightly, or not at all and told."""
    mine.write_text(text)
    before = read_book(mine).rules
    for change in (
        lambda: replace_rule(mine, daily("09:00", id="a")),
        lambda: remove_rule(mine, "a"),
        lambda: add_rule(mine, called(), stem="x"),
    ):
        with suppress(FileError):
            change()
            assert read_book(mine).rules[: len(before)] == before
            mine.write_text(text)
        assert mine.read_text() == text


def test_what_is_not_there_cannot_be_changed(mine: Path) -> None:
    """The nearest names are told, and the file stays."""
    for change in (
        lambda: remove_rule(mine, "nigth"),
        lambda: replace_rule(mine, daily("08:00", id="nigth")),
    ):
        with pytest.raises(NotFound) as caught:
            change()
        assert "did you mean night?" in caught.value.hint
    assert mine.read_text() == BY_HAND


def test_a_folder_that_may_not_be_written_is_told(tmp_path: Path) -> None:
    """A file in the place of the folder is as bad as missing rights."""
    (tmp_path / "config").write_text("")
    with pytest.raises(FileError, match="cannot write"):
        add_rule(tmp_path / "config" / "reminders.toml", called(), stem="x")


ADD = """\
import sys
from pathlib import Path
from compassion_audio.reminders.changing import add_rule
from compassion_audio.reminders.composing import compose
for _ in range(5):
    add_rule(Path(sys.argv[1]), lambda one: compose(one, {"play": "x", "at": "8:00"}), stem="x")
"""


def test_commands_at_the_same_time_lose_nothing(file: Path) -> None:
    """Four at once, five rules each: twenty rules, twenty ids."""
    several = [subprocess.Popen([sys.executable, "-c", ADD, str(file)]) for _ in range(4)]
    assert [one.wait(60) for one in several] == [0] * 4
    assert sorted(rule.id for rule in read_book(file).rules) == sorted(
        f"x-{number}" for number in range(1, 21)
    )


def test_whoever_holds_the_file_is_waited_for_and_told(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not for ever."""
    monkeypatch.setattr("compassion_audio.reminders.changing._PATIENCE", 0.0)

    def make(one: str) -> Rule:
        with pytest.raises(CompassionAudioError, match="another command is changing"):
            add_rule(file, called(), stem="y")
        return called()(one)

    add_rule(file, make, stem="x")
    assert [rule.id for rule in read_book(file).rules] == ["x-1"]


NOTES = st.lists(st.sampled_from(("\n", "# a note\n", "\n# another\n\n")), max_size=3)


@settings(max_examples=25)  # each writes the file some six times
@given(st.lists(rules(), min_size=1, max_size=3), NOTES, st.none() | windows, st.data())
def test_any_book_can_be_written_changed_and_read(
    tmp_path_factory: pytest.TempPathFactory,
    drawn: list[Rule],
    notes: list[str],
    quiet: Window | None,
    data: st.DataObject,
) -> None:
    """With notes between the rules: what is read is what was meant, and every note is there."""
    file = tmp_path_factory.mktemp("book") / "reminders.toml"
    meant = []
    for rule in drawn:
        meant.append(add_rule(file, lambda one, rule=rule: replace(rule, id=one), stem="r"))  # type: ignore[misc]  # bound here
        file.write_text(file.read_text() + "".join(notes))
    set_quiet(file, quiet)
    at = data.draw(st.integers(0, len(meant) - 1))
    meant[at] = replace(data.draw(rules()), id=meant[at].id)
    replace_rule(file, meant[at])
    count = file.read_text().count("# a")
    assert read_book(file) == Book(tuple(meant), quiet, len(drawn))
    assert count == sum(note.count("# a") for note in notes) * len(drawn)
    gone = data.draw(st.sampled_from(meant))
    remove_rule(file, gone.id)
    assert book_in(file.read_text(), "f").rules == tuple(one for one in meant if one != gone)
