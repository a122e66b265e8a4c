"""What a person asks for of a recording that is yet to be made: one value for several commands."""

from collections.abc import Callable
from dataclasses import dataclass, fields
from functools import wraps
from typing import TYPE_CHECKING, Any

import click

from compassion_audio.cli.asking import asking, cast_of, length_of, otherwise_of, values_of
from compassion_audio.cli.command import own_library
from compassion_audio.cli.finishing import finish_of, finishing

if TYPE_CHECKING:
    from compassion_audio.library import Source
    from compassion_audio.studio.rendering import Rendering


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The options of `making`, as they were typed."""

    voices: tuple[str, ...]
    otherwise: str | None
    pace: str | None
    length: str | None
    pairs: tuple[str, ...]
    file: str | None
    ask: bool
    bed: str | None
    bed_level: float | None
    swell: bool
    voice_only: bool
    preset: str | None
    allow_outside: bool

    @property
    def is_nothing(self) -> bool:
        """Whether a person left everything as it is."""
        return not any(value not in (None, False, ()) for value in self._values())

    def rendering(self, source: "Source") -> "Rendering":
        """Say what to make of a practice or a guide.

        Raises:
            click.UsageError: Some of it contradicts itself.
            CompassionAudioError: A setting, a length or a file of words cannot be read.
        """
        from compassion_audio.studio.rendering import Rendering

        cast = cast_of(self.voices, self.pace)
        return Rendering(
            source,
            cast.voice,
            cast.pace,
            roles=cast.roles,
            paces=cast.paces,
            length=length_of(self.length),
            values=values_of(
                source, self.pairs, self.file, ask=self.ask, may_leave=self.allow_outside
            ),
            finish=finish_of(
                self.bed,
                self.bed_level,
                self.preset,
                swells=self.swell,
                voice_only=self.voice_only,
            ),
            otherwise=otherwise_of(self.otherwise),
            own=own_library(),
            may_leave=self.allow_outside,
        )

    def _values(self) -> list[Any]:
        return [getattr(self, name) for name in _NAMES]


_NAMES = tuple(field.name for field in fields(Asked))


def making(function: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options that say how a recording is made, as one argument `asked`."""

    @wraps(function)
    def gathered(**given: Any) -> None:  # noqa: ANN401  # as click hands them over
        asked = Asked(**{name: given.pop(name) for name in _NAMES})
        function(asked=asked, **given)

    outside = click.option(
        "--allow-outside", is_flag=True, help="Let a guide name files outside of its own folder."
    )
    return asking(finishing(outside(gathered)))
