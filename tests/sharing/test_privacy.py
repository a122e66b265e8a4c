"""Whatever is shared is looked through, wherever somebody's name may hide."""

import io
import os
import zipfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import soundfile
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from mutagen.id3 import ID3, TIT2
from PIL import Image

from compassion_audio.delivery.formats import FORMATS
from compassion_audio.errors import FileError
from compassion_audio.library import read
from compassion_audio.machine import Owner
from compassion_audio.sharing.finding import Finding, Kind
from compassion_audio.sharing.opened import Allowance, Inner, opened
from compassion_audio.sharing.privacy import look
from compassion_audio.studio.render import render
from compassion_audio.studio.rendering import Rendering
from compassion_audio.units import WordsPerMinute
from tests.delivery.sample import require_av
from tests.sharing.traced import NAMED, SIGNED, WHO, packed, picture

ROOT = Path(__file__).parents[2]
OWNER = Owner("mhill", "marys-laptop", str(ROOT.parent))


def looked(path: Path, *names: str, owner: Owner | None = None) -> list[Finding]:
    """Look through one thing."""
    return list(look([path], names=names, owner=owner))


def made(name: str) -> Path:
    """Write one of the files."""
    if name.endswith("m4a"):
        require_av()
    path = Path(name)
    path.write_bytes({**NAMED, **SIGNED}[name]())
    return path


@pytest.mark.parametrize("name", NAMED)
def test_a_name_is_found_in_every_kind_of_file(name: str) -> None:
    """With a place; and nobody is found by another name."""
    path = made(name)
    found = [one for one in looked(path, WHO) if one.kind is Kind.NAME]
    assert "A… E…" in {one.found for one in found}
    assert all(one.where and one.file.startswith(name) for one in found)
    assert not [one for one in looked(path, "Ben Other") if one.kind is Kind.NAME]


@pytest.mark.parametrize("name", SIGNED)
def test_what_another_program_left_is_found(name: str) -> None:
    """In the tag, chunk or property where it signs."""
    found = looked(made(name))
    assert Kind.SOFTWARE in {one.kind for one in found}


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF"])
def test_what_a_camera_left_is_found(kind: str) -> None:
    """Where it was, who made it, and with what; a picture without any of it is clean."""
    Path("photo").write_bytes(picture(kind))
    found = {one.kind for one in looked(Path("photo"))}
    assert {Kind.SOFTWARE, Kind.PICTURE} <= found
    assert Kind.PLACE in found or kind == "TIFF"


def test_the_position_that_a_telephone_writes_is_found() -> None:
    """It lies beside the tags that other programs show."""
    box = b"\0\0\0\x1c\xa9xyz\0\x0c\x15\xc7+50.1000+008.6000/"
    moov = (16 + len(box)).to_bytes(4) + b"moov" + (8 + len(box)).to_bytes(4) + b"udta" + box
    Path("memo.m4a").write_bytes(b"\0\0\0\x10ftypM4A \0\0\0\0" + moov)
    assert Kind.PLACE in {one.kind for one in looked(Path("memo.m4a"))}


def test_what_stands_behind_the_first_tag_and_behind_the_sound_is_found(recordings: Path) -> None:
    """Players pass over both, and so do most editors of tags."""
    sound, first, second = (recordings / "trial.mp3").read_bytes(), io.BytesIO(), io.BytesIO()
    for file, title in ((first, "A trial"), (second, WHO)):
        tags = ID3()
        tags.add(TIT2(encoding=3, text=title))
        tags.save(file)
    Path("two.mp3").write_bytes(first.getvalue() + second.getvalue() + sound)
    Path("end.mp3").write_bytes(sound + f"\n{WHO}, 3 pm\n".encode())
    for name, where in (("two.mp3", "tag TIT2"), ("end.mp3", "at its end")):
        found = [one.where for one in looked(Path(name), WHO) if one.kind is Kind.NAME]
        assert len(found) == 1
        assert found[0].startswith(where)


def test_names_of_files_and_folders_are_looked_at() -> None:
    """From the folder that is shared downwards, and not above it."""
    folder = Path("client-b") / "anna_example" / "1987-05-14"
    folder.mkdir(parents=True)
    (folder / "mhill.txt").write_text("")
    found = [
        (Path(one.file).name, one.kind)
        for one in looked(Path("client-b"), WHO, owner=Owner("mhill"))
    ]
    assert found == [
        ("anna_example", Kind.NAME),
        ("1987-05-14", Kind.DATE),
        ("mhill.txt", Kind.ACCOUNT),
    ]
    assert next(one.kind for one in looked(folder, WHO, owner=Owner("mhill"))) is Kind.DATE


def test_a_line_is_told_and_the_same_thing_once() -> None:
    """So that it can be found, and the list be read."""
    Path("page.txt").write_text("Calm.\nAnna Example\nand a@b.org,\nAnna Example, a@b.org\n")
    name, mail = looked(Path("page.txt"), WHO)
    assert (name.where, name.times, mail.where, mail.times) == ("line 2", 2, "line 3", 2)
    assert mail.why
    assert mail.advice


def test_own_words_are_found() -> None:
    """Those that were filled in for somebody."""
    Path("a.vtt").write_text("May the\nblue room hold me.")
    (found,) = look([Path("a.vtt")], values=["the blue room", "of"])
    assert (found.kind, found.found) == (Kind.VALUE, "t…")


@pytest.fixture(scope="module")
def recordings(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Render a practice with a sound and a bed of somebody's own, in every format."""
    require_av()
    folder = tmp_path_factory.mktemp("own")
    dice = np.random.default_rng(1)
    for name, length in (("birds.wav", 2), ("creek.wav", 8)):
        noise = 0.1 * dice.standard_normal(length * 48_000)
        soundfile.write(folder / name, noise, 48_000)
    script = folder / "trial.md"
    script.write_text(
        '---\ntitle: A trial\n---\n# Arriving\n[bed "creek.wav"]\nListen. [sound "birds.wav"]\n'
        "[bell] May {wish|I} rest. [pause 3s]\n"
    )
    out = folder / "out"
    for one in FORMATS:
        rendering = Rendering(
            read(str(script)), "tone", WordsPerMinute(115), values={"wish": "Anna Example"}
        )
        render(rendering, to=out / f"trial{one.ending}", folders=None)
    return out


def test_recordings_of_ours_are_clean_in_every_format(recordings: Path) -> None:
    """With a bed and a sound of one's own, and with a name spoken in them."""
    assert len(list(recordings.iterdir())) == len(FORMATS)
    assert look([recordings], names=[WHO], values=[WHO], owner=OWNER) == ()


def test_recordings_of_ours_are_clean_in_a_zip_and_in_a_page(recordings: Path) -> None:
    """However they are handed over."""
    from base64 import b64encode

    sound = (recordings / "trial.mp3").read_bytes()
    Path("bundle.zip").write_bytes(packed({"audio/01-trial.mp3": sound}))
    Path("page.html").write_bytes(b"<audio src='data:audio/mpeg;base64,%s'>" % b64encode(sound))
    assert look([Path("bundle.zip"), Path("page.html")], names=[WHO], owner=OWNER) == ()


@pytest.mark.parametrize("folder", ["scripts", "guides", "docs", "README.md", "CHANGELOG.md"])
def test_nothing_that_came_along_is_taken_for_personal(folder: str) -> None:
    """Practices, guides and pages name researchers, numbers and dates, and nobody's client."""
    assert look([ROOT / folder], names=["Xaver Osterloh"], owner=OWNER) == ()


def test_our_own_mark_in_a_page_or_a_feed_is_none_of_another_program() -> None:
    """It tells nothing of anybody."""
    Path("a.html").write_text('<meta name="generator" content="compassion-audio 0.1.0">')
    Path("feed.xml").write_text("<rss><generator>compassion-audio</generator></rss>")
    assert looked(Path()) == []


def test_a_sealed_page_is_told_as_one_that_nobody_can_look_into() -> None:
    """That is no finding: the bundle was looked through before it was sealed."""
    Path("page.html").write_text(
        "<script>'PBKDF2';'AES-GCM'</script><script type='text/plain'>" + "QUFB" * 600
    )
    (one,) = looked(Path("page.html"), WHO)
    assert "sealed" in one.found
    assert not one.is_trace


def test_of_an_encrypted_zip_the_names_are_looked_at() -> None:
    """They can be read without the password, and the rest cannot."""
    data = bytearray(packed({"anna-example.mp3": b"x", "b.txt": WHO.encode()}))
    for sign in (b"PK\x03\x04", b"PK\x01\x02"):
        at = -1
        while (at := data.find(sign, at + 1)) >= 0:
            data[at + (6 if sign == b"PK\x03\x04" else 8)] |= 1
    Path("locked.zip").write_bytes(data)
    name, rest = looked(Path("locked.zip"), WHO)
    assert (name.kind, name.where) == (Kind.NAME, "name of an entry")
    assert "2 entries are encrypted" in rest.found
    assert not rest.is_trace


def test_a_bomb_is_not_unpacked() -> None:
    """A thousandth of its size is read, and what else is there is looked at."""
    with zipfile.ZipFile("bomb.zip", "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("a.txt", WHO)
        with file.open("b.txt", "w") as out:
            for _ in range(100):
                out.write(bytes(1 << 20))
    name, rest = looked(Path("bomb.zip"), WHO)
    assert name.file == "bomb.zip!a.txt"
    assert "more than anyone would unpack" in rest.found


def test_a_picture_that_would_fill_the_memory_is_not_decoded() -> None:
    """Twelve megabytes of black may be a hundred million pixels."""
    out = io.BytesIO()
    Image.new("1", (10_000, 10_000)).save(out, "PNG")
    Path("black.png").write_bytes(out.getvalue())
    (one,) = looked(Path("black.png"))
    assert "larger than pictures are" in one.found


def test_archives_are_opened_to_a_depth_and_up_to_a_number() -> None:
    """What lies deeper is said not to have been looked at."""
    data = WHO.encode()
    for depth in range(9):
        data = packed({f"{depth}.zip": data})
    Path("deep.zip").write_bytes(data)
    Path("many.zip").write_bytes(packed({f"{number}.txt": b"" for number in range(10_001)}))
    assert [one.found for one in looked(Path("deep.zip"), WHO)] == ["it is packed too deep"]
    (many,) = looked(Path("many.zip"))
    assert "too many entries" in many.found


def test_what_cannot_be_opened_is_told() -> None:
    """And everything else is still looked through."""
    os.mkfifo("pipe")
    Path("folder").mkdir()
    Path("folder/round").symlink_to(Path("folder").absolute())
    Path("broken.zip").write_bytes(b"PK\x03\x04" + b"x" * 40)
    Path("broken.mp3").write_bytes(b"ID3\x04\0\0\0\0\x7f\x7f" + b"\xff" * 50)
    Path("z.txt").write_text(WHO)
    found = looked(Path(), WHO)
    unseen = {Path(one.file).name for one in found if not one.is_trace}
    assert {"pipe", "round", "broken.zip"} <= unseen
    assert "z.txt" in {one.file for one in found if one.is_trace}


def test_what_is_not_there_is_an_error() -> None:
    """A misspelt folder is not a clean one."""
    with pytest.raises(FileError, match="there is no such file or folder"):
        look([Path("brids")])


def drained(data: bytes) -> None:
    """Open bytes and all that is in them."""
    allowance = Allowance(len(data))
    waiting: list[bytes] = [data]
    while waiting and len(waiting) < 50:
        for one in opened(io.BytesIO(waiting.pop()), "x", allowance):
            if isinstance(one, Inner):
                one.file.seek(0)
                waiting.append(one.file.read())


BEGINNINGS = [
    b"PK\x03\x04",
    b"ID3\x03\0\0\0\0\x10\0",
    b"fLaC",
    b"OggS",
    b"RIFF\0\0\0\0WAVE",
    b"<html>",
]
BEGINNINGS += [
    b"\0\0\0\x10ftypM4A ",
    b"FORM\0\0\0\0AIFF",
    b"\xff\xd8\xff\xe1",
    b"\x89PNG\r\n\x1a\n",
]
BEGINNINGS += [
    b"II*\0",
    b"GIF89a",
    b"RIFF\0\0\0\0WEBP",
    b"\xff\xfb\x90",
    b"\x30\x26\xb2\x75",
    b"{",
    b"",
]


@given(st.sampled_from(BEGINNINGS), st.binary(max_size=300))
def test_no_bytes_trip_the_look(beginning: bytes, rest: bytes) -> None:
    """Whatever they claim to be."""
    drained(beginning + rest)


@pytest.mark.parametrize("name", [*NAMED, *SIGNED])
@settings(max_examples=5, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(at=st.floats(0, 1), sign=st.integers(0, 255), length=st.integers(0, 12))
def test_no_damage_trips_the_look(name: str, at: float, sign: int, length: int) -> None:
    """A file of any kind, overwritten in one place or cut there."""
    if name.endswith("m4a"):
        require_av()
    data = bytearray({**NAMED, **SIGNED}[name]())
    place = int(at * len(data))
    data[place : place + length] = bytes([sign]) * length
    drained(bytes(data))
    drained(bytes(data[:place]))


def test_a_finding_shows_less_than_it_found() -> None:
    """A report may be passed on, too."""
    text = "Anna Example, anna.e@practice.org, +49 151 23456789, born 14 May 1987, /home/annaex/x"
    Path("a.txt").write_text(text)
    found = looked(Path("a.txt"), WHO)
    told = " ".join(one.found for one in found)
    assert len(found) == 5
    for secret in ("Anna", "Example", "anna.e", "practice", "2345", "May", "annaex"):
        assert secret not in told
    assert replace(found[0], times=2).times == 2
