"""How a person says how a recording is finished: options of several commands."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

from compassion_audio.errors import nearest
from compassion_audio.script.marks import BEDS, NO_BED
from compassion_audio.studio.finish import PRESET_NAMES

if TYPE_CHECKING:
    from compassion_audio.studio.finish import Finish

Function = TypeVar("Function", bound=Callable[..., Any])

_BEDS_ARE = f"the beds are {', '.join(BEDS)}, and any sound file, ./creek.wav"

_OPTIONS = (
    click.option(
        "--bed",
        metavar="KIND|FILE",
        help=f"What lies under all of it: {', '.join(BEDS)}, off, or a sound file of your own. "
        "[default: as the script says]",
    ),
    click.option(
        "--bed-level",
        type=click.FloatRange(-60, 0),
        metavar="LU",
        help="How far under the voice it lies, -60 to 0. [default: -20]",
    ),
    click.option("--swell", is_flag=True, help="Let the bed grow in silences."),
    click.option(
        "--voice-only", is_flag=True, help="Leave every bed out, for who needs the voice."
    ),
    click.option("--preset", type=click.Choice(PRESET_NAMES), help="The level it is finished at."),
)


def finishing(function: Function) -> Function:
    """Give a command the options that say what lies under the voice, and how loud it all is."""
    for option in reversed(_OPTIONS):
        function = option(function)
    return function


def finish_of(
    bed: str | None, level: float | None, preset: str | None, *, swells: bool, voice_only: bool
) -> "Finish":
    """Decide how it is finished.

    Raises:
        click.UsageError: There is no such bed, or a bed is both asked for and left out.
    """
    from compassion_audio.library import names_file
    from compassion_audio.studio.finish import Finish

    if voice_only and (bed or level is not None or swells):
        raise click.UsageError("--voice-only leaves the bed out; name it alone")
    if bed is not None and bed not in (*BEDS, NO_BED) and not names_file(bed):
        raise click.UsageError(f"there is no bed {bed!r}; {nearest(bed, BEDS) or _BEDS_ARE}")
    usual = Finish()
    return Finish(
        preset or usual.preset,
        "" if voice_only or bed == NO_BED else bed,
        level,
        swells,
    )
