"""`compassion voices try`."""

import os

import click

from compassion_audio.cli.command import Command


@click.command("try", cls=Command, example="compassion voices try kokoro:af_heart")
@click.argument("name")
@click.option(
    "-o",
    "--output",
    metavar="FILE|FOLDER",
    help="Where the sound goes. [default: try-NAME.mp3 in the folder audio_out]",
)
@click.option("--pace", metavar="WPM", help="Spoken words a minute, 60 to 200. [default: 115]")
@click.option(
    "--force",
    is_flag=True,
    help="Overwrite a file that is not this program's own unchanged work.",
)
def command(*, name: str, output: str | None, pace: str | None, force: bool) -> None:
    """Let a voice say a sentence of the library, into a file."""
    from compassion_audio import settings
    from compassion_audio.studio.render import recording_path
    from compassion_audio.studio.trying import slug_of, try_voice

    prefer = settings.in_force(settings.choose({"voice": name, "pace": pace}, os.environ))
    report = try_voice(
        prefer.voice,
        to=recording_path(slug_of(prefer.voice), wanted=output, folder=prefer.output),
        pace=prefer.pace,
        may_overwrite=force,
        folders=settings.folders(os.environ),
    )
    click.echo(f"Made {report.path}, spoken by {report.voice}.", err=True)
    click.echo(f"Choose it for all: compassion settings voice {report.voice}", err=True)
