"""A download goes on where it stopped, is whole or not there, and says what went wrong."""

import hashlib
import os
import socket
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from compassion_audio.errors import FetchFailed, FileError
from compassion_audio.voices import download, models
from compassion_audio.voices.download import fetched, size_told
from compassion_audio.voices.models import Brought, ModelFile, ignore_progress

from ..rights import as_someone_without_rights
from .file_server import FileServer, serving

DATA = bytes(range(256)) * 4000
"""About a megabyte: several blocks."""

CUT = 300_000


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[FileServer]:
    """Serve on this machine, with no proxy in between."""
    for name in list(os.environ):
        if name.lower().endswith("_proxy"):
            monkeypatch.delenv(name)
    with serving() as server:
        yield server


@pytest.fixture
def file(server: FileServer) -> ModelFile:
    """A file on the server, whose size and digest are known beforehand."""
    address = server.put("voice.onnx", DATA)
    return ModelFile("voice.onnx", address, len(DATA), hashlib.sha256(DATA).hexdigest())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where it shall appear; not there yet."""
    return tmp_path / "voices" / "one"


def bring(file: ModelFile, folder: Path) -> ModelFile:
    """Fetch without watching."""
    return fetched(file, folder, progress=ignore_progress)


def test_a_file_arrives_whole_and_alone(file: ModelFile, folder: Path) -> None:
    """Byte for byte, and nothing is left beside it."""
    assert bring(file, folder) == file
    assert (folder / file.name).read_bytes() == DATA
    assert [path.name for path in folder.iterdir()] == [file.name]


def test_progress_is_told_from_nothing_to_all(file: ModelFile, folder: Path) -> None:
    """Each stage grows and ends with the size of the file."""
    told: list[Brought] = []
    fetched(file, folder, progress=told.append)
    for stage in ("fetching", "checking"):
        done = [one.done for one in told if one.stage == stage]
        assert done == sorted(done)
        assert done[-1] == len(DATA)
    assert told[0] == Brought("fetching", file.name, 0, len(DATA))
    assert {one.name for one in told} == {file.name}


def test_what_nobody_knew_is_found_out(file: ModelFile, folder: Path) -> None:
    """A file without size and digest is given back with both."""
    assert bring(replace(file, size=None, sha256=None), folder) == file


def test_a_connection_that_ends_early_is_resumed(
    file: ModelFile, folder: Path, server: FileServer
) -> None:
    """What had arrived is kept, nothing appears, and the next try asks for the rest alone."""
    server.files["/voice.onnx"].cut_after = CUT
    with pytest.raises(FetchFailed, match=f"ended after {CUT} of the {len(DATA)} bytes") as caught:
        bring(file, folder)
    assert "run it again to go on" in caught.value.hint
    assert not (folder / file.name).exists()
    server.files["/voice.onnx"].cut_after = None
    told: list[Brought] = []
    fetched(file, folder, progress=told.append)
    assert told[0].done == CUT
    assert server.asked[-1].headers["Range"] == f"bytes={CUT}-"
    assert server.asked[-1].headers["If-Range"] == '"one"'
    assert (folder / file.name).read_bytes() == DATA


def test_a_download_that_is_stopped_by_hand_is_resumed(file: ModelFile, folder: Path) -> None:
    """Ctrl-C in the middle keeps what has arrived."""

    def stop(at: Brought) -> None:
        if at.done > CUT:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fetched(file, folder, progress=stop)
    assert not (folder / file.name).exists()
    told: list[Brought] = []
    fetched(file, folder, progress=told.append)
    assert told[0].done > CUT
    assert (folder / file.name).read_bytes() == DATA


def test_a_server_that_cannot_resume_begins_again(
    file: ModelFile, folder: Path, server: FileServer
) -> None:
    """It sends all of it, and all of it is taken: nothing is put behind the old part."""
    server.files["/voice.onnx"].cut_after = CUT
    with pytest.raises(FetchFailed):
        bring(file, folder)
    server.files["/voice.onnx"].cut_after = None
    server.files["/voice.onnx"].heeds_range = False
    told: list[Brought] = []
    fetched(file, folder, progress=told.append)
    assert told[0].done == 0
    assert (folder / file.name).read_bytes() == DATA


def test_another_edition_is_not_glued_to_the_first(
    file: ModelFile, folder: Path, server: FileServer
) -> None:
    """A file that changed on the server between two tries is fetched from its beginning."""
    unknown = replace(file, size=None, sha256=None)
    server.files["/voice.onnx"].cut_after = CUT
    with pytest.raises(FetchFailed):
        bring(unknown, folder)
    server.put("voice.onnx", DATA[::-1])
    server.files["/voice.onnx"].etag = '"two"'
    bring(unknown, folder)
    assert (folder / file.name).read_bytes() == DATA[::-1]


def test_without_a_digest_or_a_firm_edition_nothing_is_resumed(
    file: ModelFile, folder: Path, server: FileServer
) -> None:
    """A weak tag does not promise the same bytes, and there is no digest to notice others."""
    unknown = replace(file, size=None, sha256=None)
    server.files["/voice.onnx"].etag = 'W/"one"'
    server.files["/voice.onnx"].cut_after = CUT
    with pytest.raises(FetchFailed):
        bring(unknown, folder)
    server.files["/voice.onnx"].cut_after = None
    bring(unknown, folder)
    assert "Range" not in server.asked[-1].headers
    assert (folder / file.name).read_bytes() == DATA


def test_a_piece_that_was_not_asked_for_is_refused(
    file: ModelFile, folder: Path, server: FileServer
) -> None:
    """A server that answers with another place in the file cannot damage it."""
    server.files["/voice.onnx"].cut_after = CUT
    with pytest.raises(FetchFailed):
        bring(file, folder)
    server.files["/voice.onnx"].range_start = 7
    with pytest.raises(FetchFailed, match="another piece than was asked for"):
        bring(file, folder)
    assert not (folder / file.name).exists()


def test_a_part_that_is_all_there_is_only_checked(
    file: ModelFile, folder: Path, server: FileServer
) -> None:
    """Killed between the last byte and the check: nothing is fetched twice."""
    folder.mkdir(parents=True)
    (folder / ".voice.onnx.part").write_bytes(DATA)
    bring(file, folder)
    assert server.asked == []
    assert (folder / file.name).read_bytes() == DATA


def test_a_part_that_is_longer_than_the_file_is_begun_again(
    file: ModelFile, folder: Path, server: FileServer
) -> None:
    """Where the server has nothing after it, the part is given up."""
    folder.mkdir(parents=True)
    (folder / ".voice.onnx.part").write_bytes(DATA + b"more")
    (folder / ".voice.onnx.tag").write_text('"one"')
    unknown = replace(file, size=None)
    bring(unknown, folder)
    assert [one.headers.get("Range") for one in server.asked] == [f"bytes={len(DATA) + 4}-", None]
    assert (folder / file.name).read_bytes() == DATA


def test_wrong_bytes_never_appear(file: ModelFile, folder: Path, server: FileServer) -> None:
    """Of the right length and another digest: refused, removed, and fetched anew the next time."""
    server.files["/voice.onnx"].data = DATA[:-1] + b"!"
    with pytest.raises(FetchFailed, match="not the file it should be: its SHA-256 is") as caught:
        bring(file, folder)
    assert "something on the way changes the file" in caught.value.hint
    assert list(folder.iterdir()) == []
    server.files["/voice.onnx"].data = DATA
    bring(file, folder)
    assert (folder / file.name).read_bytes() == DATA


def test_a_file_of_another_size_is_refused_before_it_is_fetched(
    file: ModelFile, folder: Path, server: FileServer
) -> None:
    """As the login page of a hotel's network would be."""
    server.files["/voice.onnx"].data = b"<html>Please log in</html>"
    with pytest.raises(FetchFailed, match=f"has 26 bytes for voice.onnx, which has {len(DATA)}"):
        bring(file, folder)
    assert not folder.exists()


def test_a_web_page_is_no_voice(file: ModelFile, folder: Path, server: FileServer) -> None:
    """Where the size is not known beforehand, the kind of the answer gives it away."""
    server.files["/voice.onnx"].kind = "text/html; charset=utf-8"
    with pytest.raises(FetchFailed, match="sent a web page") as caught:
        bring(replace(file, size=None, sha256=None), folder)
    assert "login" in caught.value.hint


@pytest.mark.parametrize(
    ("status", "hint"),
    [
        (404, "check the name"),
        (403, "use --from FOLDER"),
        (407, "https_proxy"),
        (503, "try again later"),
    ],
)
def test_a_server_that_refuses_is_told_with_what_to_do(
    status: int, hint: str, file: ModelFile, folder: Path, server: FileServer
) -> None:
    """The number, the address, and a next step for each."""
    server.files["/voice.onnx"].status = status
    with pytest.raises(FetchFailed, match=rf"answers {status} .* for {file.address}") as caught:
        bring(file, folder)
    assert hint in caught.value.hint


def test_a_server_that_is_not_there_is_told(file: ModelFile, folder: Path) -> None:
    """No network, or nobody at that address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(FetchFailed, match=f"cannot reach 127.0.0.1:{port}") as caught:
        bring(replace(file, address=f"http://127.0.0.1:{port}/voice.onnx"), folder)
    assert "check the network" in caught.value.hint
    assert "--from FOLDER" in caught.value.hint


def test_a_server_that_says_nothing_is_not_waited_for_in_vain(
    file: ModelFile, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Patience ends, and that is said."""
    monkeypatch.setattr(download, "_PATIENCE", 0.05)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"http://127.0.0.1:{silent.getsockname()[1]}/voice.onnx"
        with pytest.raises(FetchFailed, match="has said nothing for"):
            bring(replace(file, address=address), folder)


@pytest.mark.parametrize(
    "address",
    [
        "http://example.org/voice.onnx",
        "ftp://127.0.0.1/voice.onnx",
        "file:///etc/passwd",
        "http://127.0.0.1.example.org/x",
    ],
)
def test_nothing_is_fetched_where_anyone_could_change_it(
    address: str, file: ModelFile, folder: Path
) -> None:
    """Only https, and this machine itself."""
    with pytest.raises(FetchFailed, match="which is not encrypted"):
        bring(replace(file, address=address), folder)


def test_a_server_may_point_elsewhere(file: ModelFile, folder: Path, server: FileServer) -> None:
    """As the release pages do; going on where it stopped works through it, too."""
    server.put("old.onnx", b"")
    server.files["/old.onnx"].moved_to = file.address
    old = replace(file, address=f"{server.address}/old.onnx")
    server.files["/voice.onnx"].cut_after = CUT
    with pytest.raises(FetchFailed):
        bring(old, folder)
    server.files["/voice.onnx"].cut_after = None
    bring(old, folder)
    assert server.asked[-1].headers["Range"] == f"bytes={CUT}-"
    assert (folder / file.name).read_bytes() == DATA


@pytest.mark.parametrize("target", ["http://example.org/voice.onnx", "ftp://example.org/x"])
def test_a_server_may_not_point_to_where_anyone_could_listen(
    target: str, file: ModelFile, folder: Path, server: FileServer
) -> None:
    """Nothing is asked there."""
    server.files["/voice.onnx"].moved_to = target
    with pytest.raises(FetchFailed, match=f"points to {target}, which is not encrypted"):
        bring(file, folder)
    assert len(server.asked) == 1


def test_nobody_is_led_from_an_encrypted_address_to_a_plain_one() -> None:
    """Not even on this machine: whoever sent that is not whom we asked."""
    with pytest.raises(FetchFailed, match="not encrypted"):
        download._refuse_unsafe("http://127.0.0.1/x", came_from="https://github.com/y")
    download._refuse_unsafe("https://cdn.example.org/x", came_from="https://github.com/y")


def test_the_proxy_of_the_environment_is_used(
    file: ModelFile, folder: Path, server: FileServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is asked with the whole address, and brings the file."""
    monkeypatch.setenv("http_proxy", server.address)
    elsewhere = replace(file, address="http://127.0.0.1:9/voice.onnx")
    bring(elsewhere, folder)
    assert server.asked[-1].path == "http://127.0.0.1:9/voice.onnx"
    assert (folder / file.name).read_bytes() == DATA


def test_an_encrypted_address_goes_through_the_proxy_as_a_tunnel(
    file: ModelFile, folder: Path, server: FileServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The proxy sees the host and never the file; its refusal is told."""
    monkeypatch.setenv("https_proxy", server.address)
    with pytest.raises(FetchFailed, match=r"cannot reach example\.org: .*407"):
        bring(replace(file, address="https://example.org/voice.onnx"), folder)
    assert (server.asked[-1].method, server.asked[-1].path) == ("CONNECT", "example.org:443")


def test_a_size_is_asked_without_fetching(file: ModelFile, server: FileServer) -> None:
    """Also where the server points elsewhere first."""
    server.put("old.onnx", b"")
    server.files["/old.onnx"].moved_to = file.address
    assert size_told(replace(file, address=f"{server.address}/old.onnx")) == len(DATA)
    assert [one.method for one in server.asked] == ["HEAD", "HEAD"]
    server.files["/voice.onnx"].tells_length = False
    assert size_told(file) is None


def test_a_disk_without_room_is_told_before_anything_is_fetched(
    file: ModelFile, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """How much there is, how much is needed, and where else it could go."""
    monkeypatch.setattr(models, "_MARGIN", 1 << 62)
    with pytest.raises(FileError, match=r"free, and 1 MB are needed") as caught:
        bring(file, folder)
    assert "COMPASSION_DATA" in caught.value.hint
    assert not folder.exists()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a full disk is a device of Linux")
def test_a_disk_that_fills_up_is_told(file: ModelFile, folder: Path) -> None:
    """In the middle, where asking beforehand did not help."""
    folder.mkdir(parents=True)
    (folder / ".voice.onnx.part").symlink_to("/dev/full")
    with pytest.raises(FileError, match="the disk is full"):
        bring(file, folder)
    assert not (folder / file.name).exists()


def test_a_folder_that_cannot_be_written_is_told(file: ModelFile, tmp_path: Path) -> None:
    """Here a file stands in its way."""
    (tmp_path / "voices").write_text("not a folder")
    with pytest.raises(FileError, match="cannot write"):
        bring(file, tmp_path / "voices")


@pytest.mark.skipif(sys.platform == "win32", reason="rights as POSIX systems have")
def test_a_folder_that_may_not_be_written_is_told(file: ModelFile) -> None:
    """Permission is denied, in words."""
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        folder.chmod(0o555)
        with (
            as_someone_without_rights(),
            pytest.raises(FileError, match="permission is denied"),
        ):
            bring(file, folder)
        folder.chmod(0o755)
