"""`compassion voices name` and `compassion voices forget`."""

import os

import click

from compassion_audio.cli.command import Command
from compassion_audio.errors import SettingsError


@click.command(
    "name",
    cls=Command,
    example="compassion voices name anna kokoro:af_heart --pace 105\n"
    "compassion render breathing-space --voice anna",
)
@click.argument("name")
@click.argument("voice")
@click.option("--pace", metavar="WPM", help="At which it speaks, unless another is asked for.")
def name_command(*, name: str, voice: str, pace: str | None) -> None:
    """Give a voice a short name of your own, and a pace of its own."""
    from compassion_audio import settings
    from compassion_audio.studio.voices import engine_names, voice_called

    if name in (*engine_names(), settings.WARMEST):
        raise SettingsError(f"{name} means something already", hint="choose another name")
    try:
        found = None if pace is None else settings.read_pace(pace)
    except ValueError as cause:
        raise SettingsError(f"--pace cannot be {pace!r}", hint=str(cause)) from cause
    with voice_called(voice, settings.folders(os.environ)) as chosen:
        named = settings.NamedVoice(name, chosen.name, found)
    settings.name_voice(named, file=settings.settings_file(os.environ))
    click.echo(f"{name} is {named.voice} now.", err=True)


@click.command("forget", cls=Command, example="compassion voices forget anna")
@click.argument("name")
def forget_command(*, name: str) -> None:
    """Take back a short name. The voice itself stays."""
    from compassion_audio import settings

    settings.forget_voice(name, file=settings.settings_file(os.environ))
