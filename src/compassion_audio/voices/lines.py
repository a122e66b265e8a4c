"""The lines of a practice, spoken, checked and trimmed, or found where they were kept."""

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

from compassion_audio.audio.clip import Clip
from compassion_audio.audio.trim import in_steps, trimmed
from compassion_audio.errors import SpeechFailed, VoiceError
from compassion_audio.script import Say
from compassion_audio.timeline import LEAD, STEP, TAIL
from compassion_audio.units import WordsPerMinute
from compassion_audio.voices.cache import Line, LineCache, line_of
from compassion_audio.voices.names import Chosen

_EDITION = f"3 {LEAD} {TAIL} {STEP}"
"""Of what is done to every line here; counted up whenever that changes."""


LONGEST_LINE = 5_000
"""Characters of one sentence: some seven minutes without a full stop. What is longer is no
sentence, and its sound would take memory without end."""

_AHEAD = 4
"""How many lines for each hand are spoken before they are asked for."""


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who says lines, and how."""

    voice: Chosen
    pace: WordsPerMinute
    """Words a minute, measured inside the speech."""

    said: Callable[[str], str] = str
    """Turns written words into the way they are said."""

    kept: LineCache | None = None
    """Where lines are kept between runs; never those that hold a person's own words."""


def spoken_lines(lines: Sequence[Say], speaker: Speaker) -> Iterator[tuple[Say, Line]]:
    """Give lines in order, those that were kept and the others spoken.

    As many are spoken at once as the engine has hands. Each is kept as soon as it is spoken:
    whatever ends this early, the next run goes on there.

    Raises:
        VoiceError: The engine failed or gave silence; the message names the line. Reading the
            sound of a line may raise it, too: one that was kept and is gone is spoken again.
    """
    found = {line: _found(line, speaker) for line in lines}
    fresh = _spoken_at_once([line for line in lines if found[line] is None], speaker)
    for line in lines:
        yield line, found[line] or next(fresh)


def _spoken_at_once(lines: Sequence[Say], speaker: Speaker) -> Iterator[Line]:
    for first in lines[:1]:  # alone, so that the engine can calibrate itself in peace
        yield _from_disk(first, speaker)
    hands = speaker.voice.engine.hands
    pool = ThreadPoolExecutor(hands, thread_name_prefix="voice")
    waiting: deque[Future[Line]] = deque()
    try:
        for line in lines[1:]:
            waiting.append(pool.submit(_from_disk, line, speaker))
            if len(waiting) > _AHEAD * hands:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _from_disk(say: Say, speaker: Speaker) -> Line:
    """Say a line, and let go of its sound where it lies on the disk now."""
    line = spoken(say, speaker)
    return _found(say, speaker) or line


def spoken(say: Say, speaker: Speaker) -> Line:
    """Say a line and cut it to its speech, `LEAD` before and `TAIL` after.

    A recorded voice is given the words as they are written, and what it gives is cut already.

    Returns:
        A line of whole `STEP`s, with the 16 bits under its peak that it would have if it had
        been kept.

    Raises:
        VoiceError: The engine failed or gave silence; the message names the line.
    """
    if len(say.text) > LONGEST_LINE:
        raise SpeechFailed(
            f"line {say.line}: this sentence has {len(say.text)} characters, and a voice can say "
            f"{LONGEST_LINE} at once",
            hint="end some of its thoughts with a full stop",
        )
    clip = _cut(say, speaker)
    if not clip.frames:
        raise SpeechFailed(
            f"line {say.line}: the voice {speaker.voice.name} has no sound for these words",
            hint="write them another way, or choose a voice for their language",
        )
    line = line_of(clip)
    if speaker.kept and (told := _told(say, speaker)):
        speaker.kept.put(line, *told)
    return line


def _cut(say: Say, speaker: Speaker) -> Clip:
    voice = speaker.voice
    is_recorded = voice.engine.is_recorded
    text = say.text if is_recorded else speaker.said(say.text)
    try:
        clip = voice.engine.speak(text, voice=voice.voice, pace=speaker.pace)
    except VoiceError as cause:
        raise cause.at_line(say.line) from cause
    if not is_recorded:
        clip = trimmed(clip, lead=LEAD, tail=TAIL)
    return in_steps(clip, STEP)


def _found(say: Say, speaker: Speaker) -> Line | None:
    told = _told(say, speaker)
    if not speaker.kept or not told:
        return None
    return speaker.kept.find(*told, again=lambda: spoken(say, speaker))


def _told(say: Say, speaker: Speaker) -> tuple[str, ...]:
    """Give everything that decides the sound of a line; nothing where it is not to be kept."""
    engine, voice = speaker.voice.engine, speaker.voice.voice
    version = "" if say.public else engine.version(voice)
    if not version:
        return ()
    return (engine.name, version, voice, f"{speaker.pace:g}", _EDITION, speaker.said(say.text))
