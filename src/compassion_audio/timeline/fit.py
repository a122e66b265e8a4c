"""A practice made exactly as long as asked, by its quiet alone. Pure, and exact to the millisecond.

Silences give and take first, then pauses, then rests; each kind moves together, every step the
same share of its own room. Counted breaths and exact pauses never change, and neither does
speech. The lengths are whole milliseconds found by a divisor method: a longer target never makes
a step shorter, which rounding by largest remainder cannot promise.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from compassion_audio.script import Bell, Pause, Rest, Say, Silence, Sound, Step
from compassion_audio.timeline.plan import (
    BELL_APART,
    BELL_HOLD,
    LEAD,
    TAIL,
    Clips,
    asked_time,
    is_exact_pause,
)
from compassion_audio.units import Milliseconds

SHORTEST_SILENCE_SHARE = 2
"""A silence shrinks to one part in so many."""


class Unreachable(Exception):
    """No lengths within their limits give the target."""


@dataclass(frozen=True, slots=True)
class Reach:
    """The lengths that a practice can be given."""

    shortest: Milliseconds
    longest: Milliseconds | None
    """None when a silence can stretch without limit."""

    def __contains__(self, length: int) -> bool:
        return self.shortest <= length and (self.longest is None or length <= self.longest)


def reach(steps: Sequence[Step], *, clips: Clips, ring: Mapping[str, Milliseconds]) -> Reach:
    """Find the shortest and the longest that the steps can become."""
    sums = _Sums(steps, clips, ring)
    shortest = sums.total([_limits(step)[0] for step in steps])
    if any(isinstance(step, Silence) and not step.is_exact for step in steps):
        return Reach(Milliseconds(shortest), None)
    longest = sums.total([_limits(step)[1] or 0 for step in steps])
    return Reach(Milliseconds(shortest), Milliseconds(longest))


def fitted(
    steps: Sequence[Step],
    *,
    clips: Clips,
    ring: Mapping[str, Milliseconds],
    target: Milliseconds,
) -> tuple[Step, ...]:
    """Give the same steps with other natural lengths, so that laid out they last `target`.

    Args:
        steps: Resolved.
        clips: As for `lay_out`.
        ring: As for `lay_out`.
        target: The length of the whole recording.

    Raises:
        Unreachable: `reach` says what can be reached.
    """
    sums = _Sums(steps, clips, ring)
    lengths = [_limits(step)[2] for step in steps]
    is_longer = target >= sums.total(lengths)
    for kind in (Silence, Pause, Rest):
        chosen = [index for index, step in enumerate(steps) if isinstance(step, kind)]
        bounds = {index: _limits(steps[index])[1 if is_longer else 0] for index in chosen}
        found = _moved(sums, lengths, bounds, target, is_longer=is_longer)
        if found is not None:
            return tuple(map(_with_length, steps, found))
        for index, bound in bounds.items():
            lengths[index] = bound or lengths[index]
    raise Unreachable


def _limits(step: Step) -> tuple[int, int | None, int]:
    """Give the shortest, the longest (None for no limit) and the natural length of a step."""
    match step:
        case Pause() | Rest():
            return step.shortest, step.longest, step.natural
        case Silence() if not step.is_exact:
            return -(-step.natural // SHORTEST_SILENCE_SHARE), None, step.natural
        case _:
            fixed = asked_time(step)
            return fixed, fixed, fixed


def _with_length(step: Step, length: int) -> Step:
    if isinstance(step, Pause | Rest | Silence):
        return replace(step, natural=Milliseconds(length))
    return step


def _moved(
    sums: "_Sums",
    lengths: Sequence[int],
    bounds: Mapping[int, int | None],
    target: int,
    *,
    is_longer: bool,
) -> list[int] | None:
    """Move the lengths in `bounds` from their places towards their bounds until the sum is right.

    Returns:
        All lengths, or None when the bounds do not reach so far.
    """
    moves = sorted(bounds)

    def at(share: float) -> list[int]:
        """Give the lengths when each has gone so much of its way; a silence its own length."""
        moved = list(lengths)
        for index in moves:
            bound = bounds[index]
            way = lengths[index] if bound is None else bound - lengths[index]
            moved[index] = int(lengths[index] + share * way + 0.5)
        return moved

    def is_enough(moved: list[int]) -> bool:
        total = sums.total(moved)
        return total >= target if is_longer else total <= target

    if is_enough(list(lengths)):
        return list(lengths) if sums.total(lengths) == target else None
    far = 1.0
    while not is_enough(at(far)):
        if far > target or None not in bounds.values():
            return None
        far *= 2
    near, far = _narrowed(lambda share: is_enough(at(share)), 0.0, far)
    return _between(at(near), at(far), moves, is_enough)


def _narrowed(is_enough: Callable[[float], bool], near: float, far: float) -> tuple[float, float]:
    """Find the two neighbouring numbers between which it becomes enough."""
    while near < (middle := (near + far) / 2) < far:
        near, far = (near, middle) if is_enough(middle) else (middle, far)
    return near, far


def _between(
    short: list[int],
    enough: list[int],
    moves: Sequence[int],
    is_enough: Callable[[list[int]], bool],
) -> list[int]:
    """Let steps that cross at the same share do so one after the other, a millisecond each."""
    crossing = [index for index in moves if short[index] != enough[index]]

    def first(count: int) -> list[int]:
        moved = list(short)
        for index in crossing[:count]:
            moved[index] = enough[index]
        return moved

    low, high = 0, len(crossing)
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if is_enough(first(middle)) else (middle + 1, high)
    return first(low)


class _Sums:
    """Adds up what `lay_out` would lay out, and nothing else, because it is asked often."""

    def __init__(
        self, steps: Sequence[Step], clips: Clips, ring: Mapping[str, Milliseconds]
    ) -> None:
        self._steps: list[tuple[str, int, int, int]] = []
        for index, step in enumerate(steps):
            match step:
                case Say():
                    self._steps.append(("say", index, clips[step], 0))
                case Sound():
                    self._steps.append(("sound", index, clips[step], 0))
                case Bell():
                    apart = (step.times - 1) * BELL_APART
                    self._steps.append(("bell", index, apart, ring[step.kind]))
                case Rest():
                    self._steps.append(("rest", index, 0, 0))
                case Pause() if is_exact_pause(step):
                    self._steps.append(("exact", index, 0, 0))
                case _:
                    self._steps.append(("quiet", index, 0, 0))

    def total(self, lengths: Sequence[int | None]) -> int:
        """Give the length of the recording when each step has the given length of quiet."""
        ear = until = asked = rest = 0
        is_exact = False
        for kind, index, length, ring in self._steps:
            if kind == "quiet":
                asked += lengths[index] or 0
                continue
            if kind == "rest":
                rest += lengths[index] or 0
                continue
            if kind == "exact":
                asked += lengths[index] or 0
                is_exact = True
                continue
            ear += asked if is_exact else max(asked, rest)
            asked = rest = 0
            is_exact = False
            if kind == "say":
                end = max(0, ear - LEAD) + length
                ear, until = end - TAIL, max(until, end)
            elif kind == "bell":
                until = max(until, ear + length + ring)
                ear += length + BELL_HOLD
                rest = -BELL_HOLD
            else:
                ear += length
        return max(ear + asked, until)
