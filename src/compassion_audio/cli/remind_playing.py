"""What the reminders need of other rooms: how a rule's sound is made and played, and who plays."""

import hashlib
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from compassion_audio import __version__, library, settings
from compassion_audio.cli.handed import CALLED, NAMED
from compassion_audio.errors import CompassionAudioError
from compassion_audio.journal.courses import journal_file, read_journal
from compassion_audio.playback.presence import is_anyone_playing, last_practice
from compassion_audio.reminders.considerate import do_not_disturb, microphone_in_use
from compassion_audio.reminders.performance import Words
from compassion_audio.reminders.rule import Rule
from compassion_audio.settings import Folders, own_library, settings_file

PROGRAM = (sys.executable, "-P", "-m", "compassion_audio")
"""The same program again, whatever lies in the folder it is started in."""

FADE_IN = 2_500
"""Milliseconds over which a practice begins by itself; a bell has its own beginning."""

_WORDS = (".md", ".txt", ".yaml", ".yml")
"""Ends of the names of files that are no sound."""

_BELL = "---\ntitle: Bell\n---\n[bell]\n"

_LONGEST_LOOK = 120.0
"""Seconds until a child that only reads a guide is taken to hang; it takes half of one."""

_MOST_FILES = 5_000


@dataclass(frozen=True, slots=True)
class Company:
    """What goes on around: players, the desktop, the microphone."""

    players: Path
    """Where players are seen."""

    def reason_to_wait(self) -> str:
        """Say why this is no good moment."""
        if is_anyone_playing(self.players):
            return "something is playing"
        return do_not_disturb() or microphone_in_use() or ""

    def practice_ended(self) -> datetime | None:
        """Say when anybody heard a practice last."""
        return last_practice(self.players)


@dataclass(frozen=True, slots=True)
class Repertoire:
    """The commands that make and play what rules name.

    Names of files are digests, and names of practices are in no command line: neither a list of
    files nor one of processes tells anybody what is practised.
    """

    folders: Folders
    environ: Mapping[str, str]

    def file(self, rule: Rule) -> Path | None:
        """Say where a recording lies."""
        if rule.how == "text":
            return None
        if _is_sound(rule.name):
            return Path(rule.name).expanduser()
        told = f"{'course' if rule.course else 'practice'} {rule.course or rule.name}"
        digest = hashlib.sha256(told.encode()).hexdigest()[:24]
        return self.folders.cache / "reminders" / f"{digest}.mp3"

    def make(self, rule: Rule) -> Words | None:
        """Give the command that makes it."""
        file = self.file(rule)
        if file is None or _is_sound(rule.name):
            return None
        _make_private(file.parent)
        to = ("-o", str(file), "--force", "--quiet")
        if rule.course:
            day = ("--day", f"{self._day(rule)}")
            return _words("render", *day, *to, named=rule.course)
        if rule.name:
            return _words("render", *to, named=rule.name)
        return Words((*PROGRAM, "render", "-", *to), _BELL)

    def look(self, rule: Rule, stamp: str) -> Words:
        """Give the command that tells what the next day of a course is."""
        day = stamp.rpartition(":")[2]
        asked = _words("course", "today", "--day", day, named=rule.course)
        return replace(asked, at_most=_LONGEST_LOOK)

    def stamp(self, rule: Rule) -> str:
        """Give what changes when the recording would; it ends with the day of a course."""
        told = hashlib.sha256(f"{__version__} {rule.course or rule.name}".encode())
        for path in self._that_matter(rule):
            with suppress(OSError):
                about = path.stat()
                told.update(f"{path} {about.st_mtime_ns} {about.st_size}".encode())
        return f"{told.hexdigest()[:16]}:{self._day(rule) if rule.course else 0}"

    def play(self, rule: Rule, *, is_there: bool, is_trial: bool = False) -> Words | None:
        """Give the command that plays it; a course and a bell are made first."""
        fade = () if rule.how == "sound" else ("--fade-in", f"{FADE_IN}")
        is_practice = rule.how != "sound" and not is_trial
        called = Path(rule.course or rule.name).stem if is_practice else ""
        how = ("--led", *(("--trial",) if is_trial else ()), "--volume", f"{rule.volume}", *fade)
        if is_there:
            return _words("play", *how, named=str(self.file(rule)), called=called)
        if rule.course or not rule.name:
            return None
        return _words("play", *how, named=rule.name, called=called)

    def done(self, rule: Rule, stamp: str) -> Words | None:
        """Give the command that calls the day of a course done."""
        if not rule.course:
            return None
        day = stamp.rpartition(":")[2]
        return _words("course", "done", "--day", day, named=rule.course)

    def _day(self, rule: Rule) -> int:
        """Give the day of a course that is next, from 1; that of one not begun is the first."""
        named = rule.course
        key = str(Path(named).resolve()) if library.names_file(named) else named
        try:
            kept = read_journal(journal_file(self.folders.data))
        except CompassionAudioError:
            return 1
        return kept.done.get(key, 0) + 1

    def _that_matter(self, rule: Rule) -> Iterator[Path]:
        """Give the files that decide how it sounds: settings, own words and own recordings."""
        with suppress(CompassionAudioError, OSError):
            yield settings_file(self.environ)
            own = own_library(self.environ)
            if own:
                yield from _files_in(own)
            named = rule.course or rule.name
            if named and library.names_file(named):
                yield from Path(named).expanduser().parent.iterdir()
        yield from _files_in(self.folders.data / "takes")


def shown_name(rule: Rule) -> str:
    """Give what a notice may call the practice; empty unless the person lets it be seen.

    The settings are asked each time, so that a change counts from the next notice on.
    """
    try:
        if not settings.in_force(settings.choose({}, os.environ)).naming:
            return ""
    except CompassionAudioError:  # of two, the one that tells less
        return ""
    return Path(rule.course or rule.name).stem.replace("-", " ").capitalize()


def _words(*command: str, named: str, called: str = "") -> Words:
    """Give a command of this program; what it is about stands where nobody else can read it."""
    return Words((*PROGRAM, *command), environ=((NAMED, named), (CALLED, called)))


def _is_sound(name: str) -> bool:
    """Whether a rule names a finished recording."""
    return library.names_file(name) and Path(name).suffix.lower() not in _WORDS


def _make_private(folder: Path) -> None:
    """Make the folder of the recordings before `render` would, which lets everybody look in.

    What is wrong with it, `render` tells.
    """
    with suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(0o700)


def _files_in(folder: Path) -> Iterator[Path]:
    """Give the files in a folder and below, as many as can be looked at in a moment."""
    for count, path in enumerate(folder.rglob("*")):
        if count >= _MOST_FILES:
            return
        yield path
