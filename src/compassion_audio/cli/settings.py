"""`compassion settings`."""

import os

import click

from compassion_audio.cli.command import Command, json_option, print_json, say

_ORIGINS = {
    "default": "the default",
    "file": "set in your file",
    "environment": "set in the environment",
    "flag": "set by a flag",
}


@click.command("settings", cls=Command, example="compassion settings pace 105")
@click.argument("name", required=False)
@click.argument("value", required=False)
@click.option("--unset", is_flag=True, help="Go back to the default of the setting NAME.")
@json_option
def command(*, name: str | None, value: str | None, unset: bool, as_json: bool) -> None:
    """Show all settings, explain the one called NAME, or set it to VALUE.

    A flag of a command wins over the environment (COMPASSION_VOICE and so on), which wins over
    your settings file, which wins over the default.
    """
    from compassion_audio import settings

    if unset or value is not None:
        if name is None or (unset and value is not None):
            raise click.UsageError("name one setting, and a value or --unset")
        _store(name, value)
    if name is not None and not unset:
        settings.find(name)
    chosen = [one for one in settings.choose({}, os.environ) if name in (None, one.setting.name)]
    if as_json:
        print_json({one.setting.name: {"value": one.value, "from": one.origin} for one in chosen})
        return
    for one in chosen:
        say(f"{one.setting.name} = {one.value or 'none'}  ({_ORIGINS[one.origin]})")
        say(f"    {one.problem.lines()[0] if one.problem else one.setting.about}")
    if name is None:
        say(_where())


def _store(name: str, value: str | None) -> None:
    from compassion_audio import settings
    from compassion_audio.studio.voices import voice_called

    if name == "voice" and value is not None:
        named = settings.named_voices(os.environ).get(value)
        with voice_called(named.voice if named else value, settings.folders(os.environ)):
            pass
    settings.store(name, value, file=settings.settings_file(os.environ))


def _where() -> str:
    from compassion_audio import settings

    try:
        file = settings.settings_file(os.environ)
    except settings.NoHomeError as cause:
        return f"\n{cause.lines()[0]}"
    there = "" if file.exists() else " (not there yet)"
    return f"\nYour file: {file}{there}\nSet one:   compassion settings pace 105"
