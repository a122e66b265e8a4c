"""Child processes: real ones, small, that do what a test says."""

import os
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import replace

import pytest

from compassion_audio.reminders.performance import ChildProcesses, Does, Event, Made, Over, Words
from tests.patience import HANGS


def python(code: str, typed: str = "") -> Words:
    """Give the command that runs some code."""
    return Words((sys.executable, "-S", "-c", code), typed)


PLAYER = """
import json, sys
if sys.stdin.readline() != "begin\\n":
    sys.exit()
print("no line of ours", flush=True)
print(json.dumps({"doing": "playing"}), flush=True)
print(json.dumps({"doing": "dancing"}), flush=True)
end = sys.stdin.readline()
print(json.dumps({"seconds": 1.5, "whole": not end}), flush=True)
"""


class Company:
    """Children, and a place to wait for what they tell."""

    def __init__(self, *, stubborn: float = HANGS) -> None:
        self._bell = threading.Event()
        self._events: list[Event] = []
        self.children = ChildProcesses(self._bell.set, stubborn=stubborn)

    def next(self) -> Event:
        """Give the next event."""
        give_up = time.monotonic() + HANGS
        while not self._events:
            assert self._bell.wait(max(0.0, give_up - time.monotonic())), "nothing was told"
            self._bell.clear()
            self._events += self.children.events()
        return self._events.pop(0)


@pytest.fixture
def company() -> Iterator[Company]:
    """Set up a stage, and leave nothing running."""
    made = Company()
    yield made
    made.children.close()


def test_a_player_begins_on_its_cue_and_tells_how_far_it_came(company: Company) -> None:
    """What it says besides is passed over."""
    number = company.children.play(python(PLAYER))
    company.children.begin(number)
    assert company.next() == Does(number, "playing")
    company.children.end(number)
    assert company.next() == Over(number, 1.5, is_whole=False, trouble="")


def test_a_player_that_is_ended_before_its_cue_plays_nothing(company: Company) -> None:
    """And that is no trouble."""
    number = company.children.play(python(PLAYER))
    company.children.end(number)
    assert company.next() == Over(number, 0.0, is_whole=False, trouble="")
    company.children.end(number)  # it has ended already
    company.children.begin(99)


def test_a_player_that_hangs_is_killed_when_it_was_asked_to_end() -> None:
    """Or it would hold back every other reminder for ever."""
    company = Company(stubborn=0.1)
    number = company.children.play(python("import time; time.sleep(60)"))
    company.children.begin(number)
    company.children.end(number)
    told = company.next()
    assert isinstance(told, Over)
    assert (told.number, told.seconds, told.is_whole) == (number, 0, False)
    company.children.close()


def test_what_fails_says_why_in_its_last_words(company: Company) -> None:
    """Whether it plays or makes something, and however much it says."""
    last = "\\nError: no speaker; plug one in\\n"
    code = f"import sys; sys.stderr.write('x' * 200000 + '{last}'); sys.exit(1)"
    number = company.children.play(python(code))
    assert company.next() == Over(number, 0.0, False, "no speaker; plug one in")  # noqa: FBT003  # fields
    number = company.children.make(python(code))
    assert company.next() == Made(number, "no speaker; plug one in")
    number = company.children.make(python("raise SystemExit(3)"))
    assert company.next() == Made(number, "it ended with status 3")


def test_what_is_asked_and_never_answers_is_given_up(company: Company) -> None:
    """Or whoever waits for the answer would wait for ever."""
    hangs = replace(python("import time; time.sleep(3600)"), at_most=0.1)
    number = company.children.make(hangs)
    told = company.next()
    assert isinstance(told, Made)
    assert (told.number, told.told) == (number, "")
    assert told.trouble.startswith("it ended with status")


def test_what_is_made_reads_what_is_typed_at_low_priority(company: Company) -> None:
    """So that nobody's work is slowed down."""
    code = "import os, sys; sys.exit(f'{sys.stdin.read()} {os.nice(0)}')"
    number = company.children.make(python(code, typed="a bell"))
    expected = "a bell 19" if hasattr(os, "nice") else "a bell"
    made = company.next()
    assert isinstance(made, Made)
    assert made.number == number
    assert made.trouble.startswith(expected)


def test_a_child_finds_around_it_what_it_is_handed(company: Company) -> None:
    """Besides all else; whether it makes something or plays."""
    code = "import os, sys; sys.exit(os.environ['HANDED'] + str('PATH' in os.environ))"
    words = Words(python(code).command, environ=(("HANDED", "calm "),))
    number = company.children.make(words)
    assert company.next() == Made(number, "calm True")
    number = company.children.play(words)
    assert company.next() == Over(number, 0.0, is_whole=False, trouble="calm True")


def test_what_was_asked_for_is_told(company: Company) -> None:
    """In one word, among whatever else is said."""
    number = company.children.make(python("""print('hello\\n{"today": "rest"}')"""))
    assert company.next() == Made(number, "", "rest")


def test_a_command_that_is_not_there_is_told(company: Company) -> None:
    """As something that has failed."""
    number = company.children.make(Words(("/nowhere/at-all",)))
    assert company.next() == Made(
        number, "/nowhere/at-all cannot be started: No such file or directory"
    )
    number = company.children.play(Words(("/nowhere/at-all",)))
    assert isinstance(company.next(), Over)


def test_at_the_end_all_children_end(company: Company) -> None:
    """One that plays fades out, one that makes something is left half-way."""
    player = company.children.play(python(PLAYER))
    company.children.begin(player)
    company.next()
    company.children.make(python("import time; time.sleep(60)"))
    company.children.close()
    told = [company.next(), company.next()]
    assert {type(one) for one in told} == {Over, Made}
