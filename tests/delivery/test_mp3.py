"""An MP3 is as long as its sound to the sample, and nobody hears where it was cut."""

import io
import json
import subprocess
import threading
import tracemalloc
from collections.abc import Callable, Iterator
from functools import cache, partial
from pathlib import Path

import lameenc
import numpy as np
import numpy.typing as npt
import pytest
import soundfile
from hypothesis import given, settings
from hypothesis import strategies as st

from compassion_audio.delivery import lame
from compassion_audio.delivery.coding import QUALITY, Coding
from compassion_audio.delivery.mp3 import write_mp3
from compassion_audio.delivery.parts import LONGEST_PART, Sounding
from compassion_audio.delivery.pieces import Pieces, Silent, Whole
from compassion_audio.delivery.runs import Run
from compassion_audio.shelf import Shelf

FRAME = 1152
DECODED_DELAY = 576 + 529
"""Samples before the sound when no Info frame says so: LAME's own delay and a decoder's."""

Pcm = npt.NDArray[np.int16]
Sound = npt.NDArray[np.float64]


def encoded(sound: Pcm, *, block: int = 48_000) -> bytes:
    """Encode a row of samples, handed over in blocks."""
    file = io.BytesIO()
    write_mp3(file, (sound[at : at + block, np.newaxis] for at in range(0, len(sound), block)))
    return file.getvalue()


def decoded(data: bytes) -> Sound:
    """Decode an MP3, at 48 kHz and one channel."""
    sound, rate = soundfile.read(io.BytesIO(data), dtype="float64")
    assert rate == 48_000
    assert sound.ndim == 1
    return np.asarray(sound, dtype=np.float64)


def decoded_serially(sound: Pcm) -> Sound:
    """Encode the whole stream in one go, as everyone else does, and decode it."""
    encoder = lameenc.Encoder()
    encoder.set_channels(1)
    encoder.set_in_sample_rate(48_000)
    encoder.set_bit_rate(96)
    encoder.set_quality(QUALITY)
    whole = np.pad(sound, (0, 3 * FRAME)).astype("<i2").tobytes()
    data = bytes(encoder.encode(whole)) + bytes(encoder.flush())
    return decoded(data)[DECODED_DELAY:][: len(sound)]


def signal_to_noise(sound: Pcm, heard: Sound) -> float:
    """Compare a decoded stream with what went in, in dB."""
    wanted = sound / 32768
    return float(10 * np.log10(np.sum(wanted**2) / np.sum((heard - wanted) ** 2)))


@cache
def phrase(milliseconds: int, *, seed: int = 0) -> Pcm:
    """Make something like speech: a gliding voice with syllables and some breath in it."""
    frames = milliseconds * 48
    time = np.arange(frames) / 48_000
    voice = sum(
        np.sin(2 * np.pi * (110 + 7 * seed) * n * time * (1 + 0.05 * time)) / n
        for n in range(1, 25)
    )
    breath = 0.05 * np.random.default_rng(seed).standard_normal(frames)
    swell = np.sin(np.pi * np.arange(frames) / frames) ** 0.5
    syllables = 0.6 + 0.4 * np.sin(2 * np.pi * 4 * time)
    return (5_000 * swell * syllables * (voice + breath)).astype(np.int16)


def silence(samples: int) -> Pcm:
    """Give so many zeros."""
    return np.zeros(samples, dtype=np.int16)


@cache
def practice() -> Pcm:
    """Give phrases with pauses between them, from too short to cut in to very long."""
    rows = []
    for number in range(8):
        rows += [phrase(400 + 137 * number, seed=number), silence(1_500 + 6_001 * number)]
    return np.concatenate(rows)


def pieces_of(sound: Pcm, *, blocks: list[int] | None = None) -> list[Sounding | Silent]:
    """Cut a row of samples that comes in blocks of these sizes, and the rest in one."""

    def in_blocks() -> Iterator[Pcm]:
        rest = sound[:, np.newaxis]
        for size in blocks or []:
            yield rest[:size]
            rest = rest[size:]
        yield rest

    pieces = list(Pieces(1).cut(in_blocks()))
    return [piece for piece in pieces if isinstance(piece, Sounding | Silent)]


@st.composite
def streams(draw: st.DrawFn) -> Pcm:
    """Draw sound, lone clicks and silence in any order, for any number of frames or parts."""
    lengths = st.integers(1, 6 * FRAME) | st.integers(1, 6).map(lambda frames: frames * FRAME)
    kinds = st.sampled_from(["silence", "sound", "click"])
    rows = [silence(draw(st.integers(0, 3)))]
    for kind, length in draw(st.lists(st.tuples(kinds, lengths), max_size=8)):
        row = silence(length)
        if kind != "silence":
            row[: length if kind == "sound" else 1] = -1
        rows.append(row)
    return np.concatenate(rows)


def silent_frames_at_each_end(piece: Sounding) -> tuple[int, int]:
    """Count the silent frames before and after the sound of a piece."""
    sounding = np.flatnonzero(piece.samples.any(axis=(1, 2)))
    return int(sounding[0]), len(piece.samples) - int(sounding[-1]) - 1


@given(sound=streams(), blocks=st.lists(st.integers(0, 4 * FRAME), max_size=6))
@settings(max_examples=50)
def test_the_pieces_are_the_stream_and_can_be_joined(sound: Pcm, blocks: list[int]) -> None:
    """Nothing is lost, and whatever is cut is cut in silence, one frame before and two after."""
    pieces = pieces_of(sound, blocks=blocks)
    rows = [
        piece.samples[piece.before :].reshape(-1)
        if isinstance(piece, Sounding)
        else silence(piece.frames * FRAME)
        for piece in pieces
    ]
    whole = np.concatenate(rows)
    frames = -(-(len(sound) + DECODED_DELAY) // FRAME)
    assert len(whole) == frames * FRAME
    np.testing.assert_array_equal(whole[: len(sound)], sound)
    assert not whole[len(sound) :].any()

    for place, piece in enumerate(pieces):
        if isinstance(piece, Sounding):
            before, after = silent_frames_at_each_end(piece)
            assert before == 1 or (place == 0 and before == 0)
            assert after == 2 or (place == len(pieces) - 1 and after < 2)


@given(sound=streams())
@settings(max_examples=50)
def test_silence_that_can_be_cut_out_is_cut_out(sound: Pcm) -> None:
    """No piece holds more than three silent frames in a row; the rest is encoded once for all."""
    for piece in pieces_of(sound):
        if isinstance(piece, Sounding):
            edges = np.flatnonzero(np.pad(piece.samples.any(axis=1), 1, constant_values=True))
            assert np.diff(edges).max() <= 3 + 1


@given(sound=streams(), blocks=st.lists(st.integers(0, 4 * FRAME), max_size=6))
@settings(max_examples=50)
def test_the_pieces_do_not_depend_on_the_blocks(sound: Pcm, blocks: list[int]) -> None:
    """However the stream is handed over, it is cut at the same places."""

    def lengths(pieces: list[Sounding | Silent]) -> list[int]:
        return [p.frames if isinstance(p, Silent) else -len(p.samples) for p in pieces]

    assert lengths(pieces_of(sound, blocks=blocks)) == lengths(pieces_of(sound))


@pytest.mark.parametrize("at_its_end", ["sound", "silence"])
@pytest.mark.parametrize(
    "samples",
    [1, 46, 47, 48, 575, 576, 577, 1104, 1105, 1151, 1152, 1153, 2303, 2304, 2305, 48_000, 99_991],
)
def test_the_decoded_length_is_exact(samples: int, at_its_end: str) -> None:
    """To the sample, on either side of every frame's border, whatever stands at the end."""
    sound = np.tile(phrase(400), 6)[:samples]
    if at_its_end == "silence":
        sound[samples // 2 :] = 0
    assert len(decoded(encoded(sound))) == samples


@pytest.mark.parametrize("rest", [0, 1, 47, 48, 600, 1151])
def test_the_first_and_the_last_word_are_whole(rest: int) -> None:
    """Sound that begins with the first sample or ends with the last is as true as elsewhere."""
    loud = np.tile(phrase(500)[6_000:18_000], 5)[: 40 * FRAME + rest]
    wanted = loud / 32768
    ours, theirs = decoded(encoded(loud)), decoded_serially(loud)
    for end in (slice(None, 300), slice(-300, None)):
        our_noise = np.sum((ours[end] - wanted[end]) ** 2)
        assert our_noise <= 1.2 * np.sum((theirs[end] - wanted[end]) ** 2)


def test_silence_comes_out_as_silence() -> None:
    """Ten seconds of nothing decode to less than -80 dB, and to as many samples."""
    heard = decoded(encoded(silence(480_001)))
    assert len(heard) == 480_001
    assert np.abs(heard).max() < 10 ** (-80 / 20)


def test_joined_pieces_are_as_true_as_one_stream() -> None:
    """Cutting costs nothing: the noise is no louder than that of the serial encode."""
    assert len([piece for piece in pieces_of(practice()) if isinstance(piece, Sounding)]) > 5
    ours = signal_to_noise(practice(), decoded(encoded(practice())))
    theirs = signal_to_noise(practice(), decoded_serially(practice()))
    assert ours > 20
    assert ours >= theirs - 0.3


def test_nothing_is_heard_where_pieces_join() -> None:
    """No step in the silence there is twice as large as the serial encode's, or over -80 dB."""
    ours, theirs = decoded(encoded(practice())), decoded_serially(practice())
    joint = 0
    for piece in pieces_of(practice())[:-1]:
        joint += FRAME * (piece.frames if isinstance(piece, Silent) else len(piece.samples))
        near = slice(joint - 2 * FRAME, joint + FRAME)
        assert not practice()[near].any()
        step = np.abs(np.diff(ours[near])).max()
        assert step <= max(2 * np.abs(np.diff(theirs[near])).max(), 10 ** (-80 / 20))
    assert joint > 10 * FRAME


def test_the_same_sound_gives_the_same_bytes_on_one_core_and_on_four(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """How many work on it, and who is done first, leaves no trace; nor do the blocks."""
    given = {}
    for cores in (1, 4):
        monkeypatch.setattr(lame, "cores", lambda cores=cores: cores)
        given[cores] = encoded(practice(), block=48_000 // cores)
    assert given[1] == given[4]


def test_a_long_silence_takes_no_more_memory_than_a_short_one(tmp_path: Path) -> None:
    """A practice may be an hour of quiet between two bells, and the machine a small one."""
    second = silence(48_000)[:, np.newaxis]
    with (tmp_path / "quiet.mp3").open("w+b") as file:
        write_mp3(file, [second])
        tracemalloc.start()
        try:
            write_mp3(file, (second for _ in range(2_000)))
            _, most = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
    assert (tmp_path / "quiet.mp3").stat().st_size > 24_000_000
    assert most < 18_000_000


@cache
def endless() -> Pcm:
    """Give what has no silence to cut at, for more than two parts: speech over a soft noise."""
    noise = np.random.default_rng(4).normal(0, 60, 2 * LONGEST_PART * FRAME + 77_777)
    voice = np.resize(np.concatenate([phrase(3_000), silence(70_001)]), len(noise))
    return (noise + 0.5 * voice).astype(np.int16)


def test_parts_of_a_long_piece_are_joined_as_if_one_encoder_had_made_them() -> None:
    """Its length is exact, and around each joint the noise is that of the serial encode."""
    sound = endless()
    pieces = pieces_of(sound)
    assert [piece.goes_on for piece in pieces if isinstance(piece, Sounding)] == [True, True, False]
    ours, theirs = decoded(encoded(sound)), decoded_serially(sound)
    assert len(ours) == len(sound)
    assert signal_to_noise(sound, ours) >= signal_to_noise(sound, theirs) - 0.05
    wanted = sound / 32768
    for border in (LONGEST_PART * FRAME, 2 * LONGEST_PART * FRAME):
        for at in range(border - 40 * FRAME, border + 4 * FRAME, 4 * FRAME):
            near = slice(at, at + 4 * FRAME)
            our_noise = np.sum((ours[near] - wanted[near]) ** 2)
            assert our_noise <= 1.3 * np.sum((theirs[near] - wanted[near]) ** 2)


def test_where_parts_cannot_be_joined_one_encoder_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    """Then the bytes are those of the serial encode."""
    monkeypatch.setattr(Run, "join", lambda *_, **__: None)
    encoder = Coding(1).encoder()
    whole = np.pad(endless(), (0, -len(endless()) % FRAME + FRAME))
    data = bytes(encoder.encode(whole.astype("<i2").tobytes())) + bytes(encoder.flush())
    assert encoded(endless())[288:] == data[: len(whole) // FRAME * 288]


def test_a_long_piece_gives_the_same_bytes_however_it_comes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """On one core and on four, in large blocks and in small ones."""
    given = []
    for cores, block in ((1, 48_000), (4, 48_000), (2, 7_777)):
        monkeypatch.setattr(lame, "cores", lambda cores=cores: cores)
        given.append(encoded(endless(), block=block))
    assert given[0] == given[1] == given[2]


class Asked:
    """A stream of phrases that are made when they are asked for, and counted."""

    def __init__(self, *, digests: bool = True) -> None:
        self.count = 0
        self._digests = digests

    def stream(self, starts: tuple[int, ...] = (0, 30_000, 61_153)) -> Iterator[Pcm | Whole]:
        """Give three phrases, each some way after the one before."""
        at = 0
        for number, start in enumerate(starts):
            yield silence(start - at)[:, np.newaxis]
            sound = phrase(400, seed=number)
            digest = bytes([number]) * 16 if self._digests else None
            yield Whole(len(sound), digest, partial(self._asked, sound))
            at = start + len(sound)
        yield silence(5_000)[:, np.newaxis]

    def _asked(self, sound: Pcm) -> Pcm:
        self.count += 1
        return sound[:, np.newaxis]


def written(stream: Iterator[Pcm | Whole], shelf: Shelf | None = None) -> bytes:
    """Encode a stream."""
    file = io.BytesIO()
    write_mp3(file, stream, shelf=shelf)
    return file.getvalue()


@pytest.mark.parametrize("first", [0, 1, 575, 1_151, 1_152, 5_000])
def test_sounds_that_come_whole_are_encoded_as_if_they_had_come_at_once(first: int) -> None:
    """Wherever in a frame they begin: the bytes are the same."""
    starts = (first, first + 30_000, first + 61_153)
    blocks = [b.pcm() if isinstance(b, Whole) else b for b in Asked().stream(starts)]
    data = written(Asked().stream(starts))
    assert data == encoded(np.concatenate(blocks)[:, 0])
    assert len(decoded(data)) == sum(map(len, blocks))


def test_what_was_encoded_once_is_not_made_again(tmp_path: Path) -> None:
    """The bytes are the same, and of a sound that moved by whole frames nothing is made, either."""
    shelf = Shelf(tmp_path, limit=10**9, holding="encoded sound")
    asked = Asked()
    first = written(asked.stream(), shelf)
    assert asked.count == 3
    assert written(asked.stream(), shelf) == first
    moved = (FRAME * 3, 30_000 + FRAME * 4, 61_153 + FRAME * 9)
    data = written(asked.stream(moved), shelf)
    assert asked.count == 4  # the first one begins otherwise: nothing lay before it
    assert data == written(Asked().stream(moved))


def test_what_has_no_digest_is_never_kept(tmp_path: Path) -> None:
    """No file appears, and each time it is made anew."""
    shelf = Shelf(tmp_path / "pieces", limit=10**9, holding="encoded sound")
    asked = Asked(digests=False)
    assert written(asked.stream(), shelf) == written(asked.stream(), shelf)
    assert asked.count == 6
    assert not (tmp_path / "pieces").exists()


def test_a_kept_piece_that_was_damaged_is_made_again(tmp_path: Path) -> None:
    """Nobody hears the damage."""
    shelf = Shelf(tmp_path, limit=10**9, holding="encoded sound")
    asked = Asked()
    first = written(asked.stream(), shelf)
    for path in tmp_path.glob("??/*"):
        data = bytearray(path.read_bytes())
        data[-7] ^= 1
        path.write_bytes(data)
    assert written(asked.stream(), shelf) == first
    assert asked.count == 6


def test_a_sound_that_lies_too_near_another_is_refused() -> None:
    """Joined there it would leave a trace."""
    near = (0, 400 * 48 + 2 * FRAME)
    with pytest.raises(ValueError, match="samples of silence lie around"):
        written(Asked().stream(near))
    with pytest.raises(ValueError, match="samples of silence lie around"):
        written(iter([*list(Asked().stream((0,)))[:2], phrase(400)[:, np.newaxis]]))


def test_it_is_written_from_where_the_file_stands() -> None:
    """What came before it, the tags, stays; what is written next comes after it."""
    file = io.BytesIO()
    file.write(b"tags")
    write_mp3(file, [phrase(400)[:, np.newaxis]])
    file.write(b"end")
    assert file.getvalue() == b"tags" + encoded(phrase(400)) + b"end"


def test_a_stream_that_breaks_off_is_an_error_and_leaves_no_thread() -> None:
    """What goes wrong while mixing is not swallowed while encoding."""

    def broken() -> Iterator[Pcm]:
        for _ in range(9):
            yield np.concatenate([phrase(400), silence(9_000)])[:, np.newaxis]
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_mp3(io.BytesIO(), broken())
    assert not [one for one in threading.enumerate() if one.name.startswith("mp3")]


@pytest.fixture
def mp3_file(tmp_path: Path) -> Path:
    """Give an MP3 of a practice, as a file."""
    path = tmp_path / "practice.mp3"
    path.write_bytes(encoded(practice()))
    return path


def test_mp3val_finds_nothing(mp3_file: Path, program: Callable[[str], str]) -> None:
    """Every frame is where it should be, and the Info frame tells the truth."""
    command = [program("mp3val"), str(mp3_file)]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    warnings = [line for line in said.splitlines() if line.startswith(("WARNING", "ERROR"))]
    assert "MPEG frames" in said
    assert [line for line in warnings if "No supported tags" not in line] == []


def test_mpg123_finds_nothing(mp3_file: Path, program: Callable[[str], str]) -> None:
    """The decoder that most players are built on has nothing to say."""
    command = [program("mpg123"), "-q", "-t", str(mp3_file)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout + done.stderr == ""


@pytest.mark.parametrize("samples", [48_000, 40 * FRAME, 40 * FRAME + 47, 40 * FRAME + 48])
def test_ffprobe_shows_its_length_within_fifty_milliseconds(
    samples: int, tmp_path: Path, program: Callable[[str], str]
) -> None:
    """Players that count frames and forget the padding are not far off."""
    path = tmp_path / "some.mp3"
    path.write_bytes(encoded(silence(samples)))
    command = [program("ffprobe"), "-v", "warning", "-show_format", "-of", "json", str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    shown = float(json.loads(done.stdout)["format"]["duration"])
    assert shown == pytest.approx(samples / 48_000, abs=0.050)
    assert done.stderr == ""
