"""The embedded voice speaks at the pace that was asked for, and every line always the same."""

import hashlib
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest

from compassion_audio import library, script
from compassion_audio.audio.clip import Clip
from compassion_audio.errors import SpeechFailed
from compassion_audio.settings import Folders
from compassion_audio.studio.planning import planned
from compassion_audio.studio.rendering import Rendering
from compassion_audio.units import WordsPerMinute
from compassion_audio.voices import espeak, espeak_wheel
from compassion_audio.voices.espeak import EspeakEngine
from compassion_audio.voices.espeak_process import Worker
from compassion_audio.voices.pace import count_words, measured_pace
from compassion_audio.voices.tempo import Tempo

VOICE = "en-us+klatt4"
PACE = WordsPerMinute(115)
Children = Callable[[], set[int]]
LINES = tuple(f"May I give myself the compassion that I need, {number} times." for number in "abcd")


@pytest.fixture(scope="module")
def engine() -> Iterator[EspeakEngine]:
    """One engine for all tests of this page, calibrated once for each pace."""
    one = EspeakEngine()
    yield one
    one.close()


@pytest.fixture
def another() -> Iterator[EspeakEngine]:
    """An engine that has not spoken yet."""
    one = EspeakEngine()
    yield one
    one.close()


def say(engine: EspeakEngine, text: str, *, pace: float = PACE) -> Clip:
    """Let an engine say a line in the default voice."""
    return engine.speak(text, voice=VOICE, pace=WordsPerMinute(pace))


def digest(clip: Clip) -> str:
    """Name the samples of a clip, so that two can be compared across processes."""
    return hashlib.sha256(clip.samples.tobytes()).hexdigest()


@pytest.fixture
def children() -> Children:
    """Tell the processes that this one has started and that are not gone, zombies included."""
    if not sys.platform.startswith("linux"):
        pytest.skip("processes are counted in Linux's /proc")

    def started() -> set[int]:
        found = set()
        for stat in Path("/proc").glob("[0-9]*/stat"):
            with suppress(OSError):  # it may end while we look
                parent = stat.read_text().rpartition(")")[2].split()[1]
                if int(parent) == os.getpid():
                    found.add(int(stat.parent.name))
        return found

    return started


def test_it_is_here_and_needs_nothing() -> None:
    """The wheel brings library and data; that is the promise of the default voice."""
    assert EspeakEngine().available()


def test_where_its_wheel_is_missing_it_says_how_to_get_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A system without the library gets the command that brings it."""
    monkeypatch.setattr(espeak, "library", lambda: tmp_path / "libespeak-ng.so")
    here = EspeakEngine().available()
    assert not here
    assert "espeakng-loader" in here.missing
    assert here.fix == "python -m pip install espeakng-loader"


def test_making_an_engine_starts_nothing(children: Children) -> None:
    """Listing the voices of all engines costs no process."""
    before = children()
    one = EspeakEngine()
    one.voices()
    one.knows(VOICE)
    assert children() == before


@pytest.mark.parametrize("pace", [80, 115, 150])
def test_it_speaks_the_paragraph_at_the_pace_that_was_asked_for(
    pace: int, engine: EspeakEngine
) -> None:
    """From a very slow practice to brisk speech: within 3 percent, as it is heard."""
    say(engine, LINES[0], pace=pace)  # the first line is asked for alone
    measured = measured_pace(lambda line: say(engine, line, pace=pace), hands=engine.hands)
    assert measured == pytest.approx(pace, rel=0.03)


def test_it_speaks_the_library_at_the_pace_that_was_asked_for(spoken_once: Folders) -> None:
    """Within 5 percent over all of it, and each practice within 10: words differ in length."""
    words, heard = {}, {}
    for slug in library.slugs():
        with planned(Rendering(library.read(slug), "espeak", PACE), folders=spoken_once) as plan:
            lines = [cue.step for cue in plan.timeline.cues if isinstance(cue.step, script.Say)]
            words[slug] = sum(count_words(line.text) for line in lines)
            heard[slug] = plan.timeline.spoken / 60_000
    assert sum(words.values()) / sum(heard.values()) == pytest.approx(PACE, rel=0.05)
    wrong = {slug: words[slug] / heard[slug] for slug in words}
    assert {slug: pace for slug, pace in wrong.items() if abs(pace / PACE - 1) > 0.1} == {}


def test_a_line_is_the_same_twice_after_others_and_from_another_engine(
    engine: EspeakEngine, another: EspeakEngine
) -> None:
    """Calibration, order and history leave no trace in the samples."""
    first = digest(say(engine, LINES[0]))
    again = digest(say(engine, LINES[0]))
    for line in LINES[1:]:
        say(engine, line)
    later = digest(say(engine, LINES[0]))
    assert first == again == later == digest(say(another, LINES[0]))


def test_a_line_is_the_same_in_another_run_of_the_program(engine: EspeakEngine) -> None:
    """A practice rendered tomorrow has the same samples: calibration, filter and all."""
    code = (
        "import sys, hashlib\n"
        "from compassion_audio.voices.espeak import EspeakEngine\n"
        "engine = EspeakEngine()\n"
        f"clip = engine.speak({LINES[0]!r}, voice={VOICE!r}, pace={PACE!r})\n"
        "engine.close()\n"
        "print(hashlib.sha256(clip.samples.tobytes()).hexdigest())\n"
    )
    other = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert other.stdout.strip() == digest(say(engine, LINES[0]))


def test_several_threads_hear_what_one_would(engine: EspeakEngine) -> None:
    """Lines spoken side by side are the lines spoken one after another."""
    alone = [digest(say(engine, line)) for line in LINES]
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(lambda line: digest(say(engine, line)), LINES * 6))
    assert together == alone * 6


@pytest.mark.parametrize("voice", ["en-us", "fr", "en-gb-x-rp+klatt4", "sv+f3", "en-us+Andy"])
def test_it_knows_languages_alone_and_with_a_variant(voice: str) -> None:
    """It offers a few voices and knows hundreds."""
    assert EspeakEngine().knows(voice)


@pytest.mark.parametrize(
    "voice",
    ["", "+", "+f3", "en-us+", "en-us+nobody", "en-us+F3", "xx", "en-gb", "fr-fr", "zh", "gmw"],
)
def test_it_knows_no_others(voice: str) -> None:
    """Names that its data files list inside but that it does not answer to are refused too."""
    assert not EspeakEngine().knows(voice)


def test_espeak_itself_would_take_any_variant_without_a_word() -> None:
    """That is why variants are checked before: it would speak with a voice nobody chose."""
    worker = Worker(espeak_wheel.library())
    try:
        _, samples = worker.speak(text="Hello.", voice="en-us+nobody", rate=120, gap=0)
    finally:
        worker.stop()
    assert any(samples)


def test_every_language_it_knows_is_one_that_espeak_accepts() -> None:
    """No name passes the check and then fails in the middle of a practice."""
    worker = Worker(espeak_wheel.library())
    try:
        for language in sorted(espeak._languages()):
            worker.speak(text="a", voice=language, rate=200, gap=0)
    finally:
        worker.stop()
    assert len(espeak._languages()) > 100


def test_every_voice_on_offer_is_another_one() -> None:
    """Five voices are offered, and they are five, not one under five names."""
    offered = [voice.name.removeprefix("espeak:") for voice in EspeakEngine().voices()]
    worker = Worker(espeak_wheel.library())
    try:
        sounds = [worker.speak(text=LINES[0], voice=one, rate=120, gap=0)[1] for one in offered]
    finally:
        worker.stop()
    assert offered[0] == VOICE
    assert all(EspeakEngine().knows(voice) for voice in offered)
    assert len(set(sounds)) == len(offered) == 5


def test_a_voice_that_fails_leaves_no_process(another: EspeakEngine, children: Children) -> None:
    """A name that was not checked is an error with a hint, in calibration too."""
    before = children()
    with pytest.raises(SpeechFailed, match="no voice en-nowhere"):
        another.speak("Hello.", voice="en-nowhere", pace=PACE)
    another.close()
    assert children() == before


def test_closing_leaves_no_process_and_it_can_speak_again(
    engine: EspeakEngine, children: Children
) -> None:
    """What it started is gone, from all threads; what it learnt is not."""
    engine.close()
    before = children()
    spoken = digest(say(engine, LINES[0]))
    with ThreadPoolExecutor(3) as pool:
        list(pool.map(lambda line: say(engine, line), LINES))
    assert children() > before
    engine.close()
    engine.close()
    assert children() == before
    assert digest(say(engine, LINES[0])) == spoken


def test_its_consonants_are_softened(engine: EspeakEngine) -> None:
    """What it says has nothing above 11 kHz, and half of its power in an s at 4 kHz."""
    tempo = Tempo(93, 0)
    said = engine._said(LINES[0], VOICE, tempo)
    heard = say(engine, LINES[0])
    bare, soft = (
        np.abs(np.fft.rfft(clip.samples[:, 0], n=clip.rate * 10)) ** 2 / clip.rate**2
        for clip in (said, heard)
    )
    near = slice(39_500, 40_500)
    assert 10 * np.log10(soft[near].sum() / bare[near].sum()) == pytest.approx(-3.0, abs=0.2)
    assert soft[112_000:].max() < soft.max() * 1e-10


@pytest.mark.parametrize("voice", ["en-us+klatt4", "en-gb-x-rp+klatt4"])
def test_its_loudest_voices_do_not_overload(voice: str, engine: EspeakEngine) -> None:
    """At its usual volume these words have a hundred samples that are cut off at full scale."""
    words = "And how is your body, tight in places, tired, or at ease?"
    said = engine._said(words, voice, Tempo(93, 0))
    assert 0.5 < said.peak < 0.98


def test_what_is_known_of_the_usual_voice_is_what_calibration_finds(engine: EspeakEngine) -> None:
    """Of this version; another is measured anew, as everything else is."""
    for (voice, pace, version), tempo in espeak._KNOWN.items():
        assert version == engine.version(voice)
        assert engine._searched(voice, WordsPerMinute(pace)) == tempo
