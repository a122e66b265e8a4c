"""The sealed page: one file that shows nothing until somebody has typed its passphrase.

PBKDF2 with SHA-256 makes the key, AES-256 in Galois/Counter Mode seals; both are in every browser,
so the page opens itself, offline. What can be read in the file without the passphrase is that it
is such a page, its language, and roughly how much is inside.
"""

import base64
import hashlib
import os
import struct
from collections.abc import Callable, Iterator, Sequence
from typing import IO, Protocol

from compassion_audio.errors import FileError
from compassion_audio.sharing.page import (
    Page,
    Sound,
    asset,
    pieces_of,
    policy,
    sizes_of,
    sounds_of,
    template_of,
    written,
)
from compassion_audio.sharing.passphrase import checked
from compassion_audio.sharing.texts import TEXTS

ROUNDS = 1_000_000
"""Of PBKDF2. Source: OWASP, "Password Storage Cheat Sheet" (2023): 600,000 at least."""

_LABEL = b"compassion-audio sealed page 1"
"""Sealed with the rest, so that no other kind of file can be passed off as this one."""

_SALT, _NONCE, _TAG = 16, 12, 16


class _Cipher(Protocol):
    def encrypt(self, plaintext: bytes) -> bytes: ...
    def digest(self) -> bytes: ...


def seal(
    page: Page,
    passphrase: str,
    file: IO[bytes],
    *,
    draw: Callable[[int], bytes] = os.urandom,
) -> None:
    """Write a page with its sounds as one file that opens with a passphrase.

    No two seals are alike, of the same page and passphrase neither.

    Args:
        page: What is inside.
        passphrase: Spaces are forgiven: any number counts as one, and none at the ends.
        file: Open for writing. What is written is sealed already, in pieces.
        draw: Gives so many bytes that nobody can guess.

    Raises:
        CompassionAudioError: The passphrase is too short, or cannot be typed.
        FileError: A sound cannot be read, or there is more than `page.LARGEST`.
    """
    secret = checked(passphrase)
    sounds = sounds_of(page.items)
    sizes = sizes_of(sounds)
    salt, nonce = draw(_SALT), draw(_NONCE)
    places = [f"sound:{number}" for number in range(len(sounds))]
    html = written(page, places, secret=draw(_SALT).hex()).encode("utf-8", "replace")
    head = struct.pack(f">{2 + len(sizes)}I", 1 + len(sizes), len(html), *sizes)
    length = len(head) + len(html) + sum(sizes)
    size = 4 * -(-(padded(length) + _TAG) // 3)
    before, _, after = _gate(page.language, salt, nonce, size).partition("sealed:here")
    file.write(before.encode())
    content = _content(head + html, sounds, length)
    for text in _sealed(content, _cipher(_key(secret, salt), nonce)):
        file.write(text)
    file.write(after.encode())


def padded(length: int) -> int:
    """Give the length to which so many bytes are filled up, so that it says little of them.

    Source: Nikitin et al. (2019), "Reducing Metadata Leakage from Encrypted Files and
    Communication with PURBs", Padmé: at most 12 % more.
    """
    exponent = max(1, length).bit_length() - 1
    loose = max(0, exponent - exponent.bit_length())
    mask = (1 << loose) - 1
    return (length + mask) & ~mask


def _content(first: bytes, sounds: Sequence[Sound], length: int) -> Iterator[bytes]:
    """Give all that is sealed, filled up.

    Raises:
        FileError: A sound is no longer as long as it was a moment ago.
    """
    done = len(first)
    yield first
    for sound in sounds:
        for piece in pieces_of(sound.path):
            done += len(piece)
            yield piece
    if done != length:
        raise FileError("a recording changed while it was being sealed", hint="try again")
    yield bytes(padded(length) - length)


def _sealed(content: Iterator[bytes], cipher: _Cipher) -> Iterator[bytes]:
    """Give the seal as base64, in pieces that join."""
    left = b""
    for piece in content:
        left += cipher.encrypt(piece)
        whole = len(left) // 3 * 3
        yield base64.b64encode(left[:whole])
        left = left[whole:]
    yield base64.b64encode(left + cipher.digest())


def _key(secret: str, salt: bytes) -> bytes:
    return hashlib.pbkdf2_hmac("sha256", secret.encode("utf-8", "replace"), salt, ROUNDS, 32)


def _cipher(key: bytes, nonce: bytes) -> _Cipher:
    from Cryptodome.Cipher import AES

    cipher = AES.new(key, AES.MODE_GCM, nonce=nonce, mac_len=_TAG)
    cipher.update(_LABEL)
    return cipher


def _gate(language: str, salt: bytes, nonce: bytes, size: int) -> str:
    return template_of("sealed.html").render(
        language=language,
        texts=TEXTS[language],
        # the page inside brings a policy of its own, and this one goes on holding
        policy=policy(["sealed.js", "page.js"], media="blob:"),
        style=asset("page.css"),
        script=asset("sealed.js"),
        rounds=ROUNDS,
        salt=base64.b64encode(salt).decode(),
        nonce=base64.b64encode(nonce).decode(),
        size=size,
        place="sealed:here",
    )
