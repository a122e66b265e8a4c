"""What this person prefers: a flag over the environment, over one TOML file, over the default."""

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from compassion_audio.errors import SettingsError, nearest
from compassion_audio.files import decode, file_error, whole_file
from compassion_audio.notice import LONGEST_LINE, read_own_line
from compassion_audio.units import WordsPerMinute

if TYPE_CHECKING:
    from tomlkit import TOMLDocument

SLOWEST, FASTEST = WordsPerMinute(60), WordsPerMinute(200)

WARMEST = "warmest"
"""Names no voice: whoever speaks best on this machine."""

VOICES = "voices"
"""The table of the settings file in which voices have short names."""

_SHORT_NAME = re.compile(r"[a-z][a-z0-9-]{0,39}")
_NAME_ONE = "name one with: compassion voices name anna flite:slt --pace 105"

Origin = Literal["flag", "environment", "file", "default"]


@dataclass(frozen=True, slots=True)
class Settings:
    """Every preference, with its value in force."""

    voice: str
    pace: WordsPerMinute
    output: Path
    library: Path | None = None
    """Where one's own practices and guides live; None where nothing was said."""

    notice: str = ""
    """A line of one's own in the notice that goes with each recording."""

    naming: bool = False
    """Whether reminders name the practice."""

    history: bool = True
    """Whether what is practised is written down."""


@dataclass(frozen=True, slots=True)
class Setting:
    """One preference that a person can set."""

    name: str
    default: str
    about: str
    """What it does and what it accepts, in one sentence."""

    read: Callable[[str], Any]
    """Turn the written value into the one in force. Raises ValueError, saying what is accepted."""

    @property
    def variable(self) -> str:
        """The environment variable that sets it."""
        return f"COMPASSION_{self.name.upper()}"


@dataclass(frozen=True, slots=True)
class Preference:
    """The written value of one setting, and who chose it."""

    setting: Setting
    value: str
    origin: Origin
    problem: SettingsError | None = None
    """Why it cannot be used, if it cannot."""


@dataclass(frozen=True, slots=True)
class NamedVoice:
    """A voice under a short name of a person's own."""

    name: str
    voice: str
    """`engine:voice`, or an engine alone."""

    pace: WordsPerMinute | None
    """At which it speaks unless another is asked for; None for the usual one."""


@dataclass(frozen=True, slots=True)
class Folders:
    """Where things are kept between runs."""

    data: Path
    """What cannot be made again: recordings of a voice, models that were downloaded."""

    cache: Path
    """What can be made again at any time: spoken lines, measured paces."""


class NoHomeError(SettingsError):
    """There is no folder to keep settings in, as for a user who has no home."""


def read_pace(text: str) -> WordsPerMinute:
    """Read a pace in words a minute.

    Raises:
        ValueError: Not a number from 60 to 200.
    """
    if not re.fullmatch(r"\d+(\.\d+)?", text, re.ASCII) or not SLOWEST <= float(text) <= FASTEST:
        raise ValueError(f"a pace is a number from {SLOWEST} to {FASTEST} words a minute")
    return WordsPerMinute(float(text))


def read_voice_name(text: str) -> str:
    """Read the name of a voice; whether there is such a voice, the `voices` room knows.

    Raises:
        ValueError: Empty.
    """
    if not text.strip():
        raise ValueError("a voice has a name such as espeak:en-us+klatt4; see: compassion voices")
    return text.strip()


def read_folder(text: str) -> Path:
    """Read a folder's path; `~` is the home folder.

    Raises:
        ValueError: Empty, or in the home folder of someone who is not here.
    """
    if not text.strip():
        raise ValueError("a folder has a name")
    try:
        return Path(text).expanduser()
    except RuntimeError as cause:
        raise ValueError("there is no such home folder; write the whole path") from cause


def read_library(text: str) -> Path | None:
    """Read the folder of one's own library; empty for none.

    Raises:
        ValueError: It would be another folder wherever one stands, or nobody's home.
    """
    if not text.strip():
        return None
    folder = read_folder(text)
    if not folder.is_absolute():
        raise ValueError("write the whole path, or begin with ~ for your home folder")
    return folder


def read_switch(text: str) -> bool:
    """Read on or off.

    Raises:
        ValueError: It is neither.
    """
    if text.strip().lower() not in ("on", "off"):
        raise ValueError("it is either on or off")
    return text.strip().lower() == "on"


KNOWN = (
    Setting(
        "voice",
        WARMEST,
        "Who speaks: engine:voice, an engine alone for its best voice, or the warmest here.",
        read_voice_name,
    ),
    Setting(
        "pace",
        "115",
        f"Spoken words a minute, measured inside the speech: {SLOWEST} to {FASTEST}.",
        read_pace,
    ),
    Setting(
        "output",
        "audio_out",
        "The folder for recordings; a relative one is inside the folder you are in.",
        read_folder,
    ),
    Setting(
        "library",
        "",
        "The folder of your own scripts/ and guides/; what is in it wins over what came along.",
        read_library,
    ),
    Setting(
        "notice",
        "",
        "A line of your own in the notice in the tags of each recording, such as a number to "
        f"call: up to {LONGEST_LINE} characters.",
        read_own_line,
    ),
    Setting(
        "naming",
        "off",
        "Whether reminders name the practice on your screen, where others may see it: on or off.",
        read_switch,
    ),
    Setting(
        "history",
        "on",
        "Whether what you practise is written down, on this computer alone: on or off.",
        read_switch,
    ),
)


def settings_file(environ: Mapping[str, str]) -> Path:
    """Give the path of the settings file: `COMPASSION_SETTINGS`, else the user's config folder."""
    try:
        if named := environ.get("COMPASSION_SETTINGS"):
            return Path(named).expanduser()
        import platformdirs

        return platformdirs.user_config_path("compassion-audio", appauthor=False) / "settings.toml"
    except RuntimeError as cause:  # no home folder, as for a user without an entry
        raise NoHomeError(
            "there is no home folder to keep settings in",
            hint="name a file for them in COMPASSION_SETTINGS",
        ) from cause


def folders(environ: Mapping[str, str]) -> Folders | None:
    """Give the folders where things are kept; None where there is no home, and nothing is kept.

    `COMPASSION_DATA` and `COMPASSION_CACHE` name them, else they are the user's own.
    """
    import platformdirs

    def folder(name: str, usual: Callable[..., Path]) -> Path:
        named = environ.get(name)
        return Path(named).expanduser() if named else usual("compassion-audio", appauthor=False)

    try:
        return Folders(
            folder("COMPASSION_DATA", platformdirs.user_data_path).absolute(),
            folder("COMPASSION_CACHE", platformdirs.user_cache_path).absolute(),
        )
    except RuntimeError:  # as for a user without an entry
        return None


def choose(flags: Mapping[str, str | None], environ: Mapping[str, str]) -> tuple[Preference, ...]:
    """Find each setting's value in force and who chose it, in the order of `KNOWN`.

    A value that is not accepted is given with its problem, so that it can be shown and mended.

    Raises:
        SettingsError: The file is not TOML, or holds an unknown name.
        FileError: The file is there and cannot be read.
    """
    try:
        file = settings_file(environ)
        written = _read_file(file)
    except NoHomeError:
        file, written = Path(), {}
    return tuple(_choose_one(setting, flags, environ, written, file) for setting in KNOWN)


def in_force(chosen: tuple[Preference, ...]) -> Settings:
    """Give the chosen values, typed.

    Raises:
        SettingsError: One of them is not accepted.
    """
    for one in chosen:
        if one.problem:
            raise one.problem
    return Settings(**{one.setting.name: one.setting.read(one.value) for one in chosen})


def own_library(environ: Mapping[str, str]) -> Path | None:
    """Give the folder of one's own library, whatever the other settings are.

    Raises:
        SettingsError: The file is not TOML, holds an unknown name, or this value is not accepted.
        FileError: The file is there and cannot be read.
    """
    chosen = next(one for one in choose({}, environ) if one.setting.name == "library")
    if chosen.problem:
        raise chosen.problem
    return read_library(chosen.value)


def named_voices(environ: Mapping[str, str]) -> dict[str, NamedVoice]:
    """Give the voices that have a short name in the settings file, by that name.

    Raises:
        SettingsError: The file is not TOML, or one of them makes no sense.
        FileError: The file is there and cannot be read.
    """
    try:
        file = settings_file(environ)
    except NoHomeError:
        return {}
    table = _table_of(file).get(VOICES, {})
    if not isinstance(table, dict):
        raise SettingsError(f"{file}: {VOICES} is a table", hint=_NAME_ONE)
    return {name: _named(name, written, file) for name, written in table.items()}


def name_voice(named: NamedVoice, *, file: Path) -> None:
    """Give a voice a short name, keeping everything else in the file.

    Raises:
        SettingsError: The name cannot be one, or the file makes no sense.
        FileError: The file cannot be read or written.
    """
    import tomlkit

    if not _SHORT_NAME.fullmatch(named.name):
        raise SettingsError(
            f"{named.name!r} cannot be the name of a voice",
            hint="use small letters, figures and hyphens, and begin with a letter",
        )
    entry = tomlkit.table()
    entry["voice"] = named.voice
    if named.pace is not None:
        entry["pace"] = named.pace
    document = _document(file)
    document.setdefault(VOICES, tomlkit.table(is_super_table=True))[named.name] = entry
    _write(document, file)


def forget_voice(name: str, *, file: Path) -> None:
    """Take a short name out of the file.

    Raises:
        SettingsError: There is no such name; the nearest are in the hint.
        FileError: The file cannot be read or written.
    """
    document = _document(file)
    known = document.get(VOICES, {})
    if name not in known:
        hint = nearest(name, known) or "see them with: compassion voices"
        raise SettingsError(f"no voice is called {name!r}", hint=hint)
    del known[name]
    _write(document, file)


def _named(name: str, written: object, file: Path) -> NamedVoice:
    where = f"{file}: {VOICES}.{name}"
    if not isinstance(written, dict) or not isinstance(written.get("voice"), str):
        raise SettingsError(f"{where} has no voice", hint=_NAME_ONE)
    if unknown := next((key for key in written if key not in ("voice", "pace")), None):
        raise SettingsError(f"{where}: unknown key {unknown!r}", hint="the keys are voice, pace")
    pace = written.get("pace")
    try:
        found = None if pace is None else read_pace(f"{pace}")
    except ValueError as cause:
        raise SettingsError(f"{where}: pace cannot be {pace!r}", hint=str(cause)) from cause
    return NamedVoice(name, read_voice_name(written["voice"]), found)


def find(name: str) -> Setting:
    """Find a setting by name.

    Raises:
        SettingsError: There is none; the nearest names are in the hint.
    """
    for setting in KNOWN:
        if setting.name == name:
            return setting
    names = [setting.name for setting in KNOWN]
    hint = nearest(name, names) or f"the settings are {', '.join(names)}"
    raise SettingsError(f"there is no setting called {name!r}", hint=hint)


def store(name: str, value: str | None, *, file: Path) -> None:
    """Write one setting into the file, keeping everything else and every comment; None removes it.

    Raises:
        SettingsError: No such setting, or the value is not accepted.
        FileError: The file cannot be read or written.
    """
    document = _document(file)
    if value is not None:
        if problem := _problem(find(name), value, name):
            raise problem
        document[name] = value
    elif name in document and name != VOICES:
        del document[name]
    else:
        find(name)
    _write(document, file)


def _document(file: Path) -> "TOMLDocument":
    import tomlkit

    try:
        return tomlkit.parse(_text_of(file))
    except (ValueError, RecursionError) as cause:
        raise SettingsError(f"{file}: {cause}", hint="mend that line or remove the file") from cause


def _write(document: "TOMLDocument", file: Path) -> None:
    import tomlkit

    with whole_file(file) as out:
        out.write(tomlkit.dumps(document).encode())


def _choose_one(
    setting: Setting,
    flags: Mapping[str, str | None],
    environ: Mapping[str, str],
    written: Mapping[str, str],
    file: Path,
) -> Preference:
    origin: Origin
    value, where, origin = setting.default, "the default", "default"
    if (flag := flags.get(setting.name)) is not None:
        value, where, origin = flag, f"--{setting.name}", "flag"
    elif environ.get(setting.variable):
        value, where, origin = environ[setting.variable], setting.variable, "environment"
    elif setting.name in written:
        value, where, origin = written[setting.name], f"{file}: {setting.name}", "file"
    return Preference(setting, value, origin, _problem(setting, value, where))


def _problem(setting: Setting, value: str, where: str) -> SettingsError | None:
    """Say why a setting cannot have a value, or None where it can."""
    try:
        setting.read(value)
        value.encode()
    except UnicodeEncodeError:
        return SettingsError(f"{where} is not UTF-8 text", hint="write it in UTF-8")
    except ValueError as cause:
        return SettingsError(f"{where} cannot be {value!r}", hint=str(cause))
    return None


def _text_of(file: Path) -> str:
    try:
        return decode(file.read_bytes(), str(file))
    except FileNotFoundError:
        return ""
    except OSError as cause:
        raise file_error("cannot read", file, cause) from cause


def _table_of(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(_text_of(file))
    except (ValueError, RecursionError) as cause:  # a number may be too long, a list too deep
        raise SettingsError(f"{file}: {cause}", hint="mend that line or remove the file") from cause


def _read_file(file: Path) -> dict[str, str]:
    table = _table_of(file)
    table.pop(VOICES, None)
    names = [setting.name for setting in KNOWN]
    for name, value in table.items():
        if name not in names:
            hint = nearest(name, names) or f"the settings are {', '.join(names)}"
            raise SettingsError(f"{file}: unknown setting {name!r}", hint=hint)
        if isinstance(value, bool) or not isinstance(value, str | int | float):
            raise SettingsError(f"{file}: {name} is a text or a number", hint="write it in quotes")
    return {name: str(value) for name, value in table.items()}
