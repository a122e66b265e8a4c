"""The lines of a practice, spoken, checked and trimmed."""

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor

from compassion_audio.audio.clip import Clip
from compassion_audio.audio.trim import trimmed
from compassion_audio.errors import SpeechFailed, VoiceError
from compassion_audio.script import Say
from compassion_audio.timeline import LEAD, TAIL
from compassion_audio.units import WordsPerMinute
from compassion_audio.voices.names import Chosen


def spoken_lines(
    lines: Sequence[Say],
    *,
    voice: Chosen,
    pace: WordsPerMinute,
    said: Callable[[str], str] = str,
) -> Iterator[tuple[Say, Clip]]:
    """Say lines, as many at once as the engine has hands, and give them in order.

    Raises:
        VoiceError: The engine failed or gave silence; the message names the line.
    """
    for first in lines[:1]:
        yield first, spoken(first, voice=voice, pace=pace, said=said)
    pool = ThreadPoolExecutor(voice.engine.hands, thread_name_prefix="voice")
    try:
        waiting: deque[tuple[Say, Future[Clip]]] = deque(
            (line, pool.submit(spoken, line, voice=voice, pace=pace, said=said))
            for line in lines[1:]
        )
        while waiting:
            line, future = waiting.popleft()
            yield line, future.result()
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def spoken(
    say: Say, *, voice: Chosen, pace: WordsPerMinute, said: Callable[[str], str] = str
) -> Clip:
    """Say a line and cut it to its speech, `LEAD` before and `TAIL` after.

    Args:
        say: The line.
        voice: Who says it.
        pace: Words a minute, measured inside the speech.
        said: Turns written words into the way they are said.

    Returns:
        A clip of one channel at 48 kHz, a whole number of milliseconds long.

    Raises:
        VoiceError: The engine failed or gave silence; the message names the line.
    """
    try:
        clip = voice.engine.speak(said(say.text), voice=voice.voice, pace=pace)
    except VoiceError as cause:
        raise type(cause)(f"line {say.line}: {cause.message}", hint=cause.hint) from cause
    clip = trimmed(clip, lead=LEAD, tail=TAIL)
    if not clip.frames:
        raise SpeechFailed(
            f"line {say.line}: the voice {voice.name} has no sound for these words",
            hint="write them another way, or choose a voice for their language",
        )
    return clip
