"""Only what a folder lists is given, only under its path, and in the parts that players ask for."""

import http.client
import os
import re
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compassion_audio.sharing.serving import LOOPBACK, Server, Shown, span_of
from tests.patience import HANGS

SECRET = "3FGdCV8TPKTykc1GFuXoLA"  # noqa: S105  # of no folder
SOUND = bytes(range(256)) * 1_000
MADE = {"feed.xml": b"<rss/>", "feed/a.chapters.json": b"{}"}


@dataclass(frozen=True)
class Said:
    """An answer."""

    status: int
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True)
class Served:
    """A folder that is served, and how to ask for what is in it."""

    folder: Path
    port: int

    def ask(self, name: str, method: str = "GET", **headers: str) -> Said:
        """Ask for a file of the folder."""
        return self.ask_path(f"/{SECRET}/{name}", method, **headers)

    def ask_path(self, path: str, method: str = "GET", **headers: str) -> Said:
        """Ask for a path, exactly as it is written."""
        line = http.client.HTTPConnection(LOOPBACK, self.port, timeout=HANGS)
        try:
            line.putrequest(method, path, skip_accept_encoding=True)
            for key, value in headers.items():
                line.putheader(key.replace("_", "-"), value)
            line.endheaders()
            answer = line.getresponse()
            return Said(answer.status, dict(answer.getheaders()), answer.read())
        finally:
            line.close()

    def say(self, words: bytes) -> bytes:
        """Say anything at all, and hear the answer to its end."""
        with socket.create_connection((LOOPBACK, self.port), timeout=HANGS) as line:
            line.sendall(words)
            line.shutdown(socket.SHUT_WR)
            heard = b""
            while piece := line.recv(1 << 16):
                heard += piece
        return heard


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Serve a folder with everything that must not be given in it and around it."""
    base = tmp_path_factory.mktemp("served")
    folder = base / "home"
    (folder / "audio").mkdir(parents=True)
    (folder / ".git").mkdir()
    (base / "outside.mp3").write_bytes(b"private")
    (folder / "audio" / "a b.mp3").write_bytes(SOUND)
    (folder / "empty.mp3").write_bytes(b"")
    (folder / ".compassion-feed.json").write_bytes(b"private")
    (folder / ".git" / "a.txt").write_bytes(b"private")
    (folder / "keys.pem").write_bytes(b"private")
    (folder / "noending").write_bytes(b"private")
    (folder / "link.mp3").symlink_to(base / "outside.mp3")
    (folder / "linked").symlink_to(base)
    os.mkfifo(folder / "pipe.mp3")
    server = Server(Shown(folder, SECRET, MADE))
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield Served(folder, server.port)
    server.shutdown()
    server.server_close()
    thread.join(timeout=HANGS)


def test_a_file_is_given_whole(served: Served) -> None:
    """With its kind, its size, and the offer of parts."""
    said = served.ask("audio/a%20b.mp3")
    assert (said.status, said.body) == (200, SOUND)
    assert said.headers["Content-Type"] == "audio/mpeg"
    assert said.headers["Content-Length"] == str(len(SOUND))
    assert said.headers["Accept-Ranges"] == "bytes"


def test_what_is_made_comes_from_no_folder(served: Served) -> None:
    """The feed for this address, and its chapters with the kind that players look for."""
    assert served.ask("feed.xml").body == b"<rss/>"
    assert served.ask("feed.xml").headers["Content-Type"].startswith("application/rss+xml")
    chapters = served.ask("feed/a.chapters.json")
    assert chapters.headers["Content-Type"] == "application/json+chapters"


def test_an_answer_names_no_program_and_keeps_the_path_to_itself(served: Served) -> None:
    """No banner; a page is told not to pass its address on, and robots to leave."""
    for said in (served.ask("feed.xml"), served.ask("nothing.mp3")):
        assert "Server" not in said.headers
        assert said.headers["Referrer-Policy"] == "no-referrer"
        assert said.headers["X-Robots-Tag"] == "noindex"
        assert said.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/feed.xml",
        f"/{SECRET}",
        f"/{SECRET}/",
        f"/{SECRET[:-1]}/feed.xml",
        f"/{SECRET}x/feed.xml",
        f"/{SECRET.lower()}/feed.xml",
        f"/x/{SECRET}/feed.xml",
        f"/{SECRET}/FEED.XML",
        f"/{SECRET}/audio",
        f"/{SECRET}/audio/",
        f"/{SECRET}/audio//a%20b.mp3",
        f"/{SECRET}/./audio/a%20b.mp3",
        f"/{SECRET}/audio/../audio/a%20b.mp3",
        f"/{SECRET}/../outside.mp3",
        f"/{SECRET}/%2e%2e/outside.mp3",
        f"/{SECRET}/..%2foutside.mp3",
        f"/{SECRET}/..%5coutside.mp3",
        f"/{SECRET}/audio/..%2f..%2foutside.mp3",
        f"/{SECRET}/link.mp3",
        f"/{SECRET}/linked/outside.mp3",
        f"/{SECRET}/pipe.mp3",
        f"/{SECRET}/.compassion-feed.json",
        f"/{SECRET}/%2ecompassion-feed.json",
        f"/{SECRET}/.git/a.txt",
        f"/{SECRET}/keys.pem",
        f"/{SECRET}/noending",
        f"/{SECRET}/audio/a%20b.mp3%00.mp3",
        f"/{SECRET}/audio/a%20b.mp3/",
        f"/{SECRET}/%ff.mp3",
        f"/{SECRET}//etc/hostname.txt",
        f"/{SECRET}/" + "a" * 5_000 + ".mp3",
        "*",
        "http://127.0.0.1/feed.xml",
    ],
)
def test_all_that_is_not_given_looks_alike(served: Served, path: str) -> None:
    """A wrong path, a hidden file and nothing at all: whoever tries learns nothing."""
    nothing, said = served.ask_path("/nothing.mp3"), served.ask_path(path)
    assert (said.status, said.body) == (404, b"Not Found\n")
    assert set(said.headers) == set(nothing.headers)


@given(name=st.text(st.sampled_from("./\\%2ef:~a b\0é"), max_size=24))
def test_no_name_leads_out(served: Served, name: str) -> None:
    """Whatever is written behind the path."""
    quoted = "".join(f"%{byte:02x}" for byte in name.encode())
    for path in (quoted, f"audio/{quoted}/outside.mp3", f"{quoted}outside.mp3"):
        assert served.ask(path).status == 404


def test_a_page_is_the_front_and_is_only_given_where_there_is_one(tmp_path: Path) -> None:
    """Nothing is ever listed."""
    (tmp_path / "index.html").write_text("<p>Hello")
    with Server(Shown(tmp_path, SECRET, {})) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        said = Served(tmp_path, server.port).ask("")
        server.shutdown()
        thread.join()
    assert (said.status, said.body) == (200, b"<p>Hello")
    assert said.headers["Content-Type"] == "text/html; charset=utf-8"


@pytest.mark.parametrize(
    ("asked", "begin", "end"),
    [
        ("bytes=0-0", 0, 1),
        ("bytes=10-19", 10, 20),
        ("bytes=255990-", 255_990, 256_000),
        ("bytes=255990-999999999", 255_990, 256_000),
        ("bytes=-10", 255_990, 256_000),
        ("bytes=-999999999", 0, 256_000),
        ("Bytes=3-4", 3, 5),
    ],
)
def test_a_part_is_given(served: Served, asked: str, begin: int, end: int) -> None:
    """From its first byte to its last, and said which. Source: RFC 9110, 14."""
    said = served.ask("audio/a%20b.mp3", Range=asked)
    assert (said.status, said.body) == (206, SOUND[begin:end])
    assert said.headers["Content-Range"] == f"bytes {begin}-{end - 1}/{len(SOUND)}"
    assert said.headers["Content-Length"] == str(end - begin)


@pytest.mark.parametrize("asked", ["bytes=256000-", "bytes=999999-9999999", "bytes=-0"])
def test_a_part_that_is_not_there_is_told(served: Served, asked: str) -> None:
    """416, with how much there is."""
    said = served.ask("audio/a%20b.mp3", Range=asked)
    assert (said.status, said.body) == (416, b"")
    assert said.headers["Content-Range"] == f"bytes */{len(SOUND)}"


@pytest.mark.parametrize(
    "asked", ["bytes=9-3", "bytes=a-b", "bytes=-", "chapters=1-2", "bytes=0-1,4-5", "bytes 0-1"]
)
def test_what_is_no_single_part_gives_the_whole(served: Served, asked: str) -> None:
    """The standard lets a server pass over ranges it does not know."""
    said = served.ask("audio/a%20b.mp3", Range=asked)
    assert (said.status, said.body) == (200, SOUND)


def test_an_empty_file_has_no_parts(served: Served) -> None:
    """The whole of nothing can be had, a part of it cannot."""
    assert served.ask("empty.mp3").status == 200
    assert served.ask("empty.mp3", Range="bytes=0-").status == 416
    assert served.ask("empty.mp3", Range="bytes=-5").status == 416


@given(first=st.integers(0, 40), last=st.none() | st.integers(0, 40), size=st.integers(0, 30))
def test_a_part_lies_in_the_file(first: int, last: int | None, size: int) -> None:
    """Whatever is asked for, no byte outside is promised."""
    span = span_of(f"bytes={first}-{'' if last is None else last}", size)
    wanted = range(size)[first : size if last is None else last + 1]
    if last is not None and last < first:
        assert span is None
    else:
        assert span is not None
        assert range(*span) == wanted or (not wanted and span[0] >= span[1])


def test_a_part_of_an_older_file_is_not_mixed_into_a_new_one(served: Served) -> None:
    """A player goes on only where it is the file that it began with."""
    tag = served.ask("audio/a%20b.mp3").headers["ETag"]
    same = served.ask("audio/a%20b.mp3", Range="bytes=5-9", If_Range=tag)
    assert (same.status, same.body) == (206, SOUND[5:10])
    for other in ('"other"', f"W/{tag}", "Sun, 22 Nov 2026 10:00:00 GMT"):
        said = served.ask("audio/a%20b.mp3", Range="bytes=5-9", If_Range=other)
        assert (said.status, len(said.body)) == (200, len(SOUND))


def test_what_they_have_is_not_sent_again(served: Served) -> None:
    """304 without a body, also for a list of tags; a file that changes has another tag."""
    for name in ("feed.xml", "audio/a%20b.mp3"):
        tag = served.ask(name).headers["ETag"]
        assert re.fullmatch(r'"[0-9a-f-]+"', tag)
        for condition in (tag, f'"x", W/{tag}', "*"):
            said = served.ask(name, If_None_Match=condition)
            assert (said.status, said.body) == (304, b"")
        assert served.ask(name, If_None_Match='"x"').status == 200


def test_a_changed_file_has_another_tag(served: Served) -> None:
    """The same size, another time."""
    path = served.folder / "changing.txt"
    path.write_bytes(b"one")
    os.utime(path, ns=(1, 1))
    before = served.ask("changing.txt").headers["ETag"]
    os.utime(path, ns=(2, 2))
    assert served.ask("changing.txt").headers["ETag"] != before


def test_head_says_what_get_would(served: Served) -> None:
    """The same headers and no body, for what is there and for what is not."""
    for name in ("audio/a%20b.mp3", "feed.xml", "nothing.mp3"):
        got, head = served.ask(name), served.ask(name, "HEAD", Range="bytes=0-1")
        assert (head.status, head.body) == (got.status, b"")
        got.headers.pop("Date")
        head.headers.pop("Date")
        assert head.headers == got.headers


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "TRACE", "PROPFIND"])
def test_nothing_can_be_done_but_reading(served: Served, method: str) -> None:
    """The same answer for what is there and for what is not."""
    said, other = served.ask("feed.xml", method), served.ask_path("/x", method)
    assert said.status == other.status == 501
    assert said.body == other.body


@pytest.mark.parametrize(
    "words",
    [
        b"\r\n",
        b"GET\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        b"GET / NONSENSE\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"GET /" + b"a" * 70_000 + b" HTTP/1.1\r\n\r\n",
        b"GET / HTTP/1.1\r\n" + b"a: b\r\n" * 200 + b"\r\n",
    ],
)
def test_nonsense_is_answered_without_a_word_of_the_program(served: Served, words: bytes) -> None:
    """A scanner learns no name and no version, and the next person is served."""
    heard = served.say(words)
    assert b"ython" not in heard
    assert b"Server" not in heard
    assert served.ask("feed.xml").status == 200


def test_a_body_is_no_next_request(served: Served) -> None:
    """What comes along with a request is not read as another: one answer, and the end."""
    inner = f"GET /{SECRET}/feed.xml HTTP/1.1\r\n\r\n"
    heard = served.say(f"GET /x HTTP/1.1\r\ncontent-length: {len(inner)}\r\n\r\n{inner}".encode())
    assert heard.count(b"HTTP/1.1 ") == 1


def test_several_files_come_over_one_connection(served: Served) -> None:
    """As a player fetches them, a miss among them."""
    line = http.client.HTTPConnection(LOOPBACK, served.port, timeout=HANGS)
    for name, status in (("feed.xml", 200), ("no.mp3", 404), ("audio/a%20b.mp3", 200)):
        line.request("GET", f"/{SECRET}/{name}")
        answer = line.getresponse()
        answer.read()
        assert answer.status == status
    line.close()


def test_who_leaves_in_the_middle_is_not_written_down(
    served: Served, capfd: pytest.CaptureFixture[str]
) -> None:
    """No log of who asked for what, and no traceback with an address."""
    for _ in range(3):
        with socket.create_connection((LOOPBACK, served.port), timeout=HANGS) as line:
            line.sendall(f"GET /{SECRET}/audio/a%20b.mp3 HTTP/1.1\r\n\r\n".encode())
            line.recv(10)
            line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
    assert served.ask("feed.xml").status == 200
    assert capfd.readouterr() == ("", "")


def test_it_listens_on_loopback_alone(tmp_path: Path) -> None:
    """Unless another address is named, nobody in the network reaches it."""
    with Server(Shown(tmp_path, SECRET, {})) as server:
        assert server.server_address[0] == "127.0.0.1"


def test_idle_connections_do_not_keep_others_out(served: Served) -> None:
    """More than it answers at once are hung up on; when they have gone, it answers again."""
    idle = [socket.create_connection((LOOPBACK, served.port), timeout=HANGS) for _ in range(80)]
    late = idle[-1].recv(1)
    assert late == b""
    for line in idle:
        line.close()
    for _ in range(200):  # each hangs up on its own, in no time that is promised
        try:
            assert served.ask("feed.xml").status == 200
        except (OSError, http.client.HTTPException):
            continue
        return
    pytest.fail("it answers nobody any more")
