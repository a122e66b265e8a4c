"""`compassion voices try`."""

import os

import click

from compassion_audio import settings
from compassion_audio.cli.command import Command
from compassion_audio.errors import NoSpeaker


@click.command("try", cls=Command, example="compassion voices try kokoro:af_heart")
@click.argument("name")
@click.option(
    "-o",
    "--output",
    metavar="FILE|FOLDER",
    help="Make a recording of it there instead of playing it.",
)
@click.option("--pace", metavar="WPM", help="Spoken words a minute, 60 to 200. [default: 115]")
@click.option(
    "--force",
    is_flag=True,
    help="Overwrite a file that is not this program's own unchanged work.",
)
def command(*, name: str, output: str | None, pace: str | None, force: bool) -> None:
    """Let a voice say a sentence of the library, on the speaker or into a file."""
    prefer = settings.in_force(settings.choose({"voice": name, "pace": pace}, os.environ))
    if output is None and not force:
        voice = _play(prefer)
    else:
        voice = _make(prefer, output, may_overwrite=force)
    click.echo(f"Choose it for all: compassion settings voice {voice}", err=True)


def _play(prefer: settings.Settings) -> str:
    """Play the sentence, and give the voice's whole name."""
    from compassion_audio.cli.listening import listen
    from compassion_audio.studio.live import live
    from compassion_audio.studio.trying import tried
    from compassion_audio.studio.voices import voice_called

    folders = settings.folders(os.environ)
    with voice_called(prefer.voice, folders) as voice:
        name = voice.name
    try:
        with live(tried(name, prefer.pace), folders=folders) as track:
            listen(track)
    except NoSpeaker as cause:
        hint = f"make a file of it: compassion voices try {name} -o FILE"
        raise NoSpeaker(cause.message, hint=hint) from cause
    click.echo(f"That was {name}.", err=True)
    return name


def _make(prefer: settings.Settings, output: str | None, *, may_overwrite: bool) -> str:
    """Make a recording of the sentence, and give the voice's whole name."""
    from compassion_audio.studio.render import recording_path
    from compassion_audio.studio.trying import slug_of, try_voice

    report = try_voice(
        prefer.voice,
        to=recording_path(slug_of(prefer.voice), wanted=output, folder=prefer.output),
        pace=prefer.pace,
        may_overwrite=may_overwrite,
        own_line=prefer.notice,
        folders=settings.folders(os.environ),
    )
    click.echo(f"Made {report.path}, spoken by {report.voice}.", err=True)
    return report.voice
