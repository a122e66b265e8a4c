"""How much of a recording is encoded, and how much is taken from what was encoded before."""

from dataclasses import dataclass, field

import pytest

from compassion_audio.delivery import lame
from compassion_audio.delivery.coding import Coding
from compassion_audio.delivery.parts import Sounding
from compassion_audio.delivery.runs import Run


@dataclass
class Counts:
    """Frames of the parts that come."""

    encoded: list[int] = field(default_factory=list)
    """Of each part: 0 for one that was known."""

    taken: int = 0
    """From a refrain."""


def counting(monkeypatch: pytest.MonkeyPatch) -> Counts:
    """Count from here on."""
    counts = Counts()

    class Counted(Run):
        def __init__(
            self,
            part: Sounding,
            coding: Coding,
            data: bytes | None = None,
            *,
            is_taken: bool = False,
        ) -> None:
            super().__init__(part, coding, data, is_taken=is_taken)
            counts.encoded.append(0 if data else len(part.samples))
            counts.taken += len(part.samples) * is_taken

    monkeypatch.setattr(lame, "Run", Counted)
    return counts
