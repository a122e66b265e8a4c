"""What a person asks for of something to hand over: one value for all of `share`."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from compassion_audio import settings
from compassion_audio.cli.asked import Asked
from compassion_audio.cli.command import anything_called
from compassion_audio.cli.share_labels import check_label
from compassion_audio.errors import FileError

if TYPE_CHECKING:
    from compassion_audio.studio.bundling import Order
    from compassion_audio.studio.rendering import Rendering
    from compassion_audio.studio.wrapping import Shape

_ENDINGS = {"folder": "", "zip": ".zip", "single": ".html", "sealed": ".html", "epub": ".epub"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """The options of `share`, as they were typed."""

    names: tuple[str, ...]
    output: str | None
    as_zip: bool
    password: bool
    single: bool
    sealed: bool
    epub: bool
    passphrase_file: str | None
    title: str | None
    note: str | None
    label: str | None
    labels: bool
    no_twin: bool
    personal: bool
    accept: bool
    force: bool
    quiet: bool
    asked: Asked

    @property
    def shapes(self) -> "tuple[Shape, ...]":
        """What it is made into, in the order in which it is made."""
        wanted: dict[Shape, bool] = {
            "zip": self.as_zip or self.password,
            "single": self.single,
            "sealed": self.sealed,
            "epub": self.epub,
        }
        return tuple(shape for shape, is_wanted in wanted.items() if is_wanted) or ("folder",)

    def locks(self, shape: "Shape") -> bool:
        """Say whether a shape opens only with the passphrase."""
        return shape == "sealed" or (shape == "zip" and self.password)

    def check(self) -> None:
        """Look for what contradicts itself, before anything is made.

        Raises:
            click.UsageError: Something does.
        """
        if not self.names:
            raise click.UsageError("name what to share; see: compassion list")
        if self.passphrase_file is not None and not (self.password or self.sealed):
            raise click.UsageError(
                "--passphrase-file alone locks nothing; add --password or --sealed"
            )
        if self.single and self.sealed:
            raise click.UsageError("--single and --sealed are both one page; choose one")
        if self.password and (self.single or self.epub):
            open_too = "--single" if self.single else "--epub"
            raise click.UsageError(
                f"--password locks the zip file alone, and what {open_too} makes would lie open"
                " beside it; leave one of them out, or take --sealed"
            )
        if self.label is not None:
            check_label(self.label)

    def base(self) -> Path:
        """Decide what the bundle is called, without any ending.

        Raises:
            FileError: It would have no name.
        """
        if self.output is None:
            folder = settings.in_force(settings.choose({}, os.environ)).output
            return folder / f"{Path(self.names[0]).stem}-to-share"
        path = Path(self.output).expanduser()
        if self.output and path.name in ("", ".."):  # `.` is a folder, and has its name elsewhere
            path = path.resolve()
        if not self.output or not path.name:
            raise FileError("the output has no name", hint="name a folder after -o")
        is_ending = path.suffix and path.suffix in _ENDINGS.values()
        return path.with_suffix("") if is_ending else path

    def order(self) -> "Order":
        """Say what is to be gathered.

        Raises:
            click.UsageError: What is finished is to be made otherwise.
            CompassionAudioError: Something that was named is not there, or cannot be read.
        """
        from compassion_audio.studio.bundling import Order

        return Order(
            wanted=self._wanted(),
            title=" ".join((self.title or "").split()),
            note=self.note or "",
            own_line=settings.in_force(settings.choose({}, os.environ)).notice,
            has_twins=not self.no_twin,
            shows_personal=self.personal,
        )

    def _wanted(self) -> "tuple[Rendering | Path, ...]":
        from compassion_audio.studio.playing import is_sound

        if all(map(is_sound, self.names)) and not self.asked.is_nothing:
            raise click.UsageError(
                f"{self.names[0]} is finished: only a practice can be made otherwise"
            )
        return tuple(
            Path(name) if is_sound(name) else self.asked.rendering(anything_called(name))
            for name in self.names
        )


def wished(function: Callable[[Wish], None]) -> Callable[..., None]:
    """Hand a command all its options as one value."""

    @wraps(function)
    def gathered(**given: Any) -> None:  # noqa: ANN401  # as click hands them over
        function(Wish(**given))

    return gathered


def path_of(shape: "Shape", base: Path) -> Path:
    """Give the name of one shape of what is made."""
    return base.with_name(base.name + _ENDINGS[shape])
