"""How far something is, on one line."""

import os
import sys
from contextlib import suppress
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Callable

    from compassion_audio.studio.rendering import Progress

_USUAL_COLUMNS = 80
"""For a terminal that says it has none."""


def shown_progress(*, quiet: bool, verbose: bool = False) -> "Callable[[Progress], None]":
    """Choose how progress is shown: a moving line on a terminal, plain lines with -v, or not."""
    from compassion_audio.studio.rendering import ignore_progress

    if quiet or sys.stderr is None:
        return ignore_progress
    if verbose:
        return _print_line
    return _draw if sys.stderr.isatty() else ignore_progress


def _print_line(progress: "Progress") -> None:
    if progress.words:
        with suppress(OSError):  # whoever watched has left; the recording is made all the same
            click.echo(f"{progress.done + 1}/{progress.total} {progress.words}", err=True)


def _draw(progress: "Progress") -> None:
    columns = os.get_terminal_size(sys.stderr.fileno()).columns or _USUAL_COLUMNS
    width = min(100, columns) - 1
    share = progress.done / max(1, progress.total)
    bar = "=" * round(share * 20)
    doing = progress.words if progress.stage == "speaking" else "writing the recording"
    line = f"[{bar:20}] {share:4.0%}  {doing}"
    with suppress(OSError):
        shown = line if len(line) <= width else line[: width - 1] + "…"
        sys.stderr.write(f"\r{shown:{width}}")
        sys.stderr.flush()


def cleared(*, quiet: bool, verbose: bool = False) -> None:
    """Leave the line empty."""
    if not quiet and not verbose and sys.stderr is not None and sys.stderr.isatty():
        with suppress(OSError):
            sys.stderr.write("\r\033[K")
            sys.stderr.flush()
