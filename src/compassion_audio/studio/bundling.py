"""Sharing: recordings are made or taken, laid out, and looked through."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from compassion_audio.delivery.formats import MP3, Encoding
from compassion_audio.delivery.told import told_of
from compassion_audio.errors import CompassionAudioError
from compassion_audio.files import file_error
from compassion_audio.notice import notice
from compassion_audio.settings import Folders
from compassion_audio.sharing.bundle import (
    Bundle,
    made_files,
    places_of,
    sources_of,
    write_bundle,
)
from compassion_audio.sharing.finding import Finding
from compassion_audio.sharing.item import Item
from compassion_audio.sharing.leaflet import LICENCE, PERSONAL, leaflet
from compassion_audio.sharing.page import Page, written
from compassion_audio.studio.guides import is_course
from compassion_audio.studio.handing import item_of
from compassion_audio.studio.looking import looked_through
from compassion_audio.studio.render import Report, render
from compassion_audio.studio.rendering import Listener, Rendering, ignore_progress
from compassion_audio.studio.series import Manner, render_course
from compassion_audio.timeline import kept
from compassion_audio.timeline.captions import captions_in


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What is to be shared."""

    wanted: tuple[Rendering | Path, ...]
    """Practices, sessions and courses that are made for it, and finished MP3 files."""

    title: str = ""
    """Over all of it; that of the first recording where it is empty."""

    note: str = ""
    """A word from whoever shares it."""

    own_line: str = ""
    """What they add to the notice."""

    has_twins: bool = True
    """Whether what has a background comes without one, too."""

    shows_personal: bool = False
    """Whether a person's own words are shown, and not `…` in their place."""

    @property
    def values(self) -> tuple[str, ...]:
        """A person's own words that it holds."""
        renderings = [one for one in self.wanted if isinstance(one, Rendering)]
        return tuple(dict.fromkeys(word for one in renderings for word in one.values.values()))

    @property
    def is_personal(self) -> bool:
        """Whether it holds a person's own words."""
        return bool(self.values)


@dataclass(frozen=True, slots=True)
class Gathered:
    """Recordings that are ready to be put somewhere."""

    order: Order
    items: tuple[Item, ...]

    @property
    def title(self) -> str:
        """Over all of it."""
        return self.order.title or self.items[0].title

    @property
    def notice(self) -> str:
        """That it is no substitute for care."""
        return notice(self.items[0].language, self.order.own_line)

    @property
    def small_print(self) -> tuple[str, ...]:
        """Whom it is for, where it is for one person, and the licence."""
        personal = (PERSONAL,) if self.order.is_personal else ()
        return (*personal, " ".join(LICENCE.split()))

    @property
    def page(self) -> Page:
        """What a page of it shows."""
        return Page(
            title=self.title,
            items=self.items,
            note=self.order.note,
            notice=self.notice,
            small_print=self.small_print,
        )

    def bundle(self, *, is_packed: bool = False, is_locked: bool = False) -> Bundle:
        """Lay it out as a folder.

        Args:
            is_packed: Whether it goes out as a zip file.
            is_locked: Whether that has a password: then its names tell nothing.
        """
        places = places_of(self.items, is_neutral=is_locked)
        told = leaflet(
            self.title,
            self.items,
            self.notice,
            is_packed=is_packed,
            is_locked=is_locked,
            is_personal=self.order.is_personal,
        )
        page = written(self.page, sources_of(places)).encode("utf-8", "replace")
        return Bundle(
            title=self.title,
            places=places,
            notice=self.notice,
            readme=told,
            licence=LICENCE,
            page=page,
        )


@contextmanager
def gathered(
    order: Order, *, folders: Folders | None, progress: Listener = ignore_progress
) -> Iterator[Gathered]:
    """Make what has to be made, in a folder of its own that is gone afterwards.

    Args:
        order: What is to be shared.
        folders: Where spoken lines are kept; those with a person's own words never are.
        progress: Called before each line is spoken, and as recordings are written.

    Raises:
        CompassionAudioError: Something cannot be made or read; or nothing was wanted.
    """
    if not order.wanted:
        raise CompassionAudioError("there is nothing to share", hint="name a practice or a file")
    with aside() as work:
        items: list[Item] = []
        for number, one in enumerate(order.wanted):
            place = work / f"{number:03}"
            if isinstance(one, Path):
                items.append(item_of(one))
            elif is_course(one.source):
                items += _course(one, order, place, folders, progress)
            else:
                items.append(_recording(one, order, place, folders, progress))
        yield Gathered(order, tuple(items))


def personal_data(
    one: Gathered, *, folders: Folders | None, called: str = ""
) -> tuple[Finding, ...]:
    """Look for personal data in what is about to be shared.

    A person's own words are looked for where they are not meant to be shown.

    Args:
        one: What is about to be shared.
        folders: Where the list of names is kept.
        called: What it will be called, which is handed over, too.

    Returns:
        What was found, and what could not be looked at (no `is_trace`).

    Raises:
        FileError: There is no room to lay it out, or the list cannot be read.
    """
    values = [] if one.order.shows_personal else one.order.values
    with aside() as work:
        place = work / called
        write_bundle(one.bundle(), place)
        paths = [place] if called else [place / name for name in made_files(place)]
        found = looked_through(paths, folders=folders, values=values)
    return tuple(
        replace(finding, file=Path(finding.file).relative_to(work).as_posix()) for finding in found
    )


def _recording(
    rendering: Rendering,
    order: Order,
    place: Path,
    folders: Folders | None,
    progress: Listener,
) -> Item:
    """Make one recording, and its twin where it has a background."""

    def made(one: Rendering, name: str) -> tuple[Path, Report]:
        path = place / f"{name}{MP3.ending}"
        report = render(
            one,
            to=path,
            shows_personal=order.shows_personal,
            own_line=order.own_line,
            progress=progress,
            folders=folders,
        )
        return path, report

    path, report = made(rendering, rendering.source.slug)
    twin = None
    if order.has_twins and _has_bed(path):
        alone = replace(rendering, finish=replace(rendering.finish, bed=""))
        twin, _ = made(alone, f"{rendering.source.slug}-voice-only")
    return _with_words(item_of(path, voice_only=twin), report, order)


def _course(
    rendering: Rendering,
    order: Order,
    place: Path,
    folders: Folders | None,
    progress: Listener,
) -> Iterator[Item]:
    """Make the days of a course; one that cannot be made is an error here, and not left out."""
    manner = Manner(
        place,
        Encoding(),
        shows_personal=order.shows_personal,
        own_line=order.own_line,
        progress=progress,
        folders=folders,
    )
    for entry in render_course(rendering, manner).entries:
        if entry.trouble:
            raise entry.trouble
        yield _with_words(item_of(entry.path), entry.report, order)


def _with_words(item: Item, report: Report | None, order: Order) -> Item:
    """Show a person's own words where that is wanted: the plan of a recording has none."""
    if report is None or not order.shows_personal:
        return item
    return replace(item, captions=captions_in(report.timeline, shows_personal=True))


def _has_bed(path: Path) -> bool:
    told = told_of(path)
    return bool(told and told.timeline and kept.read(told.timeline).has_bed)


@contextmanager
def aside() -> Iterator[Path]:
    """Give a folder that is gone afterwards.

    Raises:
        FileError: None can be made.
    """
    try:
        work = tempfile.TemporaryDirectory(prefix="compassion-")
    except OSError as cause:
        raise file_error("cannot write in", tempfile.gettempdir(), cause) from cause
    with work as name:
        yield Path(name)
