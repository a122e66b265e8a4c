"""Lines are spoken side by side, given in order, trimmed, and each failure names its line."""

import threading
from collections.abc import Callable
from contextlib import suppress
from functools import partial

import numpy as np
import pytest

from compassion_audio.audio.clip import Clip, mono
from compassion_audio.errors import EngineMissing, SpeechFailed, VoiceError
from compassion_audio.script import Say
from compassion_audio.units import WordsPerMinute
from compassion_audio.voices.engine import Availability, Voice
from compassion_audio.voices.lines import Speaker, spoken, spoken_lines
from compassion_audio.voices.names import Chosen

PACE = WordsPerMinute(115)
LONG = 10.0
"""Seconds after which a test that hangs gives up. Nothing waits so long when all is well."""


def words(length: int = 100) -> Clip:
    """Give so many milliseconds of sound, with a tenth of a second of silence on either side."""
    return mono(np.pad(np.full(length * 48, 0.5), 4_800))


class Reader:
    """An engine that does with each line as it is told, and writes down what it was asked."""

    name = "reader"
    about = "It reads."
    warmth = 50
    is_recorded = False

    def __init__(self, *, hands: int, say: Callable[[str], Clip]) -> None:
        self.hands = hands
        self.asked: list[tuple[str, str, float]] = []
        self._say = say

    def available(self) -> Availability:
        """It is."""
        return Availability()

    def voices(self) -> tuple[Voice, ...]:
        """Offer one."""
        return (Voice("reader:soft", "en", "soft"),)

    def knows(self, voice: str) -> bool:
        """Know that one."""
        return voice == "soft"

    def version(self, voice: str) -> str:
        """Give the first one."""
        return f"1 {voice}"

    def speak(self, text: str, *, voice: str, pace: WordsPerMinute) -> Clip:
        """Write the line down and do as told."""
        self.asked.append((text, voice, pace))
        return self._say(text)

    def close(self) -> None:
        """Nothing to let go of."""

    @property
    def chosen(self) -> Chosen:
        """Its voice, found."""
        return Chosen(self, "soft")


def lines(count: int) -> list[Say]:
    """Write so many lines, two apart, as a practice might."""
    return [Say(f"line {number}", line=10 + 2 * number) for number in range(count)]


def voice_threads() -> list[threading.Thread]:
    """Give the threads that are speaking."""
    return [thread for thread in threading.enumerate() if thread.name.startswith("voice")]


def test_lines_come_in_order_whichever_is_finished_first() -> None:
    """Here each line waits for the one after it, and still the first comes first."""
    finished = {f"line {number}": threading.Event() for number in range(5)}
    finished["line 1"].set()

    def say(text: str) -> Clip:
        number = int(text.split()[1])
        following = finished.get(f"line {number + 1}")
        if following and number:
            assert following.wait(LONG)
        finished[text].set()
        return words(100 + 24 * number)

    reader = Reader(hands=4, say=say)
    given = list(spoken_lines(lines(5), Speaker(reader.chosen, PACE)))
    assert [line for line, _ in given] == lines(5)
    assert [clip.length for _, clip in given] == [216, 240, 264, 288, 312]


def test_the_voice_and_the_pace_reach_the_engine() -> None:
    """The engine is asked for the part of the name after the colon, at the pace of the practice."""
    reader = Reader(hands=1, say=lambda _: words())
    list(spoken_lines(lines(2), Speaker(reader.chosen, PACE)))
    assert reader.asked == [("line 0", "soft", 115), ("line 1", "soft", 115)]


def test_the_first_line_is_spoken_alone() -> None:
    """An engine calibrates itself in peace: no other line is asked for before the first is had."""
    reader = Reader(hands=4, say=lambda _: words())
    speaking = spoken_lines(lines(9), Speaker(reader.chosen, PACE))
    next(speaking)
    assert [text for text, _, _ in reader.asked] == ["line 0"]
    assert not voice_threads()


def test_as_many_lines_are_spoken_at_once_as_the_engine_has_hands() -> None:
    """Three hands: the lines meet by threes to go on, and there is no fourth thread."""
    meeting = threading.Barrier(3, timeout=LONG)
    hands: list[int] = []

    def say(text: str) -> Clip:
        if text != "line 0":
            meeting.wait()
            hands.append(len(voice_threads()))
        return words()

    reader = Reader(hands=3, say=say)
    list(spoken_lines(lines(1 + 30), Speaker(reader.chosen, PACE)))
    assert max(hands) == 3


@pytest.mark.parametrize("kind", [SpeechFailed, EngineMissing])
@pytest.mark.parametrize("failing", [0, 3])
def test_a_failure_names_its_line(kind: type[VoiceError], failing: int) -> None:
    """The line of the file, what the engine said, and what it advised; the kind stays."""

    def say(text: str) -> Clip:
        if text == f"line {failing}":
            raise kind("the reader has a cold", hint="bring tea")
        return words()

    reader = Reader(hands=2, say=say)
    with pytest.raises(VoiceError) as caught:
        list(spoken_lines(lines(6), Speaker(reader.chosen, PACE)))
    assert type(caught.value) is kind
    assert caught.value.message == f"line {10 + 2 * failing}: the reader has a cold"
    assert caught.value.hint == "bring tea"


def test_lines_before_a_failure_are_given() -> None:
    """They were spoken, and come out in order before the error does."""

    def say(text: str) -> Clip:
        if text == "line 2":
            raise SpeechFailed("no")
        return words()

    heard: list[str] = []
    with pytest.raises(SpeechFailed):  # noqa: PT012  # what comes before it is the point
        for line, _ in spoken_lines(lines(5), Speaker(Reader(hands=4, say=say).chosen, PACE)):
            heard.append(line.text)  # the error ends the loop, not the list
    assert heard == ["line 0", "line 1"]


@pytest.mark.parametrize("silence", [mono([]), mono(np.zeros(48_000))])
def test_an_engine_that_gives_silence_has_failed(silence: Clip) -> None:
    """A line that nobody hears is an error with its number and its voice, not a gap."""
    reader = Reader(hands=1, say=lambda _: silence)
    with pytest.raises(SpeechFailed, match="line 7: the voice reader:soft has no sound") as caught:
        spoken(Say("…", line=7), Speaker(reader.chosen, PACE))
    assert "choose a voice" in caught.value.hint


def test_a_line_is_cut_to_its_speech_and_its_margins() -> None:
    """A tenth of a second on either side becomes 30 ms before and 80 ms after, at 48 kHz.

    The tail is up to 12 ms shorter or longer, so that all of it is whole steps of 24 ms.
    """
    for length, tail in ((500, 70), (514, 80), (516, 78), (515, 79), (503, 91), (502, 92)):
        reader = Reader(hands=1, say=partial(lambda size, _: words(size), length))
        clip = spoken(Say("Hello.", line=1), Speaker(reader.chosen, PACE)).read()
        assert clip.rate == 48_000
        assert clip.frames == (30 + length + tail) * 48
        assert clip.length % 24 == 0
        heard = np.flatnonzero(clip.samples[:, 0])
        assert (heard[0], heard[-1] + 1) == (30 * 48, (30 + length) * 48)


@pytest.mark.parametrize("how", ["the listener fails", "the listener leaves"])
def test_a_listener_who_goes_stops_the_lines_that_wait(how: str) -> None:
    """Ctrl-C, an error in what draws the progress: nothing more is asked for, no thread stays."""
    going = threading.Event()

    def say(text: str) -> Clip:
        if text == "line 2":
            assert going.wait(LONG)  # so that line 2 is being spoken when the listener goes
        return words(1)

    reader = Reader(hands=1, say=say)

    def listen() -> None:
        for line, _ in spoken_lines(lines(500), Speaker(reader.chosen, PACE)):
            if line.text == "line 1":
                going.set()
                if how == "the listener leaves":
                    break
                raise KeyboardInterrupt

    with suppress(KeyboardInterrupt):
        listen()
    assert len(reader.asked) < 500
    assert not voice_threads()


def test_a_failure_stops_the_lines_that_wait() -> None:
    """After an error nobody waits for the rest of the practice to be spoken."""

    def say(text: str) -> Clip:
        if text == "line 1":
            raise SpeechFailed("no")
        return words(1)

    reader = Reader(hands=1, say=say)
    with pytest.raises(SpeechFailed):
        list(spoken_lines(lines(500), Speaker(reader.chosen, PACE)))
    assert len(reader.asked) < 500
    assert not voice_threads()


def test_a_practice_without_words_says_nothing() -> None:
    """Bells and silence alone need no voice."""
    reader = Reader(hands=2, say=lambda _: words())
    assert list(spoken_lines([], Speaker(reader.chosen, PACE))) == []
    assert reader.asked == []


def test_a_sentence_that_never_ends_is_refused_before_it_is_spoken() -> None:
    """Its sound would last for hours; the error names its line, and no voice is asked."""
    reader = Reader(hands=1, say=lambda _: words())
    endless = Say("and on " * 2_000, line=9)
    with pytest.raises(SpeechFailed, match="line 9: this sentence has 14000 characters") as caught:
        spoken(endless, Speaker(reader.chosen, PACE))
    assert caught.value.hint == "end some of its thoughts with a full stop"
    assert reader.asked == []
