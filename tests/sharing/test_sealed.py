"""The seal: nothing of the content can be read, and nothing else opens it."""

import base64
import hashlib
import io
import re
import struct
from dataclasses import replace
from pathlib import Path

import pytest
from Cryptodome.Cipher import AES
from hypothesis import given
from hypothesis import strategies as st

from compassion_audio.errors import CompassionAudioError, FileError
from compassion_audio.sharing import sealed
from compassion_audio.sharing.page import Page
from compassion_audio.sharing.passphrase import plain
from compassion_audio.sharing.sealed import padded, seal
from tests.sharing.test_page import item

AGREED = "river lamp table moss"
SOUNDS = (bytes(range(256)) * 1_000, b"its twin")


@pytest.fixture
def page(tmp_path: Path) -> Page:
    """Give a page of one recording with a twin."""
    paths = tmp_path / "one.mp3", tmp_path / "two.mp3"
    for path, data in zip(paths, SOUNDS, strict=True):
        path.write_bytes(data)
    one = replace(item("Wishes for Ada"), audio=paths[0], voice_only=paths[1])
    return Page(title="For Ada Lovelace", items=(one,), note="Kindly, Grace")


@pytest.fixture
def few_rounds(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a key be made quickly, where what it costs to guess one does not matter."""
    monkeypatch.setattr(sealed, "ROUNDS", 1_000)


def written(page: Page, passphrase: str = AGREED) -> str:
    """Seal a page, in memory."""
    file = io.BytesIO()
    seal(page, passphrase, file)
    return file.getvalue().decode()


def opened(text: str, passphrase: str) -> list[bytes]:
    """Open it as its description says, with another program's PBKDF2 and AES.

    Raises:
        ValueError: It does not open.
    """
    found = dict(re.findall(r'data-(rounds|salt|nonce|size)="([^"]*)"', text))
    body = re.search(r'id="sealed"[^>]*>([^<]*)<', text)
    assert body
    assert len(body[1]) == int(found["size"])
    data = base64.b64decode(body[1])
    salt, nonce = base64.b64decode(found["salt"]), base64.b64decode(found["nonce"])
    key = hashlib.pbkdf2_hmac("sha256", passphrase.encode(), salt, int(found["rounds"]), 32)
    cipher = AES.new(key, AES.MODE_GCM, nonce=nonce)
    cipher.update(b"compassion-audio sealed page 1")
    inside = cipher.decrypt_and_verify(data[:-16], data[-16:])
    count = struct.unpack(">I", inside[:4])[0]
    at, parts = 4 * (count + 1), []
    for size in struct.unpack(f">{count}I", inside[4:at]):
        parts.append(inside[at : at + size])
        at += size
    assert not any(inside[at:])
    return parts


@pytest.mark.usefixtures("few_rounds")
def test_what_was_sealed_is_what_is_opened(page: Page) -> None:
    """The page, and each sound byte for byte."""
    html, *sounds = opened(written(page), AGREED)
    assert b"<h1>For Ada Lovelace</h1>" in html
    assert b'src="sound:0"' in html
    assert tuple(sounds) == SOUNDS


@pytest.mark.usefixtures("few_rounds")
def test_another_passphrase_and_another_bit_open_nothing(page: Page) -> None:
    """What was sealed is whole or not to be had."""
    text = written(page)
    with pytest.raises(ValueError, match="MAC"):
        opened(text, AGREED + "y")
    at = text.index(">", text.index('id="sealed"')) + 5_000
    changed = text[:at] + ("A" if text[at] != "A" else "B") + text[at + 1 :]
    with pytest.raises(ValueError, match="MAC"):
        opened(changed, AGREED)


@pytest.mark.usefixtures("few_rounds")
def test_nothing_of_the_content_can_be_read(page: Page) -> None:
    """No title, no name, no word, no length; another page of about that size looks the same."""
    text = written(page)
    for secret in ("Ada", "Grace", "Wishes", "kind", AGREED, "1:30", "90"):
        outside = re.sub(r'id="sealed".*?</script>', "", text, flags=re.DOTALL)
        outside = re.sub(r"<(style|script)>.*?</\1>|sha256-[^']*", "", outside, flags=re.DOTALL)
        assert secret not in outside
    page.items[0].audio.write_bytes(SOUNDS[0][:-1_000])
    other = Page(title="Another", items=page.items)
    assert len(written(other)) == len(text)


@pytest.mark.usefixtures("few_rounds")
def test_no_two_seals_are_alike(page: Page) -> None:
    """Salt, nonce and what a browser remembers are drawn anew each time."""
    first, second = written(page), written(page)
    seals = [re.findall(r'data-(?:salt|nonce)="([^"]*)"', text) for text in (first, second)]
    assert not set(seals[0]) & set(seals[1])
    keys = [re.findall(rb'data-key="(\w+)"', opened(text, AGREED)[0]) for text in (first, second)]
    assert keys[0] != keys[1]


def test_guessing_is_made_slow(page: Page) -> None:
    """At least as many rounds as OWASP asks for, and a passphrase of at least eight characters."""
    found = re.search(r'data-rounds="(\d+)"', written(page))
    assert found
    assert int(found[1]) >= 600_000
    for short, why in (
        ("", "is empty"),
        ("  \n", "is empty"),
        ("a  b  c", "fewer than 8"),
        ("amber\x07alley", "cannot be typed"),
    ):
        file = io.BytesIO()
        with pytest.raises(CompassionAudioError, match=why):
            seal(page, short, file)
        assert file.getvalue() == b""


@pytest.mark.usefixtures("few_rounds")
def test_spaces_and_written_forms_of_a_letter_are_forgiven(page: Page) -> None:
    """As people type them: a composed ü or not, two spaces, one at the end."""
    assert plain("  fu\u0308r\tdich \n") == plain("f\u00fcr  dich") == "f\u00fcr dich"
    assert opened(written(page, f"  {AGREED.replace(' ', '  ')} "), AGREED)


@given(st.integers(1, 1 << 40))
def test_filling_up_costs_little_and_never_shrinks(length: int) -> None:
    """At most 12 %, and the same for what is nearly as long."""
    assert length <= padded(length) <= length * 1.12 + 1
    assert padded(padded(length)) == padded(length)


def test_a_recording_that_changes_meanwhile_is_noticed(
    page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A page with half a sound in it would open and be wrong."""
    monkeypatch.setattr(sealed, "sizes_of", lambda _: (5, 8))
    with pytest.raises(FileError, match="changed while it was being sealed"):
        written(page)
