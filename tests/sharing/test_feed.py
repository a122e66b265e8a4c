"""A feed is what podcast players read, true to the byte, and the same each time."""

import io
import json
import os
import uuid
from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from compassion_audio.errors import CompassionAudioError, FileError, NotOurs
from compassion_audio.sharing import feed as feeds
from compassion_audio.sharing.feed import FEED, Feed, feed_of, write_feed
from compassion_audio.sharing.item import Item
from compassion_audio.sharing.ledger import Ledger, read_ledger
from tests.delivery.sample import CHAPTERS, probed
from tests.sharing.recordings import LINES, SHOW, SUMMARY, another, drawn_once, spoken

NOW = 1_800_000_000
NAMESPACE = b"https://podcastindex.org/namespace/1.0"
OLDER_NAMESPACE = b"https://github.com/podcastindex-org/podcast-namespace/blob/main/docs/1.0.md"
PODCAST = f"{{{NAMESPACE.decode()}}}"
ITUNES = "{http://www.itunes.com/dtds/podcast-1.0.dtd}"


@pytest.fixture(autouse=True)
def _covers_are_drawn_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feeds, "draw_cover", drawn_once)


def made(folder: Path, *items: Item, now: int = NOW) -> Feed:
    """Make a feed and write it."""
    remembered = read_ledger(folder)
    feed = feed_of(folder, items, SHOW, ledger=remembered, now=now)
    write_feed(folder, feed, remembered=remembered)
    return feed


def files_in(folder: Path) -> dict[str, bytes]:
    """Give all that is there."""
    found = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


def channel(feed: Feed) -> ET.Element:
    """Read a feed as XML."""
    found = ET.fromstring(feed.files[FEED]).find("channel")  # noqa: S314  # our own
    assert found is not None
    return found


def podcast_parser() -> Any:
    """Give the parser of a podcast player, or skip the test where it is not."""
    if find_spec("podcastparser") is None:
        reason = "podcastparser is not here; install the extra `test`"
        if os.environ.get("COMPASSION_REQUIRE_ALL") == "1":
            pytest.fail(reason)
        pytest.skip(reason)
    return import_module("podcastparser")


def test_a_podcast_player_reads_it(tmp_path: Path) -> None:
    """GPodder's own parser finds every recording with its sound, size, length, words and date."""
    feed = made(tmp_path, spoken(tmp_path / "01-ü b.mp3"), another(tmp_path / "rain.mp3"))
    text = feed.files[FEED].replace(NAMESPACE, OLDER_NAMESPACE)  # the one that podcastparser has
    parsed = podcast_parser().parse("https://x/feed.xml", io.BytesIO(text))
    assert (parsed["title"], parsed["language"]) == ("Practices & more", "en-GB")
    assert parsed["itunes_author"] == "A clinic <north>"
    assert parsed["cover_url"] == "https://example.org/p/feed/cover.jpg"
    told = {one["title"]: one for one in parsed["episodes"]}
    wishes, rain = told["Kind wishes & <thanks>"], told["Rain"]
    assert wishes["total_time"] == 2
    assert wishes["published"] == NOW - 60
    assert rain["published"] == NOW
    assert wishes["guid"] != rain["guid"]
    assert wishes["enclosures"] == [
        {
            "url": "https://example.org/p/01-%C3%BC%20b.mp3",
            "file_size": (tmp_path / "01-ü b.mp3").stat().st_size,
            "mime_type": "audio/mpeg",
        }
    ]
    assert wishes["transcript_url"] == "https://example.org/p/feed/01-%C3%BC%20b.vtt"
    assert wishes["chapters_json_url"] == "https://example.org/p/feed/01-%C3%BC%20b.chapters.json"


def test_it_is_private(tmp_path: Path) -> None:
    """No directory lists it, and no other host takes it over."""
    told = channel(made(tmp_path, spoken(tmp_path / "a.mp3")))
    assert told.findtext(f"{ITUNES}block") == "Yes"
    assert told.findtext(f"{PODCAST}block") == "yes"
    assert told.findtext(f"{PODCAST}locked") == "yes"
    assert [one.text for one in told.iterfind(f"item/{ITUNES}block")] == ["Yes"]


def test_its_identity_is_that_of_its_address(tmp_path: Path) -> None:
    """The UUID that the podcast namespace asks for, from the address without its scheme."""
    space = uuid.UUID("ead4c236-bf58-58c6-a2c6-a6b28d128cb6")
    example = uuid.uuid5(space, "mp3s.nashownotes.com/pc20rss.xml")  # the specification's own
    assert str(example) == "917393e3-1b1e-5cef-ace4-edaa54e1f810"
    told = channel(made(tmp_path, spoken(tmp_path / "a.mp3")))
    assert told.findtext(f"{PODCAST}guid") == str(uuid.uuid5(space, "example.org/p/feed.xml"))


def test_it_says_the_notice_and_what_to_know_before(tmp_path: Path) -> None:
    """Players show descriptions as HTML: a summary with < in it stays a summary."""
    told = channel(made(tmp_path, spoken(tmp_path / "a.mp3")))
    assert "emergency number" in str(told.findtext("description"))
    about = str(told.findtext("item/description"))
    assert about == "A wish for you &amp; &lt;somebody&gt;. Go slowly."
    assert "<somebody>" in SUMMARY


def test_what_no_xml_can_hold_is_left_out(tmp_path: Path) -> None:
    """A tag of another's file may hold anything; one such character would break the whole feed."""
    item = spoken(tmp_path / "a.mp3", "A\0 q\x1buiet\ufffe ho\ud800ur 🌊")
    assert channel(made(tmp_path, item)).findtext("item/title") == "A quiet hour 🌊"


def test_chapters_are_in_seconds_and_join(tmp_path: Path) -> None:
    """JSON chapters 1.2, each with its beginning and end to the millisecond."""
    data = json.loads(made(tmp_path, spoken(tmp_path / "a.mp3")).files["feed/a.chapters.json"])
    assert data["version"] == "1.2.0"
    assert [(one["startTime"], one["endTime"], one["title"]) for one in data["chapters"]] == [
        (one.start / 1000, one.end / 1000, one.name) for one in CHAPTERS
    ]


def test_words_are_captions(tmp_path: Path) -> None:
    """WebVTT with a cue for each line."""
    words = made(tmp_path, spoken(tmp_path / "a.mp3")).files["feed/a.vtt"].decode()
    assert words.startswith("WEBVTT\n")
    assert words.count(" --> ") == len(LINES)


def test_what_has_no_chapters_and_no_words_names_none(tmp_path: Path) -> None:
    """Another's MP3 is in the feed with its sound alone."""
    feed = made(tmp_path, another(tmp_path / "rain.mp3"))
    item = channel(feed).find("item")
    assert item is not None
    assert not [one.tag for one in item if one.tag.startswith(PODCAST)]
    assert set(feed.files) == {"feed.xml", "feed/cover.jpg"}


def test_a_twin_is_another_way_to_hear_it(tmp_path: Path) -> None:
    """Players that know it offer the voice alone, with its own size."""
    twin = tmp_path / "a-voice.mp3"
    item = channel(made(tmp_path, spoken(tmp_path / "a.mp3", twin=twin))).find("item")
    assert item is not None
    other = item.find(f"{PODCAST}alternateEnclosure")
    source = item.find(f"{PODCAST}alternateEnclosure/{PODCAST}source")
    assert other is not None
    assert source is not None
    assert other.get("length") == str(twin.stat().st_size)
    assert source.get("uri") == "https://example.org/p/a-voice.mp3"


def test_the_same_folder_gives_the_same_bytes(tmp_path: Path) -> None:
    """A day later, and moved to another place, nothing of it has changed."""
    made(tmp_path / "one", spoken(tmp_path / "one/a.mp3"), another(tmp_path / "one/b.mp3"))
    first = files_in(tmp_path / "one")
    (tmp_path / "one").rename(tmp_path / "two")
    items = spoken(tmp_path / "two/a.mp3"), another(tmp_path / "two/b.mp3")
    made(tmp_path / "two", *items, now=NOW + 86_400)
    assert files_in(tmp_path / "two") == first


def test_nothing_of_this_machine_is_in_it(tmp_path: Path) -> None:
    """No path, no user and no date of a file; what it remembers says no more than it."""
    made(tmp_path, spoken(tmp_path / "a.mp3"))
    for name, data in files_in(tmp_path).items():
        if not name.endswith((".mp3", ".jpg")):
            assert str(tmp_path).encode() not in data


def test_sizes_and_lengths_are_those_that_ffprobe_finds(
    tmp_path: Path, program: Callable[[str], str]
) -> None:
    """What players show before they download is what they get."""
    item = spoken(tmp_path / "a.mp3")
    found = probed(item.audio, program)["format"]
    told = channel(made(tmp_path, item)).find("item")
    assert told is not None
    enclosure = told.find("enclosure")
    assert enclosure is not None
    assert enclosure.get("length") == found["size"]
    assert told.findtext(f"{ITUNES}duration") == str(round(float(found["duration"])))


def test_a_file_of_the_persons_is_not_lost(tmp_path: Path) -> None:
    """What somebody else wrote, or has changed, stands in the way, and nothing is written."""
    item = spoken(tmp_path / "a.mp3")
    made(tmp_path, item)
    (tmp_path / "feed/a.vtt").write_text("mine")
    (tmp_path / "feed.xml").unlink()
    before = files_in(tmp_path)
    with pytest.raises(NotOurs, match=r"a\.vtt") as told:
        made(tmp_path, item)
    assert "--force" in told.value.hint
    assert files_in(tmp_path) == before
    feed = feed_of(tmp_path, [item], SHOW, ledger=Ledger(), now=NOW)
    write_feed(tmp_path, feed, remembered=Ledger(), may_overwrite=True)
    assert (tmp_path / "feed/a.vtt").read_bytes() == feed.files["feed/a.vtt"]


def test_what_nothing_names_any_more_is_taken_away_if_it_is_ours(tmp_path: Path) -> None:
    """The words of a recording that has gone go too; whatever else lies there stays."""
    gone, stays = spoken(tmp_path / "gone.mp3"), spoken(tmp_path / "stays.mp3")
    made(tmp_path, gone, stays)
    (tmp_path / "feed/gone.vtt").write_text("mine now")
    (tmp_path / "feed/own.txt").write_text("never ours")
    made(tmp_path, stays)
    left = set(files_in(tmp_path / "feed"))
    assert left == {"cover.jpg", "stays.vtt", "stays.chapters.json", "gone.vtt", "own.txt"}
    assert gone.audio.exists()


def test_a_ledger_that_names_other_places_takes_nothing_away(tmp_path: Path) -> None:
    """Whoever writes into it cannot have files removed that are not beside the feed."""
    item = spoken(tmp_path / "home/a.mp3")
    (tmp_path / "other.txt").write_text("x")
    feed = feed_of(tmp_path / "home", [item], SHOW, ledger=Ledger(), now=NOW)
    digest = "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881"
    names = ("../other.txt", "feed/../../other.txt", str(tmp_path / "other.txt"))
    write_feed(tmp_path / "home", feed, remembered=Ledger(made=dict.fromkeys(names, (digest,))))
    assert (tmp_path / "other.txt").read_text() == "x"


def test_a_run_that_was_ended_is_gone_on_with(tmp_path: Path) -> None:
    """Wherever it ends, what was written so far is known as ours."""
    items = [spoken(tmp_path / "a.mp3", "Old")]
    made(tmp_path, *items)
    feed = feed_of(
        tmp_path, [spoken(tmp_path / "a.mp3", "New")], SHOW, ledger=read_ledger(tmp_path), now=NOW
    )

    class Cut(dict[str, bytes]):
        """Ends the run when the feed itself is due."""

        def items(self) -> Any:
            """Give all but the last, then stop."""
            for name in self:
                if name == FEED and reading:
                    raise KeyboardInterrupt
                yield name, self[name]

    reading = True
    with pytest.raises(KeyboardInterrupt):
        write_feed(
            tmp_path,
            Feed(Cut(feed.files), feed.ledger),
            remembered=read_ledger(tmp_path),
            may_overwrite=True,
        )
    made(tmp_path, spoken(tmp_path / "a.mp3", "Newest"))
    assert b"Newest" in (tmp_path / FEED).read_bytes()


def test_a_link_that_leads_elsewhere_is_not_written_through(tmp_path: Path) -> None:
    """What is made beside the feed stays in the folder."""
    item = spoken(tmp_path / "home/a.mp3")
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "home/feed").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(NotOurs, match="leads elsewhere"):
        made(tmp_path / "home", item)
    assert not files_in(tmp_path / "elsewhere")


def test_a_recording_outside_the_folder_is_refused(tmp_path: Path) -> None:
    """Its address would lead out of what is shared."""
    (tmp_path / "home").mkdir()
    with pytest.raises(CompassionAudioError, match="is not in"):
        made(tmp_path / "home", spoken(tmp_path / "a.mp3"))


def test_a_recording_that_has_gone_is_told(tmp_path: Path) -> None:
    """Between the look at the folder and the feed."""
    item = spoken(tmp_path / "a.mp3")
    item.audio.unlink()
    with pytest.raises(FileError, match="no such file"):
        made(tmp_path, item)
