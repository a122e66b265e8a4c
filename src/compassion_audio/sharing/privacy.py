"""A look for personal data in whatever is to be shared: names, tags, pages, feeds, archives."""

import re
import stat
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import IO

from compassion_audio.files import file_error
from compassion_audio.machine import Owner
from compassion_audio.sharing.finding import Finding, Kind, Mark, Piece, Scope
from compassion_audio.sharing.opened import Allowance, Inner, opened, unseen
from compassion_audio.sharing.sought import Sought, plain, sought
from compassion_audio.sharing.traces import Trace, traces

_DEEPEST = 5
"""Files within files within files."""

_WITHIN = "!"


def look(
    paths: Sequence[Path],
    *,
    names: Sequence[str] = (),
    values: Sequence[str] = (),
    owner: Owner | None = None,
) -> tuple[Finding, ...]:
    """Look through files, and folders with all that is in them.

    What cannot be looked at is told, too, as findings that are no `is_trace`. A path is looked at
    from its last part on: the folders above it are not shared.

    Args:
        paths: Files and folders.
        names: Of persons: whole words, in any order, accents or none.
        values: Words that were filled in for somebody.
        owner: Whose machine this is: account, computer, home.

    Returns:
        In the order of the paths; the same thing in the same file once.

    Raises:
        FileError: One of the paths is not there.
    """
    wanted = sought(names, values, owner or Owner())
    found: dict[tuple[str, Kind, str], Finding] = {}
    for file, one in _everything(paths):
        for finding in _findings(file, one, wanted):
            key = (finding.file, finding.kind, finding.found)
            known = found.get(key)
            found[key] = replace(known, times=known.times + 1) if known else finding
    return tuple(found.values())


def _everything(paths: Sequence[Path]) -> Iterator[tuple[str, Piece | Mark]]:
    for path in paths:
        try:
            path.lstat()
        except OSError as cause:
            raise file_error("cannot read", path, cause) from cause
        yield from _walked(path)


def _walked(path: Path) -> Iterator[tuple[str, Piece | Mark]]:
    shown = str(path)
    yield shown, Piece("its name", path.name, Scope.NAME)
    if path.is_symlink():
        yield shown, Piece("where the link leads", str(path.readlink()), Scope.LABEL)
    try:
        mode = path.stat().st_mode
        if stat.S_ISDIR(mode) and path.is_symlink():
            yield shown, unseen("it leads to another folder")
        elif stat.S_ISDIR(mode):
            for one in sorted(path.iterdir()):
                yield from _walked(one)
        elif stat.S_ISREG(mode):
            with path.open("rb") as file:
                allowance = Allowance(path.stat().st_size)
                yield from _within(file, shown, allowance, depth=0)
        else:
            yield shown, unseen("it is no ordinary file")
    except OSError as cause:
        yield shown, unseen(f"it cannot be read: {cause.strerror}")


def _within(
    file: IO[bytes], shown: str, allowance: Allowance, *, depth: int
) -> Iterator[tuple[str, Piece | Mark]]:
    for one in opened(file, shown, allowance):
        if not isinstance(one, Inner):
            yield shown, one
            continue
        inner = f"{shown}{_WITHIN}{one.name}"
        if one.is_named:
            yield inner, Piece("its name", one.name, Scope.NAME)
        if depth < _DEEPEST:
            yield from _within(one.file, inner, allowance, depth=depth + 1)
        else:
            yield inner, unseen("it is packed too deep")


def _findings(file: str, one: Piece | Mark, wanted: Sought) -> Iterator[Finding]:
    if isinstance(one, Mark):
        yield Finding(file, one.where, one.kind, one.found)
        return
    text = plain(one.text)
    place = _places(one, text)
    known: set[tuple[str, Kind, str]] = set()
    for trace in _traces(text, one.scope, wanted):
        where = place(trace.at)
        if (key := (where, trace.kind, trace.found)) not in known:
            known.add(key)
            yield Finding(file, where, trace.kind, trace.found)


def _traces(text: str, scope: Scope, wanted: Sought) -> Iterator[Trace]:
    yield from wanted.found_in(text, scope)
    yield from traces(text, scope)


def _places(piece: Piece, text: str) -> Callable[[int], str]:
    """Give a function that says where in a piece something stands."""
    if piece.scope is Scope.SCRAPS or "\n" not in text:
        where = piece.where or ("line 1" if piece.scope is Scope.TEXT else "between other data")
        return lambda _: where
    begins = [found.start() for found in re.finditer("\n", text)]
    before = f"{piece.where}, " if piece.where else ""
    return lambda at: f"{before}line {bisect_left(begins, at) + 1}"
