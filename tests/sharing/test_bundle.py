"""A bundle replaces what is its own, and nothing else, whatever happens on the way."""

import json
import os
from dataclasses import replace
from pathlib import Path

import pytest

from compassion_audio.errors import FileError, NotOurs
from compassion_audio.sharing.bundle import (
    CONTENTS,
    Bundle,
    made_files,
    places_of,
    refuse_to_mix,
    sources_of,
    write_bundle,
)
from compassion_audio.sharing.item import Item
from compassion_audio.timeline import Chapter
from compassion_audio.timeline.captions import Caption
from compassion_audio.units import Milliseconds

FOLDER = Path("for-you")


def item(title: str, *, speaks: bool = True, has_twin: bool = False) -> Item:
    """Give a recording; its sound is of no interest here."""
    audio, twin = Path(f"{title}.mp3"), Path(f"{title}-alone.mp3")
    audio.write_bytes(title.encode())
    if has_twin:
        twin.write_bytes(b"alone")
    length = Milliseconds(61_000)
    return Item(
        title=title,
        summary="",
        language="en",
        audio=audio,
        length=length,
        chapters=(Chapter(title, Milliseconds(0), length),),
        captions=(Caption(Milliseconds(0), Milliseconds(900), "Here we are."),) if speaks else (),
        voice_only=twin if has_twin else None,
    )


def bundle(*items: Item, is_neutral: bool = False) -> Bundle:
    """Lay recordings out."""
    return Bundle(
        title="A trial",
        places=places_of(items, is_neutral=is_neutral),
        notice="No substitute for care.",
        readme="How to hear it.\n",
        licence="Free.\n",
        page=b"<!doctype html>",
    )


def everything() -> dict[str, bytes]:
    """Give all files of the folder."""
    files = (path for path in FOLDER.rglob("*") if path.is_file())
    return {path.relative_to(FOLDER).as_posix(): path.read_bytes() for path in files}


def test_each_recording_has_its_sound_its_words_and_its_captions() -> None:
    """And where nobody speaks there are no words; the list names every file."""
    names = write_bundle(bundle(item("One", has_twin=True), item("Two", speaks=False)), FOLDER)
    found = everything()
    assert set(found) == set(names) == set(made_files(FOLDER))
    assert set(found) == {
        "index.html",
        "session.m3u8",
        "README.txt",
        "LICENCE.txt",
        "audio/01-one.mp3",
        "audio/01-one-voice-only.mp3",
        "text/01-one.txt",
        "text/01-one.vtt",
        "audio/02-two.mp3",
        "contents.json",
    }
    assert found["audio/01-one.mp3"] == b"One"
    assert b"Here we are." in found["text/01-one.txt"]
    assert b"No substitute for care." in found["text/01-one.txt"]
    assert found["session.m3u8"].decode().splitlines()[1:3] == [
        "#EXTINF:61,One",
        "audio/01-one.mp3",
    ]


def test_text_is_shown_right_by_the_oldest_editor() -> None:
    """It has its byte order mark and the line ends of Windows."""
    write_bundle(bundle(item("One")), FOLDER)
    for name in ("README.txt", "LICENCE.txt", "text/01-one.txt"):
        data = (FOLDER / name).read_bytes()
        assert data.startswith(b"\xef\xbb\xbf")
        assert data.count(b"\n") == data.count(b"\r\n") > 0


def test_neutral_names_tell_nothing() -> None:
    """Not in the list, and not in what a page looks for."""
    places = places_of([item("Meeting the inner critic", has_twin=True)], is_neutral=True)
    assert sources_of(places) == ["audio/01.mp3", "audio/01-voice-only.mp3"]
    write_bundle(bundle(places[0].item, is_neutral=True), FOLDER)
    assert not any("critic" in name for name in everything())


def test_made_again_it_replaces_what_is_its_own() -> None:
    """What is no longer part of it is taken away; what somebody put beside it stays."""
    write_bundle(bundle(item("One"), item("Two")), FOLDER)
    (FOLDER / "a-letter.txt").write_text("Dear you,")
    write_bundle(bundle(item("Three")), FOLDER)
    found = everything()
    assert found["a-letter.txt"] == b"Dear you,"
    assert [name for name in found if name.startswith("audio/")] == ["audio/01-three.mp3"]


@pytest.mark.parametrize("name", ["README.txt", "audio/01-one.mp3"])
def test_what_somebody_changed_is_not_lost(name: str) -> None:
    """Unless they say so."""
    write_bundle(bundle(item("One")), FOLDER)
    (FOLDER / name).write_bytes(b"mine")
    with pytest.raises(NotOurs, match="was changed since it was made"):
        write_bundle(bundle(item("One")), FOLDER)
    assert (FOLDER / name).read_bytes() == b"mine"
    write_bundle(bundle(item("One")), FOLDER, may_overwrite=True)
    assert (FOLDER / name).read_bytes() != b"mine"


def test_a_file_that_stands_where_a_new_one_would_is_not_lost() -> None:
    """It was put into the bundle's folder by somebody else."""
    write_bundle(bundle(item("One")), FOLDER)
    (FOLDER / "audio" / "02-two.mp3").write_bytes(b"mine")
    with pytest.raises(NotOurs, match="is not of this bundle"):
        write_bundle(bundle(item("One"), item("Two")), FOLDER)
    assert (FOLDER / "audio" / "02-two.mp3").read_bytes() == b"mine"


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
@pytest.mark.parametrize("name", ["audio", "README.txt"])
def test_a_link_that_leads_out_of_the_folder_is_not_followed(name: str) -> None:
    """What somebody has moved elsewhere is theirs, though it was made here."""
    write_bundle(bundle(item("One")), FOLDER)
    Path("elsewhere").mkdir()
    moved = (FOLDER / name).rename(Path("elsewhere", name))
    (FOLDER / name).symlink_to(moved.resolve())
    before = {path: path.is_dir() or path.read_bytes() for path in Path("elsewhere").rglob("*")}
    with pytest.raises(NotOurs, match="leads to another folder"):
        write_bundle(bundle(item("Two")), FOLDER)
    assert before == {
        path: path.is_dir() or path.read_bytes() for path in Path("elsewhere").rglob("*")
    }


def test_a_folder_with_other_files_is_left_alone() -> None:
    """And so is a file; an empty folder is taken."""
    FOLDER.mkdir()
    refuse_to_mix(FOLDER)
    (FOLDER / "mine.txt").write_text("mine")
    with pytest.raises(NotOurs, match="holds other files"):
        write_bundle(bundle(item("One")), FOLDER)
    assert set(everything()) == {"mine.txt"}
    Path("file").write_text("")
    with pytest.raises(FileError, match="is a file"):
        refuse_to_mix(Path("file"))


def test_a_list_that_somebody_wrote_removes_nothing() -> None:
    """Neither outside of the folder, nor a file that it gives the wrong digest of."""
    outside = Path("precious.txt")
    outside.write_text("mine")
    FOLDER.mkdir()
    (FOLDER / "letter.txt").write_text("mine")
    files = {"../precious.txt": ["0"], str(outside.resolve()): ["0"], "letter.txt": ["0"]}
    told = {"version": 1, "made_by": "compassion-audio", "files": files}
    (FOLDER / CONTENTS).write_text(json.dumps(told))
    with pytest.raises(NotOurs, match=r"letter\.txt was changed"):
        write_bundle(bundle(item("One")), FOLDER)
    del files["letter.txt"]
    (FOLDER / CONTENTS).write_text(json.dumps(told))
    with pytest.raises(NotOurs, match="holds other files"):
        write_bundle(bundle(item("One")), FOLDER)
    assert outside.read_text() == "mine"


@pytest.mark.parametrize("name", ["/x", "c:x", "c:/x", "a\0b", "audio/../../x"])
def test_a_name_that_leads_elsewhere_on_any_system_is_passed_over(name: str) -> None:
    """Also one that only Windows would follow, and one that no system has."""
    write_bundle(bundle(item("One")), FOLDER)
    told = json.loads((FOLDER / CONTENTS).read_text())
    told["files"][name] = ["0"]
    (FOLDER / CONTENTS).write_text(json.dumps(told))
    assert name not in made_files(FOLDER)
    write_bundle(bundle(item("Two")), FOLDER)
    assert (FOLDER / "audio" / "01-two.mp3").exists()


def test_what_no_text_can_hold_is_replaced() -> None:
    """A title may come from a terminal that speaks another encoding."""
    write_bundle(bundle(replace(item("One"), title="Caf\udce9")), FOLDER)
    assert "Caf?" in (FOLDER / "session.m3u8").read_text(encoding="utf-8")
    assert "Caf?" in (FOLDER / "text/01-caf.txt").read_text(encoding="utf-8-sig")


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"version": 2}', "\xff", '{"files": 3}', "[" * 100_000]
)
def test_a_damaged_list_makes_a_folder_nobodys(text: str) -> None:
    """It is then one with other files."""
    FOLDER.mkdir()
    (FOLDER / CONTENTS).write_text(text, encoding="latin-1")
    with pytest.raises(NotOurs, match="holds other files"):
        refuse_to_mix(FOLDER)


def test_ended_half_way_it_is_still_known() -> None:
    """The next run takes old and new files for its own, and finishes."""
    write_bundle(bundle(item("One"), item("Two")), FOLDER)
    later = bundle(item("Three"), item("Four"))
    Path("Four.mp3").unlink()
    with pytest.raises(FileError, match=r"cannot read Four\.mp3"):
        write_bundle(later, FOLDER)
    assert (FOLDER / "audio" / "01-one.mp3").exists()
    write_bundle(bundle(item("Five")), FOLDER)
    assert [name for name in everything() if name.startswith("audio/")] == ["audio/01-five.mp3"]
