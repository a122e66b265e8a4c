"""A file is known again by its digest, and by that of its beginning."""

import hashlib
import io
from pathlib import Path

import pytest

from compassion_audio.errors import FileError
from compassion_audio.sharing.digest import digest_of, digest_until

DATA = bytes(range(256)) * 5_000


def test_a_file_has_the_digest_of_what_it_holds() -> None:
    """However large it is."""
    Path("calm").write_bytes(DATA)
    assert digest_of(Path("calm")) == digest_of(DATA) == hashlib.sha256(DATA).hexdigest()


def test_a_beginning_ends_before_the_byte_that_is_named() -> None:
    """From wherever the file stands, and over more than one piece."""
    file = io.BytesIO(DATA)
    for end in (0, 1, len(DATA) - 7, len(DATA)):
        assert digest_until(file, end) == digest_of(DATA[:end])


def test_what_cannot_be_read_is_told() -> None:
    """By its name."""
    with pytest.raises(FileError, match="gone"):
        digest_of(Path("gone"))
