"""Whether practices can be spoken, heard and kept on this machine, a line for each part."""

import os
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

from compassion_audio.errors import CompassionAudioError
from compassion_audio.machine import Diagnosis, diagnosed_folder
from compassion_audio.playback.speaker import speakers
from compassion_audio.settings import Folders, Settings
from compassion_audio.studio.voices import shelves, voice_called

_EXTRAS = (
    ("formats", "av", "M4A, M4B, and recordings from phones"),
    ("import", "docx", "Word documents"),
)
"""Each extra, the package by which it is known, and what it brings."""

_ROOM = 200 * 2**20
"""Bytes: an hour of practice as WAV would fill more, as MP3 a third of it."""


def examine(chosen: Settings | None, folders: Folders | None) -> tuple[Diagnosis, ...]:
    """Look at voices, the speaker, extras and folders; nothing is changed.

    Args:
        chosen: The settings; None where they make no sense, which is told elsewhere.
        folders: Where things are kept; None where there is no home.
    """
    found: list[Diagnosis] = []
    if chosen is not None:
        found.append(_of_voice(chosen, folders))
    found += [*_of_engines(folders), _of_speaker(), *_of_extras()]
    if chosen is not None:
        found += _of_folders(chosen)
    if folders is None:
        told = "there is no home folder: nothing is kept"
        found.append(Diagnosis("folders", told, "mend", "name one in COMPASSION_DATA"))
    else:
        found.append(diagnosed_folder("kept", folders.data))
        found.append(diagnosed_folder("kept for speed", folders.cache))
        found += _of_room(folders.data)
    return tuple(found)


def _of_voice(chosen: Settings, folders: Folders | None) -> Diagnosis:
    try:
        with voice_called(chosen.voice, folders) as voice:
            return Diagnosis("voice", f"{voice.name} speaks where you name none")
    except CompassionAudioError as cause:
        fix = cause.hint or "choose one: compassion voices"
        return Diagnosis("voice", cause.message, "mend", fix)


def _of_engines(folders: Folders | None) -> Iterator[Diagnosis]:
    for shelf in shelves(folders):
        if shelf.voices:
            count = len(shelf.voices)
            yield Diagnosis("voices", f"{shelf.name}: {count} voice{'s' if count != 1 else ''}")
        elif not shelf.availability:
            missing = f"{shelf.name}: it needs {shelf.availability.missing}"
            yield Diagnosis("voices", missing, "note", shelf.availability.fix)


def _of_speaker() -> Diagnosis:
    try:
        names = speakers()
    except CompassionAudioError as cause:
        return Diagnosis("speaker", cause.message, "mend", cause.hint)
    more = f", and {len(names) - 1} more" if len(names) > 1 else ""
    return Diagnosis("speaker", f"{names[0]}{more}")


def _of_extras() -> Iterator[Diagnosis]:
    for extra, package, about in _EXTRAS:
        if find_spec(package) is None:
            fix = f"pip install 'compassion-audio[{extra}]'"
            yield Diagnosis("extras", f"{extra} is not here: {about}", "note", fix)
        else:
            yield Diagnosis("extras", f"{extra}: {about}")


def _of_folders(chosen: Settings) -> Iterator[Diagnosis]:
    yield diagnosed_folder("recordings", chosen.output.absolute())
    if chosen.library is not None and not chosen.library.is_dir():
        told = f"your library {chosen.library} is not there"
        yield Diagnosis("library", told, "mend", "make it, or: compassion settings library --unset")
    elif chosen.library is not None:
        yield Diagnosis("library", f"{chosen.library}")


def _of_room(folder: Path) -> Iterator[Diagnosis]:
    import shutil

    there = next((one for one in (folder, *folder.parents) if one.exists()), Path(os.sep))
    free = shutil.disk_usage(there).free
    if free < _ROOM:
        told = f"{free // 2**20} MB are free where {folder} is"
        yield Diagnosis("disk", told, "mend", "make room")
