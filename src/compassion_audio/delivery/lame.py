"""LAME, on all cores: pieces encoded apart and put together as if one encoder had made them all."""

from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cache
from hashlib import sha256

from compassion_audio.delivery.coding import Coding
from compassion_audio.delivery.parts import SAMPLES_PER_FRAME, Again, Learnt, Refrain, Sounding
from compassion_audio.delivery.pieces import Framed, Piece, Silent
from compassion_audio.delivery.runs import HARDLY_SETTLED, SETTLED, Run
from compassion_audio.machine import cores
from compassion_audio.shelf import Shelf

_EDITION = "1"
"""Of how pieces are encoded; counted up whenever the same samples would give other bytes."""

_CHECKSUM = 16
"""Bytes before a piece that is kept, by which damage is noticed."""


def encoded(
    pieces: Iterable[Piece], coding: Coding, shelf: Shelf | None, *, is_private: bool = True
) -> Iterator[bytes]:
    """Encode pieces on all cores, in order, never far ahead of what is taken.

    Args:
        pieces: Of one stream.
        coding: How they are encoded.
        shelf: Where those that say so are kept between runs; None to keep nothing.
        is_private: Whether parts, which say nothing of that, are not kept.
    """
    left: Run | None = None
    for one in _in_order(pieces, coding, shelf, None if is_private else shelf):
        if isinstance(one, Run) and left and one.part.before:
            settled = HARDLY_SETTLED if left.is_taken or one.is_taken else SETTLED
            joined = left.join(one, settled=settled)
            while joined is None and left.goes_on(one):
                joined = left.join(one, settled=settled)
            if joined is None and not left.is_taken:
                continue
            if joined is None:
                one = one.encoded() if one.is_taken else one  # noqa: PLW2901  # the same part
                joined = left.join(one, settled=0)
                assert joined  # noqa: S101  # `join` promises that
            yield joined
            left = one
            continue
        if left:
            yield left.rest()
        left = one if isinstance(one, Run) else None
        if isinstance(one, bytes):
            yield one
    if left:
        yield left.rest()


def _in_order(
    pieces: Iterable[Piece], coding: Coding, shelf: Shelf | None, for_parts: Shelf | None
) -> Iterator[Run | bytes]:
    workers = cores()
    refrains: dict[Refrain, Future[Run]] = {}
    with ThreadPoolExecutor(workers, thread_name_prefix="mp3") as pool:
        waiting: deque[Future[Run] | Future[bytes]] = deque()
        try:
            for one in pieces:
                match one:
                    case Silent():
                        waiting.append(pool.submit(silence, one.frames, coding))
                    case Framed():
                        waiting.append(pool.submit(_known, one, coding, shelf))
                    case Sounding():
                        waiting.append(pool.submit(_run, one, coding, for_parts))
                    case Learnt():
                        refrains[one.refrain] = pool.submit(_run, one.part, coding, for_parts)
                    case Again():
                        waiting.append(pool.submit(_taken, one, coding, refrains[one.refrain]))
                while len(waiting) > workers + 1:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


def _taken(one: Again, coding: Coding, refrain: Future[Run]) -> Run:
    """Take a part from a refrain, which was begun before it and so is never waited for in vain."""
    begin, count = one.begin, len(one.part.samples)
    size = coding.frame_bytes
    data = refrain.result().data[begin * size : (begin + count) * size]
    return Run(one.part, coding, data, is_taken=True)


def _run(part: Sounding, coding: Coding, shelf: Shelf | None) -> Run:
    """Encode a part, or find it where it was kept."""
    if not shelf:
        return Run(part, coding)
    samples = sha256(part.samples.data).hexdigest()
    kept = _Kept(shelf, coding, samples, f"{part.goes_on}")
    if data := kept.found():
        return Run(part, coding, data)
    run = Run(part, coding)
    kept.put(run.data)
    return run


def _known(piece: Framed, coding: Coding, shelf: Shelf | None) -> bytes:
    """Encode a piece, or find it where it was kept."""
    digest = piece.whole.digest
    if not shelf or not digest:
        return Run(piece.sounding(coding.channels), coding).data
    kept = _Kept(shelf, coding, digest.hex(), f"{piece.before}", f"{piece.frames}")
    if data := kept.found():
        return data
    data = Run(piece.sounding(coding.channels), coding).data
    kept.put(data)
    return data


class _Kept:
    """The place of one piece on a shelf.

    Args:
        shelf: Where.
        coding: How it is encoded.
        told: Everything else that decides what it holds.
    """

    def __init__(self, shelf: Shelf, coding: Coding, *told: str) -> None:
        self._shelf, self._told = shelf, (_EDITION, repr(coding), *told)

    def found(self) -> bytes | None:
        """Give what is there and not damaged."""
        if not (file := self._shelf.opened(*self._told)):
            return None
        with file:
            checksum, data = file.read(_CHECKSUM), file.read()
        return data if checksum == sha256(data).digest()[:_CHECKSUM] else None

    def put(self, data: bytes) -> None:
        """Keep it."""
        self._shelf.put(sha256(data).digest()[:_CHECKSUM] + data, *self._told)


@cache
def _silent_pair(coding: Coding) -> bytes:
    encoder = coding.encoder()
    nothing = bytes(2 * 2 * coding.channels * SAMPLES_PER_FRAME)
    data = bytes(encoder.encode(nothing)) + bytes(encoder.flush())
    return data[: 2 * coding.frame_bytes]


def silence(frames: int, coding: Coding) -> bytes:
    """Give encoded silence: its first frame, and then the second again and again."""
    pair = _silent_pair(coding)
    first, again = pair[: coding.frame_bytes], pair[coding.frame_bytes :]
    return first + again * (frames - 1)
