"""Long lines in passages that a model can say, and their sounds joined again."""

import re
from collections.abc import Sequence

import numpy as np

from compassion_audio.audio.clip import Clip
from compassion_audio.audio.trim import trimmed
from compassion_audio.script.words import count_words
from compassion_audio.units import Milliseconds, frames_at

MOST_WORDS = 60
"""In a passage. Beyond it, speech models begin to hurry, mumble and leave words out.

Source: measured with pyttsx3 on Linux, too: passages of at most 60 words were whole 540 times of
540; a text of 4,000 words crashed the process 12 times of 12."""

MOST_LETTERS = 400
"""In a passage, for texts of long words, and of none."""

_PLACES = (r"(?<=[.!?…])\s+", r"(?<=[;:\u2014\u2013])\s+", r"(?<=,)\s+", r"\s+")
"""Where to cut, the most natural first. Marks stay with the words before them."""

_RESTS = (
    (".!?…", Milliseconds(400)),
    (";:\u2014\u2013", Milliseconds(300)),
    (",", Milliseconds(200)),
)
_NO_MARK = Milliseconds(60)
_MARGIN = Milliseconds(20)


def passages(text: str) -> tuple[str, ...]:
    """Cut a line where a person would take a breath, nearest to the middle of what is too long."""
    text = text.strip()
    if len(text) <= MOST_LETTERS and count_words(text) <= MOST_WORDS:
        return (text,) if text else ()
    middle = len(text) / 2
    for place in _PLACES:
        cuts = [found.span() for found in re.finditer(place, text)]
        near = [cut for cut in cuts if len(text) * 0.2 <= cut[0] <= len(text) * 0.8]
        if near:
            start, end = min(near, key=lambda cut: abs(cut[0] - middle))
            return passages(text[:start]) + passages(text[end:])
    half = len(text) // 2  # one endless word
    return passages(text[:half]) + passages(text[half:])


def joined(spoken: Sequence[tuple[str, Clip]]) -> Clip:
    """Join what was said of each passage, with the rest that its last mark asks for.

    The pieces are cut to their speech and faded at both ends, so that no joint can click. What
    was said of a single passage stays as it is.

    Args:
        spoken: Passages with their sounds, in order; at least one.
    """
    if len(spoken) == 1:
        return spoken[0][1]
    pieces = []
    for passage, clip in spoken:
        piece = trimmed(clip, lead=_MARGIN, tail=_MARGIN).samples
        if len(piece):
            rest = np.zeros((frames_at(_rest_after(passage)), 1), dtype=np.float32)
            pieces += [piece, rest]
    return Clip(np.concatenate(pieces[:-1]) if pieces else np.zeros((0, 1), dtype=np.float32))


def _rest_after(passage: str) -> Milliseconds:
    last = passage[-1:]
    return next((rest for marks, rest in _RESTS if last in marks), _NO_MARK)
