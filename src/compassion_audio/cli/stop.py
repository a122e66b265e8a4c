"""`compassion stop`."""

import click

from compassion_audio.cli.command import Command
from compassion_audio.cli.practised import playing_folder
from compassion_audio.errors import CompassionAudioError


@click.command("stop", cls=Command, example="compassion stop")
@click.option("-q", "--quiet", is_flag=True, help="Say nothing but errors.")
def command(*, quiet: bool) -> None:
    """End whatever `compassion play` is playing, from any terminal; it fades out.

    Where nothing is playing there is nothing to do, and that is no error.
    """
    from compassion_audio.playback.presence import Stopped, stop_all

    folder = playing_folder()
    done = stop_all(folder) if folder else Stopped(0, 0)
    if done.left:
        raise CompassionAudioError(
            f"{done.left} that was asked to stop still plays",
            hint="try again; if it hangs, close its terminal",
        )
    if not quiet:
        told = "It has faded out." if done.ended else "Nothing is playing."
        click.echo(told, err=True)
