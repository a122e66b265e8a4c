"""A set of takes is a voice: it says the lines that are recorded, and why it says no others."""

from pathlib import Path

import numpy as np
import pytest

from compassion_audio.errors import EngineMissing, NoTake
from compassion_audio.script import Say
from compassion_audio.units import WordsPerMinute
from compassion_audio.voices.engine import Home
from compassion_audio.voices.lines import Speaker, spoken
from compassion_audio.voices.names import Chosen, Engines, find_voice
from compassion_audio.voices.takes.collection import Collection
from compassion_audio.voices.takes.edit import edited
from compassion_audio.voices.takes.engine import TakesEngine
from compassion_audio.voices.takes.folder import TakesFolder

from .rooms import in_room, word

PACE = WordsPerMinute(115)
WORDS = ["You are welcome here.", "Rest your hands for now.", "Breathe in, slowly."]


@pytest.fixture
def root() -> Path:
    """Keep a set called mine, with the first two of three lines recorded."""
    folder = TakesFolder(Path("data"), "mine")
    folder.save(Collection().with_practice("calm", title="Calm", language="de", words=WORDS))
    folder.keep(1, edited(in_room(word(700), noise=-50)), origin="a.wav")
    folder.keep(2, edited(in_room(word(900), noise=-30)), origin="b.wav")
    return Path("data")


@pytest.fixture
def engine(root: Path) -> TakesEngine:
    """Give the engine of that folder."""
    return TakesEngine(Home(root))


def test_the_engine_is_found_by_its_entry_point() -> None:
    """Through the same door as anyone's."""
    engine = Engines()["takes"]
    assert isinstance(engine, TakesEngine)
    assert engine.is_recorded
    assert engine.warmth == 100
    assert engine.version("mine") == ""


def test_a_line_is_its_take(engine: TakesEngine, root: Path) -> None:
    """Whatever white space is between the words; the samples of the file, uncut."""
    clip = engine.speak("You  are\nwelcome here.", voice="mine", pace=PACE)
    collection = TakesFolder(root, "mine").load()
    take = collection.line(1).take
    assert take
    assert clip.length == take.length
    assert clip.rate == 48_000


def test_a_line_without_a_take_says_why(engine: TakesEngine) -> None:
    """Not recorded; and what it may once have been, the most alike first."""
    with pytest.raises(NoTake) as caught:
        engine.speak("Breathe in, slowly.", voice="mine", pace=PACE)
    assert caught.value.reason == "it was not recorded"
    assert caught.value.alike == ()
    with pytest.raises(NoTake) as caught:
        engine.speak("Rest your hands, for now.", voice="mine", pace=PACE)
    assert caught.value.alike == (("Rest your hands for now.", ("calm",)),)
    assert caught.value.hint == "record it with: compassion takes record mine"


@pytest.mark.parametrize("damage", [b"", b"words", None])
def test_a_take_that_cannot_be_read_is_no_take(
    engine: TakesEngine, root: Path, damage: bytes | None
) -> None:
    """The practice can be rendered all the same, and the reason names the file."""
    path = root / "mine" / "001.flac"
    path.unlink()
    if damage is not None:
        path.write_bytes(damage)
    with pytest.raises(NoTake) as caught:
        engine.speak(WORDS[0], voice="mine", pace=PACE)
    assert caught.value.reason == "its take 001.flac cannot be read"


def test_the_voices_are_the_sets_the_fullest_first(engine: TakesEngine, root: Path) -> None:
    """With what they cover; a damaged one is shown as such and harms no other."""
    empty = TakesFolder(root, "empty")
    empty.save(Collection())
    bad = TakesFolder(root, "bad")
    bad.save(Collection())
    (bad.path / "lines.json").write_text("{")
    told = [(voice.name, voice.language, voice.about) for voice in engine.voices()]
    assert told[0] == ("takes:mine", "de", "2 of 3 lines of Calm")
    assert told[1] == ("takes:empty", "any", "no lines yet")
    assert told[2][2].endswith("is damaged, or of a later version of this program")
    assert engine.knows("bad")
    assert not engine.knows("other")


def test_without_a_set_it_says_how_to_make_one() -> None:
    """No home, an empty home: the command that begins."""
    for home in (None, Home(), Home(Path("nowhere"))):
        engine = TakesEngine(home)
        assert not engine.available()
        with pytest.raises(EngineMissing) as caught:
            find_voice("takes:mine", {"takes": engine})
        assert caught.value.hint == "compassion takes new SCRIPT --name mine"


def test_a_new_take_is_heard_by_the_next_rendering(engine: TakesEngine, root: Path) -> None:
    """What was read is forgotten when the engine is let go of."""
    with pytest.raises(NoTake):
        engine.speak(WORDS[2], voice="mine", pace=PACE)
    TakesFolder(root, "mine").keep(3, edited(in_room(word(500), noise=-50)), origin="c.wav")
    engine.close()
    assert engine.speak(WORDS[2], voice="mine", pace=PACE).frames


def test_a_take_is_not_trimmed_again_and_no_word_is_changed(engine: TakesEngine) -> None:
    """Its own room is louder than the trimming of voices expects; pronunciations are for robots."""
    speaker = Speaker(Chosen(engine, "mine"), PACE, said=str.upper)
    take = engine.speak(WORDS[1], voice="mine", pace=PACE)
    clip = spoken(Say(WORDS[1], line=7), speaker).read()
    assert abs(clip.frames - take.frames) <= 12 * 48
    same = min(clip.frames, take.frames) - 5 * 48  # the last of the tail may be faded again
    np.testing.assert_allclose(clip.samples[:same], take.samples[:same], atol=clip.peak / 30_000)


def test_the_error_names_its_line_and_keeps_its_reason(engine: TakesEngine) -> None:
    """Whoever plans the practice has both."""
    speaker = Speaker(Chosen(engine, "mine"), PACE)
    with pytest.raises(NoTake) as caught:
        spoken(Say("Rest your hands, for now.", line=14), speaker)
    assert caught.value.message == "line 14: takes:mine has no take of this line"
    assert caught.value.alike
    assert str(caught.value) == caught.value.message
