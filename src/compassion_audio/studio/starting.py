"""A first file to write in: a practice, a session or a course, with notes that say what goes where.

Each template is right as it is: it can be checked and rendered before a word was changed.
"""

import os
import re
from pathlib import Path
from typing import Literal

from compassion_audio import library
from compassion_audio.errors import CompassionAudioError, FileError
from compassion_audio.files import file_error, whole_file

Template = Literal["practice", "session", "course"]

_SLUG = re.compile(r"[^\W_]+(?:-[^\W_]+)*")
_MOST_CHARACTERS = 80

PRACTICE = """\
---
version: 1
title: {title}
summary: A few quiet minutes with something solid, to be filled with words of your own.
minutes: 3
language: en
components: [mindfulness]
audience: everyone
intensity: gentle
when: Whenever a few quiet minutes would be welcome.
---
<!-- Lines like this one are notes; they are never spoken. Listen: compassion render {name} -->
# Arriving

[bell]

You are welcome here, just as this day finds you. [pause 3s]

<!-- A door within the first minute: the listener may always stop. -->
You can stop, move, or open your eyes at any time. [pause 5s]

# Something solid

<!-- Invite, and never order: "you might", "if you like". Short sentences read aloud best. -->
You might notice whatever holds you up, a chair, a bed or the ground. [pause 6s]

It has been there all along, without asking anything of you. [pause 5s]

It may be firm or soft, and it needs nothing from you in return. [pause 5s]

<!-- A question is followed by at least eight seconds. -->
Where is it warm just now, and where is it cool? [pause 8s]

If your attention goes somewhere else, it can come back in its own time. [pause 5s]

<!-- A silence is announced, so that nobody wonders whether it is over. -->
A little time follows with no words in it, and then the voice comes back. [pause 2s]

[silence 30s]

# Going on

Let the sounds around you come a little nearer again. [pause 5s]

Your hands or your feet may like to move. [pause 5s]

You can take one solid thing along into whatever comes next. [pause 3s]

[bell]
"""

SESSION = """\
# A session: practices, silences and bells in an order. Everything after a # is a note.
# See its plan:  compassion show {name}
version: 1
title: {title}
summary: Firm ground, a breathing space, and a little quiet.
language: en
audience: everyone
intensity: gentle
when: Whenever ten minutes would be welcome.

# fit: 10m                       # make the whole exactly so long
# bed: {{kind: rain, level: -20}}  # under all of it; the level is in LU against the voice
gap: 6s                          # between one item and the next

items:
  - bell: bowl x3
  - practice: soles-of-the-feet  # a name from compassion list, or a file here: ./mine.md
  - practice: breathing-space
    # fit: 4m                    # exactly how long this one shall be
    # with: {{name: words}}        # words for a practice with variables, as kind-wishes has one
  - bell: soft
  - silence: 1m
  - bell: bowl
"""

COURSE = """\
# A course: one day after another. The next comes when one is done, never by the calendar.
# Begin it:  compassion course start {name}
version: 1
title: {title}
summary: Three small days, and one in between with nothing to do.
language: en
audience: everyone
intensity: gentle
when: Whenever you would like to begin.

# What to read when all days are done.
ending: Those were all the days. Whatever was good company can stay.

days:
  - title: Firm ground
    note: What to read on this day, before listening.
    practice: soles-of-the-feet
  - title: Two in one go
    items:                       # several, as in a session
      - practice: breathing-space
      - bell: soft
      - practice: supportive-touch
  - title: A day off
    rest: yes
  - title: A question to keep
    practice: what-do-i-need
"""

_TEMPLATES: dict[Template, str] = {"practice": PRACTICE, "session": SESSION, "course": COURSE}


def begin_file(name: str, template: Template, *, own: Path | None, here: Path) -> Path:
    """Write a first file to work in.

    Args:
        name: The short name that it shall have.
        template: What it shall be.
        own: The person's own library, where the file goes; None for `here`.
        here: The folder the person is in.

    Returns:
        The file.

    Raises:
        CompassionAudioError: The name cannot be a short name.
        FileError: There is something of this name already, or the file cannot be written.
    """
    _check_name(name)
    kind: library.Kind = "practice" if template == "practice" else "guide"
    folder = library.own_folder(kind, own) if own else here
    path = folder / library.file_name(name, kind)
    called = name if own else path.name
    title = name[:1].upper() + name[1:].replace("-", " ")
    text = _TEMPLATES[template].format(name=called, title=title)
    _refuse_what_is_there(path)
    with whole_file(path, before_it_appears=lambda: _refuse_what_is_there(path)) as out:
        out.write(text.encode())
    return path


def _check_name(name: str) -> None:
    if _SLUG.fullmatch(name) and name == name.lower() and len(name) <= _MOST_CHARACTERS:
        return
    near = "-".join(re.findall(r"[^\W_]+", name.lower()))[:_MOST_CHARACTERS].strip("-")
    meant = f"; did you mean {near}?" if near else ""
    raise CompassionAudioError(
        f"{name[:_MOST_CHARACTERS]!r} cannot be a short name",
        hint=f"small letters, figures and single hyphens, as in evening-calm{meant}",
    )


def _refuse_what_is_there(path: Path) -> None:
    try:
        is_there = os.path.lexists(path)
    except OSError as cause:
        raise file_error("cannot write", path, cause) from cause
    if is_there:
        raise FileError(f"{path} is there already", hint="choose another name")
