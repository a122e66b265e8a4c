"""A practice that is heard while it is made sounds as its recording does."""

from pathlib import Path

import numpy as np
import pytest

from compassion_audio import library
from compassion_audio.audio.clip import Samples
from compassion_audio.audio.loudness import Meter, integrated
from compassion_audio.errors import CompassionAudioError, LengthError, ScriptError, VoiceNotFound
from compassion_audio.library import Source
from compassion_audio.settings import Folders
from compassion_audio.studio.finish import Finish
from compassion_audio.studio.live import Live, live
from compassion_audio.studio.planning import planned
from compassion_audio.studio.rendering import Rendering
from compassion_audio.studio.sound import sounded
from compassion_audio.units import Milliseconds, WordsPerMinute

PACE = WordsPerMinute(115)


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Folders:
    """Speak each line once for all tests of this page."""
    home = tmp_path_factory.mktemp("kept")
    return Folders(home / "data", home / "cache")


def length_of(track: Live) -> int:
    """Give how long it is, once that is known."""
    assert track.length
    return track.length


def source(body: str) -> Source:
    """Make a practice of a few words."""
    return Source("trial", "trial.md", f"---\ntitle: A trial\n---\n{body}")


def played(rendering: Rendering, kept: Folders) -> Samples:
    """Make it as it is played."""
    with live(rendering, folders=kept) as track:
        sound = np.concatenate(list(track.blocks()))
        assert sound.shape == (length_of(track) * 48, track.channels)
        return sound


def rendered(rendering: Rendering, kept: Folders) -> Samples:
    """Make it as it is recorded."""
    with planned(rendering, folders=kept) as plan:
        return np.concatenate(list(sounded(plan).blocks))


def loudness(sound: Samples) -> float:
    """Measure the whole."""
    meter = Meter(sound.shape[1])
    meter.add(sound)
    return integrated(meter.powers)


@pytest.mark.parametrize(
    ("name", "finish"),
    [
        ("what-do-i-need", Finish()),
        ("soles-of-the-feet", Finish(preset="quiet-night")),
        ("breathing-space", Finish(bed="brown")),
    ],
)
def test_it_sounds_as_its_recording(name: str, finish: Finish, kept: Folders) -> None:
    """Each second within 1 dB, the whole within 0.3 LU, every sample at its place."""
    rendering = Rendering(library.read(name), "espeak", PACE, finish=finish)
    heard, known = played(rendering, kept), rendered(rendering, kept)
    assert heard.shape == known.shape
    assert loudness(heard) == pytest.approx(loudness(known), abs=0.3)
    whole = len(known) // 48_000 * 48_000
    row = known.shape[1] * 48_000
    here, there = (
        np.sqrt(np.square(one[:whole].reshape(-1, row)).mean(axis=1)) for one in (heard, known)
    )
    is_heard = there > 1e-3
    assert np.abs(20 * np.log10(here[is_heard] / there[is_heard])).max() < 1.0
    assert np.array_equal(heard == 0, known == 0)


def test_at_an_asked_length_it_is_exactly_so_long(kept: Folders) -> None:
    """All of it is spoken before the first sound, and is level as the recording is."""
    rendering = Rendering(
        library.read("breathing-space"), "espeak", PACE, length=Milliseconds(240_000)
    )
    assert len(played(rendering, kept)) == 240_000 * 48


def test_it_sounds_the_same_however_much_was_prepared(kept: Folders) -> None:
    """How quick the machine is decides nothing."""
    rendering = Rendering(library.read("what-do-i-need"), "espeak", PACE)
    with live(rendering, folders=kept) as track:
        while track.prepare():
            pass
        assert track.length
        prepared = np.concatenate(list(track.blocks()))
    assert np.array_equal(prepared, played(rendering, kept))


def test_a_bell_rings_before_a_word_is_spoken(kept: Folders) -> None:
    """Its first second needs no voice; as the words come, their captions are known."""
    body = "# Arriving\n\n[bell]\n\nRest {wish}.\n\n[silence 2m]\n\nYou are welcome."
    rendering = Rendering(source(body), "tone", PACE, values={"wish": "as a hidden word"})
    with live(rendering, folders=kept) as track:
        blocks = track.blocks()
        assert next(blocks).any()
        assert track.length is None
        assert track.at(Milliseconds(1000)).section == "Arriving"
        assert not track.at(Milliseconds(1000)).words
        while track.prepare():
            pass
        end = length_of(track)
        assert "hidden" not in track.at(Milliseconds(4500)).words
        assert track.at(Milliseconds(4500)).words == "Rest …."
        assert track.at(Milliseconds(60_000)).section == "Silence"
        last = track.at(Milliseconds(end - 100))
        assert (last.section, last.words) == ("Arriving", "You are welcome.")
        blocks.close()


@pytest.mark.parametrize(
    "body",
    [
        "[silence 5s]\n\n[bell wood]\n",
        "[bell wood x2]\n",
        "[bed rain]\n\n[silence 5s]\n\n[bell wood]\n",
    ],
)
def test_where_nobody_speaks_it_is_the_recording(body: str, kept: Folders) -> None:
    """To the bit, or nearly: there is nothing to wait for."""
    rendering = Rendering(source(body), "tone", PACE)
    assert np.abs(played(rendering, kept) - rendered(rendering, kept)).max() < 1e-4


@pytest.mark.parametrize(
    ("body", "voice", "length", "kind"),
    [
        ("[bel]\n", "tone", None, ScriptError),
        ("Rest.\n", "nobody", None, VoiceNotFound),
        ("Rest.\n", "tone", 60_000, LengthError),
        ("[if 30m or longer]\nRest.\n[end]\n", "tone", None, CompassionAudioError),
    ],
)
def test_what_cannot_be_made_is_told_before_a_sound(
    body: str, voice: str, length: int | None, kind: type[Exception], kept: Folders
) -> None:
    """A length that cannot be reached, too."""
    asked = None if length is None else Milliseconds(length)
    rendering = Rendering(source(body), voice, PACE, length=asked)
    with pytest.raises(kind), live(rendering, folders=kept):
        pass


def test_the_cache_never_holds_words_of_ones_own(tmp_path: Path) -> None:
    """As when it is recorded."""
    folders = Folders(tmp_path / "d", tmp_path / "c")
    rendering = Rendering(source("May {wish}."), "espeak", PACE, values={"wish": "I rest"})
    played(rendering, folders)
    assert not list((tmp_path / "c" / "lines").glob("??/*"))
