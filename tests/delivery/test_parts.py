"""What a bed repeats is encoded once; nothing is lost by it, and nobody hears where it is taken."""

import io
import subprocess
from collections.abc import Callable, Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
import soundfile
from hypothesis import given, settings
from hypothesis import strategies as st

from compassion_audio.delivery import lame
from compassion_audio.delivery.coding import Coding
from compassion_audio.delivery.mp3 import write_mp3
from compassion_audio.delivery.parts import (
    LONGEST_PART,
    Again,
    Learnt,
    Parts,
    Sounding,
    is_worth_it,
)
from compassion_audio.delivery.pieces import Pieces, Round
from compassion_audio.delivery.runs import Run
from compassion_audio.shelf import Shelf
from tests.delivery.counting import counting

FRAME = 1152
PERIOD = 72_000
"""Samples of the loop: 125 frames of the stream hold two rounds."""

ROUND = 245
"""Frames that are encoded of it by itself: its 125, and what lies before and after them."""

Pcm = npt.NDArray[np.int16]
Sound = npt.NDArray[np.float64]


@cache
def rain(samples: int = PERIOD) -> Pcm:
    """Give a loop of two channels."""
    dice = np.random.default_rng(1)
    return dice.normal(0, 300, (samples, 2)).astype(np.int16)


@cache
def voice(frames: int) -> Pcm:
    """Give something loud that is nowhere the same."""
    dice = np.random.default_rng(2)
    time = np.arange(frames) / 48_000
    tone = np.sin(2 * np.pi * (140 + 60 * np.sin(time)) * time) * (1 + np.sin(2 * np.pi * 3 * time))
    sound: Pcm = (5_000 * tone + dice.normal(0, 200, frames)).astype(np.int16)[:, np.newaxis]
    return sound


@cache
def practice() -> Pcm:
    """Give three quarters of a minute of rain, in which somebody speaks three times."""
    sound = np.resize(rain(), (44 * 48_000, 2))
    for begin, length in ((3, 4), (14, 5.5), (33.3, 3)):
        at, count = round(begin * 48_000), round(length * 48_000)
        sound[at : at + count] += voice(count)
    return sound


def refuse_at_first(monkeypatch: pytest.MonkeyPatch, times: int) -> list[Run]:
    """Refuse so many times to join what is taken from the bed, and give what was asked for."""
    asked: list[Run] = []
    join = Run.join

    def late(self: Run, after: Run, *, settled: int) -> bytes | None:
        if after.is_taken and not self.is_taken:
            asked.append(after)
            if asked.count(after) <= times:
                return None
        return join(self, after, settled=settled)

    monkeypatch.setattr(Run, "join", late)
    return asked


def stream(sound: Pcm, *, first: int = 0, block: int = 48_000) -> Iterator[Pcm | Round]:
    """Hand a sound over whose rain begins at one of its samples, in blocks."""
    yield sound[:first]
    yield Round(PERIOD, lambda samples: np.resize(rain(), (samples, 2)))
    for at in range(first, len(sound), block):
        yield sound[at : at + block]


def encoded(
    sound: Pcm, *, first: int = 0, block: int = 48_000, shelf: Shelf | None = None
) -> bytes:
    """Encode a sound whose rain is known."""
    file = io.BytesIO()
    blocks = stream(sound, first=first, block=block)
    write_mp3(file, blocks, channels=2, shelf=shelf, is_private=False)
    return file.getvalue()


def serially(sound: Pcm) -> bytes:
    """Encode it in one go, as everyone else does."""
    encoder = Coding(2).encoder()
    whole = np.pad(sound, ((0, -len(sound) % FRAME + FRAME), (0, 0)))
    return bytes(encoder.encode(whole.astype("<i2").tobytes())) + bytes(encoder.flush())


def decoded(data: bytes, *, delay: int = 0) -> Sound:
    """Decode an MP3 of two channels."""
    heard, _ = soundfile.read(io.BytesIO(data), dtype="float64")
    return np.asarray(heard[delay:], dtype=np.float64)


def noise(sound: Pcm, heard: Sound) -> Sound:
    """Give the power of what encoding added, in steps of four frames; LAME is a little softer."""
    wanted = sound / 32768 * lame_level()
    power: Sound = np.square(heard[: len(wanted)] - wanted).sum(axis=1)
    steps = len(power) // (4 * FRAME)
    means: Sound = power[: steps * 4 * FRAME].reshape(steps, -1).mean(axis=1)
    return means


@cache
def serial() -> Sound:
    """Give the practice as it is heard when it was encoded in one go."""
    return decoded(serially(practice()), delay=1105)[: len(practice())]


@cache
def lame_level() -> float:
    """Measure by how much LAME turns everything down."""
    wanted = practice() / 32768
    return float((serial() * wanted).sum() / np.square(wanted).sum())


def noises() -> tuple[Sound, Sound]:
    """Encode the practice, and give its noise beside that of one encoder that heard it all."""
    heard = decoded(encoded(practice()))
    assert heard.shape == practice().shape
    return noise(practice(), heard), noise(practice(), serial())


def test_of_a_bed_by_itself_little_is_encoded(monkeypatch: pytest.MonkeyPatch) -> None:
    """And all of what is spoken."""
    made = counting(monkeypatch).encoded
    encoded(practice())
    made.remove(ROUND)
    assert sum(made) < 0.45 * len(practice()) / FRAME


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    """Give a place where encoded sound is kept."""
    return Shelf(tmp_path / "pieces", limit=10**9, holding="encoded sound")


@pytest.mark.parametrize("refused", [0, 2])
def test_what_was_encoded_once_is_not_encoded_again(
    refused: int, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The bytes are the same, also where an encoder has to go on after what was kept."""
    refuse_at_first(monkeypatch, refused)
    first = encoded(practice(), shelf=shelf)
    made = counting(monkeypatch).encoded
    assert encoded(practice(), shelf=shelf) == first == encoded(practice())
    assert made[: len(made) // 2] == [0] * (len(made) // 2)


def test_what_lies_before_an_edited_line_is_not_encoded_again(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The others move under the bed, and are; it is as if nothing had been kept."""
    encoded(practice(), shelf=shelf)
    edited = practice().copy()
    edited[34 * 48_000 : 35 * 48_000] = edited[35 * 48_000 : 34 * 48_000 : -1]
    made = counting(monkeypatch).encoded
    data = encoded(edited, shelf=shelf)
    assert 0 < sum(made) < 0.15 * len(edited) / FRAME
    assert data == encoded(edited)


def test_what_may_be_private_is_not_kept(shelf: Shelf) -> None:
    """And that is so unless somebody says that it is not."""
    write_mp3(io.BytesIO(), stream(practice()), channels=2, shelf=shelf)
    assert not shelf.folder.exists()


def test_it_sounds_as_if_all_of_it_had_been_encoded() -> None:
    """Its length is exact, and there is no more noise in it anywhere than chance would bring."""
    ours, theirs = noises()
    assert ours.sum() == pytest.approx(theirs.sum(), rel=0.02)
    assert (ours / theirs).max() < 2


@pytest.mark.parametrize("first", [1, 575, 1_152, 70_001])
def test_wherever_in_a_frame_the_bed_begins(first: int) -> None:
    """Its frames are found."""
    sound = np.concatenate([np.broadcast_to(voice(first), (first, 2)), practice()[: 14 * 48_000]])
    pieces = list(Pieces(2).cut(stream(sound, first=first)))
    assert any(isinstance(one, Again) for one in pieces)
    heard = decoded(encoded(sound, first=first))
    assert heard.shape == sound.shape


def test_the_same_bytes_however_many_work_on_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """And in whatever blocks it comes."""
    given = []
    for cores, block in ((1, 48_000), (4, 48_000), (2, 7_777)):
        monkeypatch.setattr(lame, "cores", lambda cores=cores: cores)
        given.append(encoded(practice(), block=block))
    assert given[0] == given[1] == given[2]


@pytest.mark.parametrize("refused", ["before", "after"])
def test_where_it_cannot_be_joined_it_is_encoded(
    monkeypatch: pytest.MonkeyPatch, refused: str
) -> None:
    """Before what is taken, or after it; it is whole, and as true."""
    join = Run.join

    def reluctant(self: Run, after: Run, *, settled: int) -> bytes | None:
        is_refused = self.is_taken if refused == "after" else after.is_taken
        return None if is_refused and settled else join(self, after, settled=settled)

    monkeypatch.setattr(Run, "join", reluctant)
    ours, theirs = noises()
    assert ours.sum() == pytest.approx(theirs.sum(), rel=0.03)
    assert (ours / theirs).max() < 2.5


def test_what_differs_in_one_bit_is_encoded() -> None:
    """However soft the difference is."""
    sound = np.resize(rain(), (40 * 48_000, 2))
    sound[20 * 48_000 + 7, 1] ^= 1
    there = (20 * 48_000 + 7) // FRAME
    at = 0
    for one in Pieces(2).cut(stream(sound)):
        if isinstance(one, Learnt):
            continue
        part = one.part if isinstance(one, Again) else one
        assert isinstance(part, Sounding)
        begin, at = at - part.before, at + len(part.samples) - part.before
        if isinstance(one, Again):
            assert not begin <= there < at
    assert at > there


@st.composite
def mixtures(draw: st.DrawFn) -> Pcm:
    """Draw rain with something in it here and there, for up to 40 seconds."""
    frames = draw(st.integers(1, 1_600))
    sound = np.resize(rain(), (frames * FRAME, 2))
    lengths = st.integers(1, 300) | st.integers(LONGEST_PART - 60, LONGEST_PART)
    for begin, length in draw(st.lists(st.tuples(st.integers(0, 1_600), lengths), max_size=5)):
        sound[begin * FRAME : (begin + length) * FRAME] ^= 64
    return sound


def is_in_parts(sound: Pcm) -> None:
    """Check that each part goes on where the one before it ended, and takes what is there."""
    parts = Parts()
    learnt = parts.learn(PERIOD, lambda samples: np.resize(rain(), (samples, 2)), 0)
    frames = sound.reshape(-1, FRAME, 2)
    found = [*parts.add(frames), *parts.end()]
    assert not parts.is_open
    rows = []
    for one in found:
        part = one.part if isinstance(one, Again) else one
        rows.append(part.samples[part.before :])
        if isinstance(one, Again):
            begin = one.begin
            there = learnt.part.samples[begin : begin + len(part.samples)]
            np.testing.assert_array_equal(part.samples, there)
    np.testing.assert_array_equal(np.concatenate(rows), frames)
    for before, after in pairwise(found):
        one = before.part if isinstance(before, Again) else before
        other = after.part if isinstance(after, Again) else after
        assert one.goes_on
        np.testing.assert_array_equal(
            one.samples[len(one.samples) - other.before :], other.samples[: other.before]
        )
    last = found[-1]
    assert isinstance(last, Sounding)
    assert not last.goes_on


@given(sound=mixtures())
@settings(max_examples=40)
def test_the_parts_are_the_piece(sound: Pcm) -> None:
    """Whatever comes again in it, and wherever."""
    is_in_parts(sound)


@pytest.mark.parametrize("rest", range(0, 60, 3))
def test_the_parts_are_the_piece_where_a_long_one_ends_in_what_comes_again(rest: int) -> None:
    """However much of that lies before its end."""
    sound = np.resize(rain(), ((LONGEST_PART + 200) * FRAME, 2))
    sound[: (LONGEST_PART - rest) * FRAME] ^= 64
    is_in_parts(sound)


def test_an_encoder_goes_on_until_the_next_part_can_be_joined(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A little at a time, and no further."""
    asked = refuse_at_first(monkeypatch, 2)
    more: list[int] = []
    goes_on = Run.goes_on

    def counted(self: Run, after: Run) -> bool:
        more.append(len(after.part.samples))
        return goes_on(self, after)

    monkeypatch.setattr(Run, "goes_on", counted)
    ours, theirs = noises()
    assert (ours / theirs).max() < 2
    times = [asked.count(one) for one in set(asked)]
    assert len(times) >= 3
    assert min(times) >= 3
    assert len(more) == sum(times) - len(times)
    assert max(times) * 4 < min(more) / 2


def test_a_round_that_is_long_or_comes_seldom_is_not_worth_it() -> None:
    """It would cost more than it spares."""
    minute = 60 * 48_000
    assert is_worth_it(minute, 30 * minute)
    assert not is_worth_it(minute, 5 * minute)
    assert not is_worth_it(5 * minute, 60 * minute)
    assert not is_worth_it(minute + 1, 60 * minute)  # with the frames it meets once in 1,152 rounds


@pytest.mark.parametrize("words", [("mp3val",), ("mpg123", "-q", "-t")])
def test_decoders_find_nothing_amiss(
    words: tuple[str, ...], tmp_path: Path, program: Callable[[str], str]
) -> None:
    """No frame borrows from where nothing was left."""
    path = tmp_path / "practice.mp3"
    path.write_bytes(encoded(practice()))
    command = [program(words[0]), *words[1:], str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    told = [line for line in (done.stdout + done.stderr).splitlines() if "supported" not in line]
    assert not [line for line in told if line.startswith(("WARNING", "ERROR", "["))]
