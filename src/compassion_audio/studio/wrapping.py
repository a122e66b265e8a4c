"""What was gathered is put where it is wanted: a folder, a zip file, a page, a book."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import IO, Literal

from compassion_audio.delivery.tags import ARTIST
from compassion_audio.sharing import signed
from compassion_audio.sharing.bundle import made_files, refuse_to_mix, write_bundle
from compassion_audio.sharing.page import write_single
from compassion_audio.sharing.signed import OF_PAGES, OF_ZIPS, write_signed
from compassion_audio.studio.bundling import Gathered, aside

Shape = Literal["folder", "zip", "single", "sealed", "epub"]
"""A folder; a zip file of it; one page with the sound inside; that page, encrypted; a book."""


def refuse_to_lose(shape: Shape, path: Path) -> None:
    """Check that nobody's work stands in the way, before anything is made.

    Raises:
        NotOurs: A folder holds other files; or a file is there that is not ours, or was changed.
        FileError: It cannot be looked at.
    """
    if shape == "folder":
        refuse_to_mix(path)
    else:
        signed.refuse_to_lose(path, OF_ZIPS if shape in ("zip", "epub") else OF_PAGES)


def put_folder(one: Gathered, folder: Path, *, may_overwrite: bool = False) -> None:
    """Put it into a folder.

    Raises:
        NotOurs: The folder holds other files, or a file of it was changed.
        FileError: It cannot be written.
    """
    write_bundle(one.bundle(), folder, may_overwrite=may_overwrite)


def put_zip(
    one: Gathered, path: Path, *, passphrase: str = "", may_overwrite: bool = False
) -> None:
    """Put it into a zip file, encrypted where there is a passphrase.

    Raises:
        NotOurs: A file is there already that is not ours, or was changed.
        FileError: It cannot be written.
    """
    from compassion_audio.sharing.zipped import write_zip

    with aside() as work:
        write_bundle(one.bundle(is_packed=True, is_locked=bool(passphrase)), work)
        write_zip(work, made_files(work), path, passphrase=passphrase, may_overwrite=may_overwrite)


def put_single(one: Gathered, path: Path, *, may_overwrite: bool = False) -> None:
    """Put it into one page with the sound inside.

    Raises:
        NotOurs: A file is there already that is not ours, or was changed.
        FileError: It cannot be written.
    """
    _put_page(partial(write_single, one.page), path, may_overwrite)


def put_sealed(one: Gathered, path: Path, *, passphrase: str, may_overwrite: bool = False) -> None:
    """Put it into one page that opens with a passphrase.

    Raises:
        NotOurs: A file is there already that is not ours, or was changed.
        FileError: It cannot be written.
    """
    from compassion_audio.sharing.sealed import seal

    _put_page(partial(seal, one.page, passphrase), path, may_overwrite)


def put_book(one: Gathered, path: Path, *, may_overwrite: bool = False) -> None:
    """Put it into an EPUB that reads itself aloud.

    Raises:
        NotOurs: A file is there already that is not ours, or was changed.
        FileError: It cannot be written.
    """
    from zipfile import ZipFile

    from compassion_audio.sharing.book import Book, write_book

    told = Book(
        title=one.title,
        author=ARTIST,
        language=one.items[0].language,
        note=one.order.note,
        notice=one.notice,
        small_print=one.small_print,
    )

    def whole(file: IO[bytes]) -> None:
        write_book(file, one.items, told)
        with ZipFile(file, "a") as archive:
            archive.comment = OF_ZIPS.empty

    write_signed(whole, path, OF_ZIPS, may_overwrite=may_overwrite)


def _put_page(write: Callable[[IO[bytes]], None], path: Path, may_overwrite: bool) -> None:  # noqa: FBT001  # passed on
    def whole(file: IO[bytes]) -> None:
        write(file)
        file.write(OF_PAGES.empty)

    write_signed(whole, path, OF_PAGES, may_overwrite=may_overwrite)
