"""What a person prefers, who said so, and a settings file that stays the person's own."""

import os
from pathlib import Path

import pytest

from compassion_audio.errors import FileError, SettingsError
from compassion_audio.settings import (
    KNOWN,
    Settings,
    choose,
    find,
    in_force,
    own_library,
    settings_file,
    store,
)

WITH_COMMENTS = """\
# my settings, copied from the old machine
voice = "espeak:en-us+f3"   # warmer

pace = 105   # slow evenings
output = 'recordings'
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Give a settings file that is not there yet, nor is its folder."""
    return tmp_path / "config" / "settings.toml"


@pytest.fixture
def environ(file: Path) -> dict[str, str]:
    """Give an environment that says only where the settings file is."""
    return {"COMPASSION_SETTINGS": str(file)}


def write(file: Path, text: str | bytes) -> None:
    """Put a settings file there, as a person's editor would."""
    file.parent.mkdir(exist_ok=True)
    file.write_bytes(text.encode() if isinstance(text, str) else text)


def chosen(environ: dict[str, str], **flags: str | None) -> dict[str, tuple[str, str]]:
    """Give each setting's written value and who chose it."""
    return {one.setting.name: (one.value, one.origin) for one in choose(flags, environ)}


# Who decides


def test_with_nothing_said_the_defaults_are_in_force(environ: dict[str, str]) -> None:
    """The warmest voice at 115 words a minute, into audio_out."""
    assert in_force(choose({}, environ)) == Settings("warmest", 115, Path("audio_out"))  # type: ignore[arg-type]  # a plain number is a pace here
    assert {origin for _, origin in chosen(environ).values()} == {"default"}


def test_each_default_is_a_value_that_its_setting_accepts() -> None:
    """What the program would choose, a person may write."""
    for setting in KNOWN:
        setting.read(setting.default)


def test_a_flag_wins_over_the_environment_over_the_file_over_the_default(
    environ: dict[str, str], file: Path
) -> None:
    """Each is heard as long as nobody nearer speaks, and the origin says who it was."""
    assert chosen(environ)["pace"] == ("115", "default")
    write(file, "pace = 100\n")
    assert chosen(environ)["pace"] == ("100", "file")
    environ["COMPASSION_PACE"] = "90"
    assert chosen(environ)["pace"] == ("90", "environment")
    assert chosen(environ, pace="80")["pace"] == ("80", "flag")
    assert chosen(environ, pace=None)["pace"] == ("90", "environment")


def test_an_empty_variable_says_nothing(environ: dict[str, str], file: Path) -> None:
    """As everywhere on these systems, empty is as if it were not there."""
    write(file, "pace = 100\n")
    environ["COMPASSION_PACE"] = ""
    assert chosen(environ)["pace"] == ("100", "file")


def test_each_setting_is_decided_on_its_own(environ: dict[str, str], file: Path) -> None:
    """A flag for one leaves the others where they were."""
    write(file, 'voice = "tone"\n')
    environ["COMPASSION_OUTPUT"] = "out"
    assert chosen(environ, pace="80") == {
        "voice": ("tone", "file"),
        "pace": ("80", "flag"),
        "output": ("out", "environment"),
        "library": ("", "default"),
        "notice": ("", "default"),
        "naming": ("off", "default"),
        "history": ("on", "default"),
    }


def test_the_values_in_force_have_their_types(environ: dict[str, str]) -> None:
    """A pace is a number, a folder a path with the home folder filled in."""
    prefer = in_force(choose({"pace": "102.5", "output": "~/x", "voice": " tone "}, environ))
    assert prefer == Settings("tone", 102.5, Path.home() / "x")  # type: ignore[arg-type]  # a plain number is a pace here


def test_a_library_of_ones_own_is_a_whole_path_or_none(environ: dict[str, str]) -> None:
    """A relative one would be another folder wherever a person stands."""
    assert own_library(environ) is None
    environ["COMPASSION_LIBRARY"] = "~/calm"
    assert own_library(environ) == Path.home() / "calm"
    environ["COMPASSION_LIBRARY"] = "calm"
    with pytest.raises(SettingsError, match="COMPASSION_LIBRARY cannot be 'calm'"):
        own_library(environ)


def test_a_library_is_found_though_another_setting_is_wrong(
    environ: dict[str, str], file: Path
) -> None:
    """Listing practices needs no pace."""
    write(file, "pace = 5\nlibrary = '~/calm'\n")
    assert own_library(environ) == Path.home() / "calm"


def test_the_settings_file_is_where_the_environment_says() -> None:
    """Else it lies in the folder that the system keeps for settings."""
    assert settings_file({"COMPASSION_SETTINGS": "mine.toml"}) == Path("mine.toml")
    assert settings_file({"COMPASSION_SETTINGS": "~/mine.toml"}) == Path.home() / "mine.toml"
    usual = settings_file({})
    assert usual.is_absolute()
    assert usual.parts[-2:] == ("compassion-audio", "settings.toml")


# What makes no sense


@pytest.mark.parametrize("pace", ["59", "201", "59.9", "fast", "", "-80", "1e2", "nan", "٩٠"])
def test_a_pace_outside_its_range_is_refused_with_the_range(
    environ: dict[str, str], pace: str
) -> None:
    """The hint says which numbers are accepted."""
    with pytest.raises(SettingsError) as caught:
        in_force(choose({"pace": pace}, environ))
    assert caught.value.lines() == (
        f"--pace cannot be {pace!r}; a pace is a number from 60 to 200 words a minute",
    )


@pytest.mark.parametrize("pace", ["60", "200", "115.5"])
def test_both_ends_of_the_range_are_a_pace(environ: dict[str, str], pace: str) -> None:
    """60 and 200 belong to it."""
    assert in_force(choose({"pace": pace}, environ)).pace == float(pace)


@pytest.mark.parametrize("name", ["voice", "output"])
@pytest.mark.parametrize("value", ["", "  "])
def test_an_empty_value_is_refused(environ: dict[str, str], name: str, value: str) -> None:
    """Nothing is no voice and no folder."""
    with pytest.raises(SettingsError, match=f"--{name} cannot be '{value}'"):
        in_force(choose({name: value}, environ))


def test_a_home_folder_of_nobody_is_refused(environ: dict[str, str]) -> None:
    """A name after ~ that this machine does not know is a person's slip, not a bug."""
    with pytest.raises(SettingsError) as caught:
        in_force(choose({"output": "~nobody-of-this-name/x"}, environ))
    assert "there is no such home folder" in caught.value.hint


def test_a_bad_value_is_blamed_on_who_gave_it(environ: dict[str, str], file: Path) -> None:
    """The flag, the variable or the file is named, so that a person knows what to mend."""
    write(file, "pace = 5\n")
    with pytest.raises(SettingsError) as in_file:
        in_force(choose({}, environ))
    assert in_file.value.message == f"{file}: pace cannot be '5'"
    environ["COMPASSION_PACE"] = "6"
    with pytest.raises(SettingsError) as in_environment:
        in_force(choose({}, environ))
    assert in_environment.value.message == "COMPASSION_PACE cannot be '6'"
    with pytest.raises(SettingsError) as in_flag:
        in_force(choose({"pace": "7"}, environ))
    assert in_flag.value.message == "--pace cannot be '7'"


def test_a_bad_value_is_shown_with_its_problem(environ: dict[str, str], file: Path) -> None:
    """Whoever lists the settings sees what is wrong with one, and all the others."""
    write(file, 'pace = 5\nvoice = "tone"\n')
    problems = {one.setting.name: one.problem for one in choose({}, environ)}
    assert problems["voice"] is None
    assert problems["output"] is None
    assert isinstance(problems["pace"], SettingsError)
    assert chosen(environ)["pace"] == ("5", "file")


def test_a_bad_value_that_is_not_in_force_does_no_harm(environ: dict[str, str], file: Path) -> None:
    """A flag is a way round a file that needs mending."""
    write(file, "pace = 5\n")
    assert chosen(environ, pace="80")["pace"] == ("80", "flag")


@pytest.mark.parametrize(
    ("wrong", "hint"),
    [
        ("paec", "did you mean pace?"),
        ("Voice", "did you mean voice or notice?"),
        ("quartz", "the settings are voice, pace, output, library, notice, naming, history"),
    ],
)
def test_an_unknown_setting_gets_the_nearest_name(
    environ: dict[str, str], file: Path, wrong: str, hint: str
) -> None:
    """In the file, when asked for and when set; a name like no other gets the whole list."""
    write(file, f'{wrong} = "x"\n')
    with pytest.raises(SettingsError) as in_file:
        choose({}, environ)
    assert in_file.value.lines() == (f"{file}: unknown setting {wrong!r}; {hint}",)
    with pytest.raises(SettingsError) as asked:
        find(wrong)
    assert asked.value.lines() == (f"there is no setting called {wrong!r}; {hint}",)
    with pytest.raises(SettingsError, match="there is no setting called"):
        store(wrong, "x", file=file)


@pytest.mark.parametrize("value", ["true", "[115]", "{a = 1}", "2026-01-01", "08:00:00"])
def test_a_value_of_another_type_is_refused(
    environ: dict[str, str], file: Path, value: str
) -> None:
    """A switch, a list, a table or a date is no preference."""
    write(file, f"pace = {value}\n")
    with pytest.raises(SettingsError) as caught:
        choose({}, environ)
    assert caught.value.lines() == (f"{file}: pace is a text or a number; write it in quotes",)


@pytest.mark.parametrize(
    ("broken", "line"),
    [
        ('voice = "tone"\npace = \n', "line 2"),
        ("# mine\n\nvoice tone\n", "line 3"),
        ('voice = "tone\n', "line 1"),
        ("pace = 100\npace = 110\n", "line 2"),
        ('voice = "tone"\r\npace =\r\n', "line 2"),
    ],
)
def test_a_broken_file_is_refused_with_its_line(
    environ: dict[str, str], file: Path, broken: str, line: str
) -> None:
    """Reading it and writing into it alike; and it is left as it was."""
    write(file, broken)
    with pytest.raises(SettingsError) as read:
        choose({}, environ)
    with pytest.raises(SettingsError) as written:
        store("pace", "100", file=file)
    for caught in (read, written):
        assert caught.value.message.startswith(f"{file}: ")
        assert line in caught.value.message
        assert caught.value.hint == "mend that line or remove the file"
    assert file.read_bytes() == broken.encode()


@pytest.mark.parametrize(
    "text", ["pace = " + "9" * 5_000, "pace = " + "[" * 5_000, "pace = " + "{a=" * 5_000]
)
def test_a_file_beyond_all_measure_is_refused_too(
    environ: dict[str, str], file: Path, text: str
) -> None:
    """A number too long or a list too deep is an error of the file, not of the program."""
    write(file, text)
    with pytest.raises(SettingsError, match=r"settings\.toml"):
        choose({}, environ)


def test_a_file_in_another_encoding_is_refused_at_its_line(
    environ: dict[str, str], file: Path
) -> None:
    """TOML is UTF-8; what is not is not guessed at."""
    write(file, "# mine\noutput = 'für mich'\n".encode("latin-1"))
    with pytest.raises(FileError) as caught:
        choose({}, environ)
    assert caught.value.message == f"{file}: line 2: this is not UTF-8 text"


def test_a_file_with_a_byte_order_mark_is_read(environ: dict[str, str], file: Path) -> None:
    """Some editors write one."""
    write(file, b"\xef\xbb\xbfpace = 100\r\n")
    assert chosen(environ)["pace"] == ("100", "file")


def test_a_value_that_is_no_text_is_refused(environ: dict[str, str]) -> None:
    """A variable in another encoding comes in as half a text; it is not passed on."""
    environ["COMPASSION_VOICE"] = b"f\xfcr".decode("utf-8", "surrogateescape")
    with pytest.raises(SettingsError) as caught:
        in_force(choose({}, environ))
    assert caught.value.message == "COMPASSION_VOICE is not UTF-8 text"


def test_a_folder_in_place_of_the_file_is_refused(environ: dict[str, str], file: Path) -> None:
    """It is an error of the file, in words."""
    file.mkdir(parents=True)
    with pytest.raises(FileError, match="cannot read"):
        choose({}, environ)


@pytest.mark.skipif(os.name != "posix", reason="names are limited as POSIX systems do")
def test_a_settings_path_that_cannot_be_is_refused_in_words() -> None:
    """A path that the system will not even look for is an error of the path."""
    with pytest.raises(FileError, match="the name is too long"):
        choose({}, {"COMPASSION_SETTINGS": "x" * 300})


# Writing


def test_a_first_setting_makes_the_file_and_its_folder(environ: dict[str, str], file: Path) -> None:
    """Nothing has to be there before."""
    store("pace", "105", file=file)
    assert chosen(environ)["pace"] == ("105", "file")


def test_storing_keeps_comments_and_everything_else(environ: dict[str, str], file: Path) -> None:
    """Only the value changes: notes, order, quotes and blank lines are the person's."""
    write(file, WITH_COMMENTS)
    store("pace", "110", file=file)
    assert file.read_text() == WITH_COMMENTS.replace("pace = 105", 'pace = "110"')
    assert chosen(environ)["pace"] == ("110", "file")


def test_a_setting_can_be_taken_back(environ: dict[str, str], file: Path) -> None:
    """Unset, its default is in force again; the other lines stay as they are."""
    write(file, WITH_COMMENTS)
    store("pace", None, file=file)
    assert file.read_text() == WITH_COMMENTS.replace("pace = 105   # slow evenings\n", "")
    assert chosen(environ)["pace"] == ("115", "default")


def test_taking_back_what_was_never_set_does_no_harm(environ: dict[str, str], file: Path) -> None:
    """The default was in force and still is."""
    store("pace", None, file=file)
    write(file, WITH_COMMENTS.replace("pace", "# pace"))
    store("pace", None, file=file)
    assert file.read_text() == WITH_COMMENTS.replace("pace", "# pace")
    assert chosen(environ)["pace"] == ("115", "default")


def test_a_name_that_is_no_setting_can_be_taken_out(environ: dict[str, str], file: Path) -> None:
    """The command that complains of it can also mend it; what is nowhere is unknown."""
    write(file, 'pase = 1\nvoice = "tone"\n')
    store("pase", None, file=file)
    assert file.read_text() == 'voice = "tone"\n'
    assert chosen(environ)["voice"] == ("tone", "file")
    with pytest.raises(SettingsError, match="there is no setting called 'pase'"):
        store("pase", None, file=file)


def test_a_refused_value_is_not_stored(file: Path) -> None:
    """The file keeps what it had."""
    write(file, WITH_COMMENTS)
    with pytest.raises(SettingsError) as caught:
        store("pace", "fast", file=file)
    assert caught.value.message == "pace cannot be 'fast'"
    assert file.read_text() == WITH_COMMENTS


def test_a_bad_value_in_the_file_can_be_set_right(environ: dict[str, str], file: Path) -> None:
    """The command that sets a value is the way to mend it."""
    write(file, "pace = 5\n")
    store("pace", "105", file=file)
    assert chosen(environ)["pace"] == ("105", "file")


@pytest.mark.parametrize("value", ['a "b" \\ c', "Für mich", "été/ñ", "a'b", "# no comment"])
def test_any_value_comes_back_as_it_was_stored(
    environ: dict[str, str], file: Path, value: str
) -> None:
    """Quotes, signs and letters of any language survive the file."""
    store("output", value, file=file)
    assert chosen(environ)["output"] == (value, "file")


def test_each_setting_is_explained_and_has_its_variable() -> None:
    """`compassion settings` has something to say of each."""
    for setting in KNOWN:
        assert setting.about.endswith(".")
        assert setting.variable == f"COMPASSION_{setting.name.upper()}"
        assert find(setting.name) is setting
