"""Everything that can go wrong for a person, as one tree.

    CompassionAudioError
    ├── NotFound          a practice that is not there, with the nearest names
    ├── Unreadable        a file that its language cannot read, every problem at once
    │   ├── ScriptError       a practice
    │   └── GuideError        a session or a course
    ├── LengthError       a length that a practice cannot be given, with those it can
    ├── SettingsError     a preference that makes no sense
    ├── RulesError        reminders that cannot be read, every problem at once
    ├── FileError         a file or folder that cannot be read or written
    │   └── NotOurs       a file that would be lost if it were overwritten
    ├── FetchFailed       a voice's files that could not be brought here
    ├── VoiceError        speech that cannot be made
    │   ├── VoiceNotFound     no such engine or voice, with the nearest names
    │   ├── EngineMissing     the engine is known, and a part of it is not on this machine
    │   ├── SpeechFailed      the engine was asked for a line and gave none
    │   └── NoTake            a recorded voice has no recording of a line
    ├── NoMicrophone      nothing to record with
    └── NoSpeaker         nothing to play on

An error says what happened and where in its message, and what to do next in its hint. A bug is
not in this tree: it keeps its traceback.
"""

from collections.abc import Iterable
from copy import copy
from dataclasses import dataclass
from typing import Self


class CompassionAudioError(Exception):
    """The root: something a person can understand and mend.

    Attributes:
        message: What happened, and where. Lower case, no full stop.
        hint: What to do next, or an empty string.
    """

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def lines(self) -> tuple[str, ...]:
        """Give the error as people read it: one line for each thing that is wrong."""
        return (f"{self.message}; {self.hint}" if self.hint else self.message,)


class NotFound(CompassionAudioError):
    """A name that nothing answers to."""


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing that is wrong in a practice or a guide."""

    line: int
    """Counted from 1."""

    column: int
    """Counted from 1, in characters."""

    message: str

    hint: str = ""

    def __str__(self) -> str:
        text = f"line {self.line}, column {self.column}: {self.message}"
        return f"{text}; {self.hint}" if self.hint else text


class Unreadable(CompassionAudioError):
    """A file that cannot be read, with all of its problems in the order of the file.

    Attributes:
        name: The file, as the person named it.
        problems: At least one.
    """

    def __init__(self, name: str, problems: Iterable[Problem]) -> None:
        self.name = name
        self.problems = tuple(sorted(problems))
        super().__init__(f"{name}: {self.problems[0]}")

    def lines(self) -> tuple[str, ...]:
        """Give one line for each problem."""
        return tuple(f"{self.name}: {problem}" for problem in self.problems)


class ScriptError(Unreadable):
    """A practice file that cannot be read."""


class GuideError(Unreadable):
    """A guide that cannot be read, or holds what cannot be found."""


class LengthError(CompassionAudioError):
    """A length that a practice cannot be given."""


class SettingsError(CompassionAudioError):
    """A setting whose name or value makes no sense."""


class RulesError(CompassionAudioError):
    """A file of reminders that cannot be read, with all of its problems in its own order.

    Attributes:
        problems: At least one: each with its place, what is wrong, and what is accepted.
    """

    def __init__(self, name: str, problems: Iterable[str]) -> None:
        self.problems = tuple(f"{name}: {problem}" for problem in problems)
        super().__init__(self.problems[0])

    def lines(self) -> tuple[str, ...]:
        """Give one line for each problem."""
        return self.problems


class FileError(CompassionAudioError):
    """A file or folder that cannot be read or written."""


class NotOurs(FileError):
    """A file that this program did not make, or that was changed since it did."""


class FetchFailed(CompassionAudioError):
    """A file that could not be brought here, or is not the one it should be."""


class VoiceError(CompassionAudioError):
    """Speech that cannot be made."""

    def at_line(self, line: int) -> Self:
        """Give the same error with the line of the practice in front."""
        told = copy(self)
        told.message = f"line {line}: {self.message}"
        told.args = (told.message,)
        return told


class VoiceNotFound(VoiceError):
    """No engine or voice has this name."""


class EngineMissing(VoiceError):
    """The engine is known, and a part of it is not on this machine."""


class SpeechFailed(VoiceError):
    """The engine was asked to say a line and gave no usable sound."""


class NoTake(VoiceError):
    """A recorded voice has no recording of a line.

    Attributes:
        reason: Why, as a half sentence: `it was not recorded`.
        alike: Recorded lines with nearly the same words, the most alike first: their words, and
            the practices that have them, or had them. Whoever knows the practice can tell whether
            this line was once one of them.
    """

    def __init__(
        self,
        message: str,
        *,
        reason: str = "it was not recorded",
        alike: tuple[tuple[str, tuple[str, ...]], ...] = (),
        hint: str = "",
    ) -> None:
        super().__init__(message, hint=hint)
        self.reason = reason
        self.alike = alike


class NoMicrophone(CompassionAudioError):
    """There is nothing to record with."""


class NoSpeaker(CompassionAudioError):
    """There is nothing to play on."""


def shortened(text: str, *, most: int = 40) -> str:
    """Cut what a person wrote to a length that a message can show."""
    return text if len(text) <= most else f"{text[:most]}…"


def nearest(name: str, known: Iterable[str]) -> str:
    """Say which known names are like `name`: `did you mean a or b?`, or an empty string."""
    from difflib import get_close_matches  # here, because `--help` has no use for it

    close = get_close_matches(name.casefold(), list(known), n=3, cutoff=0.55)
    return f"did you mean {' or '.join(close)}?" if close else ""
