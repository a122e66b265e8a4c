"""The player: every change is a fade, and it is where it says it is."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from compassion_audio.playback.player import GENTLE, Player
from compassion_audio.playback.speaker import Collector
from compassion_audio.units import Milliseconds

from .tapes import Ready, level, tone

MS = Milliseconds


def playing(tape: Ready, *, volume: int = 100) -> tuple[Player, Collector]:
    """Put a tape into a player, and the player into a device."""
    player = Player(tape, volume=volume)
    device = Collector(player.pull)
    device.start()
    return player, device


def state(player: Player) -> str:
    """Give what it does, as a word that may change between two looks."""
    return player.state


def test_what_is_played_is_what_is_on_the_tape_to_the_bit() -> None:
    """From the first sample to the last, and then it has ended."""
    tape = tone(1.3)
    player, device = playing(tape)
    assert state(player) == "waiting"
    device.drive(MS(1000))
    assert state(player) == "playing"
    assert player.position == 1000
    device.drive(MS(500))
    assert state(player) == "ended"
    assert np.array_equal(device.heard[: len(tape.samples)], tape.samples)
    assert not device.heard[len(tape.samples) :].any()


def test_it_may_begin_in_a_fade_of_equal_power() -> None:
    """A second; half way up it is 3 dB softer, and then it is as loud as it is."""
    player = Player(level(10), fade_in=MS(1000))
    device = Collector(player.pull)
    device.start()
    fade = device.drive(MS(2000))[:, 0] / 0.5
    assert fade[0] == pytest.approx(0.0, abs=0.001)
    assert fade[24_000] == pytest.approx(0.5**0.5, abs=0.001)
    assert (np.diff(fade) >= -1e-6).all()
    assert fade[48_000:] == pytest.approx(1.0, abs=0.001)


def test_it_ends_in_a_fade_of_equal_power() -> None:
    """1.5 s; half way down it is 3 dB softer, and it never grows again."""
    player, device = playing(level(10))
    device.drive(MS(1000))
    player.end()
    assert state(player) == "playing"
    fade = device.drive(MS(2000))[:, 0] / 0.5
    assert state(player) == "ended"
    frames = GENTLE * 48
    assert fade[0] == pytest.approx(1.0, abs=0.001)
    assert fade[frames // 2] == pytest.approx(0.5**0.5, abs=0.001)
    assert (np.diff(fade) <= 1e-6).all()
    assert fade[frames - 480] > 0
    assert not fade[frames:].any()


def test_a_pause_is_silent_and_goes_on_where_it_was() -> None:
    """Nothing is lost but the fade's few milliseconds, and nothing moves while it is paused."""
    player, device = playing(level(5))
    device.drive(MS(600))
    player.pause()
    assert state(player) == "paused"
    device.drive(MS(120))
    at = player.position
    assert not device.drive(MS(600)).any()
    assert player.position == at == 660
    player.resume()
    assert device.drive(MS(600))[-1, 0] == 0.5
    assert player.position == 1260


def test_it_goes_back_and_forth() -> None:
    """To the frame, never before the beginning; beyond the end of what is whole it ends."""
    ramp = np.repeat(np.linspace(0, 1, 480_000, dtype=np.float32)[:, np.newaxis], 2, axis=1)
    tape = Ready(ramp, len(ramp))
    player, device = playing(tape)
    device.drive(MS(3000))
    player.seek(MS(4000))
    assert player.position == 7000
    heard = device.drive(MS(600))
    assert heard[-1, 0] == pytest.approx((7000 + 585) / 10_000, abs=0.001)
    player.seek(MS(-60_000))
    device.drive(MS(600))
    assert player.position == 585
    player.seek(MS(1000))
    player.seek(MS(1000))
    assert player.position == 2585
    assert tape.wanted[-1] == 2585 * 48
    player.seek(MS(60_000))
    device.drive(MS(120))
    assert state(player) == "ended"


def test_a_jump_while_it_is_paused_stays_silent() -> None:
    """It goes on from there when it is wanted."""
    player, device = playing(level(30))
    device.drive(MS(600))
    player.pause()
    device.drive(MS(120))
    player.seek(MS(10_000))
    assert state(player) == "paused"
    assert not device.drive(MS(300)).any()
    player.resume()
    device.drive(MS(120))
    assert player.position == 10_780


@pytest.mark.parametrize("made", [48_000, 2880 * 10])
def test_it_waits_for_what_is_still_being_made(made: int) -> None:
    """In silence, without a click on either side, and without losing a sample."""
    tape = level(5)
    tape.made, tape.is_whole = made, False
    player, device = playing(tape)
    device.drive(MS(1500))
    assert state(player) == "waiting"
    assert player.position == made // 48
    tape.made, tape.is_whole = len(tape.samples), True
    device.drive(MS(5000))
    assert state(player) == "ended"
    heard = np.trim_zeros(device.heard[:, 0])
    assert np.abs(np.diff(heard)).max() < 0.01
    assert np.count_nonzero(heard) == pytest.approx(len(tape.samples), abs=10)


@pytest.mark.parametrize(
    "change",
    [
        lambda player: player.pause(),
        lambda player: player.seek(MS(100)),
        lambda player: player.end(MS(300)),
        lambda player: setattr(player, "volume", 20),
    ],
    ids=["pause", "jump", "end", "volume"],
)
def test_no_change_clicks(change: Callable[[Player], None]) -> None:
    """No step is larger than those of the tone itself and of a fade over some milliseconds."""
    player, device = playing(tone(4))
    device.drive(MS(500))
    change(player)
    device.drive(MS(400))
    player.resume()
    device.drive(MS(400))
    assert np.abs(np.diff(device.heard[:, 0])).max() < 0.03


@given(st.integers(0, 100))
def test_equal_steps_of_volume_sound_equal(volume: int) -> None:
    """The amplitude is the square of the volume."""
    player, device = playing(level(1), volume=volume)
    assert device.drive(MS(120))[0, 0] == pytest.approx(0.5 * (volume / 100) ** 2, abs=1e-6)
    player.volume += 5
    assert player.volume == min(100, volume + 5)


def test_a_device_that_has_gone_leaves_it_paused_or_ended() -> None:
    """Nothing would be pulled to fade out by."""
    player, device = playing(level(5))
    device.drive(MS(300))
    player.hold()
    assert state(player) == "paused"
    player.resume()
    device.drive(MS(300))
    player.end()
    player.hold()
    assert state(player) == "ended"
    player.resume()
    player.pause()
    assert state(player) == "ended"


def test_what_is_paused_twice_is_paused_once() -> None:
    """And ends when it is asked to, also before the first pause is silent."""
    player, device = playing(level(5))
    device.drive(MS(300))
    player.pause()
    device.drive(MS(120))
    player.pause()
    player.end()
    assert state(player) == "ended"
    player, device = playing(level(5))
    device.drive(MS(300))
    player.pause()
    player.end()
    device.drive(MS(120))
    assert state(player) == "ended"
    assert np.abs(np.diff(device.heard[:, 0])).max() < 0.01


def test_what_has_not_begun_ends_at_once() -> None:
    """And so does what is paused."""
    player, _ = playing(Ready(np.zeros((0, 2), dtype=np.float32), 0, is_whole=False))
    player.end()
    assert state(player) == "ended"
