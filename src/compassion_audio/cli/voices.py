"""`compassion voices`."""

import os

import click

from compassion_audio.cli import voices_cache, voices_install, voices_name, voices_try
from compassion_audio.cli.asking import cast_of
from compassion_audio.cli.command import Group, json_option, print_json, say
from compassion_audio.errors import SettingsError, VoiceError


@click.group(
    "voices",
    cls=Group,
    invoke_without_command=True,
    no_args_is_help=False,
    example="compassion voices\ncompassion voices install kokoro",
)
@json_option
@click.pass_context
def command(ctx: click.Context, *, as_json: bool) -> None:
    """List the voices on this machine, the warmest first, and how to bring the missing ones.

    Use one for a single recording with `render --voice NAME`, or for all with
    `settings voice NAME`.
    """
    if ctx.invoked_subcommand is not None:
        if as_json:
            raise click.UsageError("--json goes behind the name of the command", ctx)
        return
    _list(as_json=as_json)


def _list(*, as_json: bool) -> None:
    from compassion_audio import settings
    from compassion_audio.studio.voices import shelves, voice_called

    folders = settings.folders(os.environ)
    try:
        named = settings.named_voices(os.environ)
        with voice_called(cast_of((), None).voice, folders) as chosen:
            default = chosen.name
    except (VoiceError, SettingsError) as cause:
        default, named = "", {}
        click.echo(f"Your own voice cannot speak: {cause.lines()[0]}", err=True)
    found = shelves(folders)
    if as_json:
        print_json(
            {
                "default": default,
                "names": {
                    one.name: {"voice": one.voice, "pace": one.pace} for one in named.values()
                },
                "engines": [
                    {
                        "name": shelf.name,
                        "about": shelf.about,
                        "available": bool(shelf.availability),
                        "missing": shelf.availability.missing,
                        "fix": shelf.availability.fix,
                        "voices": [
                            {"name": one.name, "language": one.language, "about": one.about}
                            for one in shelf.voices
                        ],
                    }
                    for shelf in found
                ],
            }
        )
        return
    for index, shelf in enumerate(found):
        if index:
            say("")
        say(shelf.about)
        if not shelf.availability:
            say(f"  {shelf.name} is not here: it needs {shelf.availability.missing}.")
            say(f"  To bring it: {shelf.availability.fix}")
        for voice in shelf.voices:
            mark = "*" if voice.name == default else " "
            say(f"{mark} {voice.name:30} {voice.language:6} {voice.about}")
    if named:
        say("\nYour own names:")
    for one in named.values():
        pace = f"at {one.pace:g} words a minute" if one.pace else ""
        say(f"  {one.name:30} {one.voice} {pace}".rstrip())
    if default:
        say("\n* is the voice that speaks when you name none.")


command.add_command(voices_install.install)
command.add_command(voices_install.remove)
command.add_command(voices_try.command)
command.add_command(voices_cache.command)
command.add_command(voices_name.name_command)
command.add_command(voices_name.forget_command)
