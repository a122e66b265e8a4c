"""The tape: made by one thread, a little ahead of where another reads."""

import threading
from collections.abc import Generator

import numpy as np
import pytest

from compassion_audio.audio.clip import Samples
from compassion_audio.errors import SpeechFailed
from compassion_audio.playback import tape as tapes
from compassion_audio.playback.tape import Tape
from tests.patience import HANGS


def seconds(count: int, *, channels: int = 1) -> Generator[Samples, None, None]:
    """Make so many seconds, each louder than the one before."""
    for index in range(count):
        yield np.full((48_000, channels), (index + 1) / 1000, dtype=np.float32)


def whole(tape: Tape) -> None:
    """Wait until nothing more will come."""
    poll = threading.Event()
    for _ in range(round(HANGS * 100)):
        if tape.is_whole:
            return
        poll.wait(0.01)
    pytest.fail("the tape is never whole")


@pytest.mark.parametrize("channels", [1, 2])
def test_what_was_made_is_read_anywhere(channels: int) -> None:
    """Within a step of 16 bits and its dither, as two channels, again and again."""
    with Tape(seconds(5, channels=channels), channels=channels) as tape:
        whole(tape)
        assert tape.made == 5 * 48_000
        for second in (4, 0, 2):
            heard = tape.read(second * 48_000 + 7, 1000)
            assert heard.shape == (1000, 2)
            assert heard == pytest.approx((second + 1) / 1000, abs=2.5 / 32767)
        assert tape.read(5 * 48_000 - 10, 100).shape == (10, 2)
        assert tape.read(9 * 48_000, 100).shape == (0, 2)


def test_it_is_made_only_a_little_ahead(monkeypatch: pytest.MonkeyPatch) -> None:
    """What comes is prepared meanwhile; what is wanted later is made then."""
    monkeypatch.setattr(tapes, "AHEAD", 2000)
    monkeypatch.setattr(tapes, "_REST", 0.001)
    is_idle = threading.Event()
    prepared = []

    def meanwhile() -> bool:
        prepared.append(1)
        if len(prepared) == 3:
            is_idle.set()
        return len(prepared) < 3

    with Tape(seconds(20), channels=1, meanwhile=meanwhile) as tape:
        assert tape.wait(HANGS)
        assert is_idle.wait(HANGS)
        assert tape.made == 3 * 48_000
        assert not tape.is_whole
        tape.want(30 * 48_000)
        whole(tape)
        assert tape.made == 20 * 48_000
        assert len(prepared) == 3


def test_whoever_leaves_early_waits_until_the_maker_has_let_go() -> None:
    """The generator is closed in its own thread, with everything it holds."""
    closed = []

    def endless() -> Generator[Samples, None, None]:
        try:
            while True:
                yield from seconds(1)
        finally:
            closed.append(threading.current_thread().name)

    with Tape(endless(), channels=1) as tape:
        assert tape.wait(HANGS)
    assert closed == ["tape"]


def test_trouble_is_kept_for_whoever_listens() -> None:
    """What was made before is there."""

    def failing() -> Generator[Samples, None, None]:
        yield from seconds(1)
        raise SpeechFailed("no voice")

    with Tape(failing(), channels=1) as tape:
        whole(tape)
        assert tape.made == 48_000
        assert isinstance(tape.trouble, SpeechFailed)
