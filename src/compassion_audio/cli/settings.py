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
    from compassion_audio.studio.voices import voice_called

    file = settings.settings_file(os.environ)
    if unset or value is not None:
        if name is None or (unset and value is not None):
            raise click.UsageError("name one setting, and a value or --unset")
        if name == "voice" and value is not None:
            with voice_called(value):
                pass
        settings.store(name, value, file=file)
    chosen = [one for one in settings.choose({}, os.environ) if name in (None, one.setting.name)]
    if not chosen and name is not None:
        settings.find(name)
    if as_json:
        print_json({one.setting.name: {"value": one.value, "from": one.origin} for one in chosen})
        return
    for one in chosen:
        say(f"{one.setting.name} = {one.value}  ({_ORIGINS[one.origin]})")
        say(f"    {one.setting.about}")
    if name is None:
        say(f"\nYour file: {file}" + ("" if file.exists() else " (not there yet)"))
        say("Set one:   compassion settings pace 105")
