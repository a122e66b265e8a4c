"""How fast the words come, and how much quiet there is around them."""

from collections.abc import Iterator

from compassion_audio.check import quiet
from compassion_audio.check.finding import Severity
from compassion_audio.check.kinds import is_for_sleep, is_mostly_quiet
from compassion_audio.check.manuscript import Manuscript
from compassion_audio.check.rule import Remark, Rule
from compassion_audio.script import Sound
from compassion_audio.units import seconds

SLOWEST, FASTEST = 100, 130
"""Words a minute inside the speech."""

SPARSEST, DENSEST = 30, 80
"""Words a minute over the whole practice."""

LEAST_QUIET, MOST_QUIET = 0.35, 0.65
"""Of the whole practice, as a share."""

_ENOUGH_SPEECH = seconds(20)
"""Less of it has no pace worth the name."""

_ENOUGH_LENGTH = seconds(60)
"""What is shorter is not a whole practice, and its shares mean little."""


def _speech_pace(page: Manuscript) -> float | None:
    """Give the words a minute inside the speech, or None where there is too little of it."""
    spoken = page.timeline.spoken
    return page.heard_words * 60_000 / spoken if spoken >= _ENOUGH_SPEECH else None


def whole_pace(page: Manuscript) -> float | None:
    """Give the words a minute over all of it, or None where that means little."""
    length = page.timeline.length
    return page.heard_words * 60_000 / length if length >= _ENOUGH_LENGTH else None


def quiet_share(page: Manuscript) -> float | None:
    """Give the share of the time in which nothing is said, or None where that means little."""
    timeline = page.timeline
    if timeline.length < _ENOUGH_LENGTH:
        return None
    sounds = sum(cue.end - cue.start for cue in timeline.cues if isinstance(cue.step, Sound))
    return 1 - (timeline.spoken + sounds) / timeline.length


def _is_too_fast(page: Manuscript) -> Iterator[Remark]:
    pace = _speech_pace(page)
    if pace and round(pace) > FASTEST:
        told = f"the voice says {pace:.0f} words a minute, which leaves no time to follow"
        yield Remark(page.first_line, told, f"Choose a slower pace, {SLOWEST} to {FASTEST}.")


def _is_too_slow(page: Manuscript) -> Iterator[Remark]:
    pace = _speech_pace(page)
    if pace and round(pace) < SLOWEST:
        told = f"the voice says {pace:.0f} words a minute, so slowly that sentences fall apart"
        yield Remark(page.first_line, told, f"Choose a quicker pace, {SLOWEST} to {FASTEST}.")


def _is_crowded(page: Manuscript) -> Iterator[Remark]:
    pace = whole_pace(page)
    if pace and round(pace) > DENSEST:
        told = f"{pace:.0f} words a minute over the whole practice is more than can be taken in"
        yield Remark(
            page.first_line,
            told,
            f"Take words out or lengthen pauses, to {DENSEST} words a minute or fewer.",
        )


def _is_sparse(page: Manuscript) -> Iterator[Remark]:
    pace = whole_pace(page)
    if pace is not None and round(pace) < SPARSEST and not is_mostly_quiet(page):
        told = f"{pace:.0f} words a minute over the whole practice leaves a listener alone"
        yield Remark(
            page.first_line,
            told,
            f"Shorten pauses or add a few words, to {SPARSEST} words a minute or more.",
        )


def _has_little_silence(page: Manuscript) -> Iterator[Remark]:
    share = quiet_share(page)
    if share is not None and round(share, 2) < LEAST_QUIET:
        told = f"only {_percent(share)} of the time is quiet, too little to do what is said"
        yield Remark(page.first_line, told, "Lengthen the pauses, to 35 % or more of the time.")


def _has_much_silence(page: Manuscript) -> Iterator[Remark]:
    share = quiet_share(page)
    if share is not None and round(share, 2) > MOST_QUIET and not is_mostly_quiet(page):
        told = f"{_percent(share)} of the time is quiet, enough to lose the thread"
        yield Remark(
            page.first_line,
            told,
            "Shorten the pauses to 65 % or less of the time; if the quiet is the practice itself, "
            "write it as [silence 2m] and say so beforehand.",
        )


def _silence_is_unannounced(page: Manuscript) -> Iterator[Remark]:
    for line, length in quiet.unannounced(page):
        yield Remark(
            line,
            f"a silence of {length} comes without a word, and may pass for the end",
            'Say it beforehand, and loosely, because a length that is asked for changes it: "There '
            'will be a while of quiet now."',
        )


def _silence_is_unanchored(page: Manuscript) -> Iterator[Remark]:
    if is_for_sleep(page.front):
        return
    for line, length in quiet.unanchored(page):
        yield Remark(
            line,
            f"after a silence of {length}, nothing brings the listener back",
            'Go on with an anchor, as "If you have drifted, feel what is holding you again."',
        )


def _question_has_no_time(page: Manuscript) -> Iterator[Remark]:
    for spoken in quiet.hurried_questions(page):
        told = f"the question has {_seconds(spoken.quiet)} for an answer, and needs at least 8 s"
        yield Remark(spoken.say.line, told, "Write [pause 8s] or more right after it.")


def _body_has_no_time(page: Manuscript) -> Iterator[Remark]:
    for spoken in quiet.hurried_movements(page):
        told = f"the body has {_seconds(spoken.quiet)} to do this, and needs at least 5 s"
        yield Remark(spoken.say.line, told, "Write [pause 5s] or more at the paragraph's end.")


def _paragraphs_have_no_pause(page: Manuscript) -> Iterator[Remark]:
    for way in page.spoken:
        for spoken in way:
            if spoken.ends_paragraph and not spoken.is_parted and not spoken.is_last:
                yield Remark(
                    spoken.say.line,
                    "the next paragraph begins without a pause",
                    "End this one with [pause 4s], or make the two one.",
                )


def _percent(share: float) -> str:
    return f"{share * 100:.0f} %"


def _seconds(length: int) -> str:
    return f"{length / 1000:.1f}".removesuffix(".0") + " s"


RULES = (
    Rule(
        "pace/too-fast",
        Severity.WARNING,
        f"speech of more than {FASTEST} words a minute, pauses left out",
        "A listener who follows inwardly needs longer than one who only understands.",
        f"Speak at {SLOWEST} to {FASTEST} words a minute; 115 is the default.",
        _is_too_fast,
    ),
    Rule(
        "pace/too-slow",
        Severity.WARNING,
        f"speech of fewer than {SLOWEST} words a minute, pauses left out",
        "Words that are drawn out fall apart; calm comes from the pauses between sentences.",
        f"Speak at {SLOWEST} to {FASTEST} words a minute, and lengthen the pauses.",
        _is_too_slow,
    ),
    Rule(
        "pace/crowded",
        Severity.WARNING,
        f"more than {DENSEST} words a minute over the whole practice",
        "There is no room left in which to do what is said.",
        "Fewer words, longer pauses.",
        _is_crowded,
    ),
    Rule(
        "pace/sparse",
        Severity.WARNING,
        f"fewer than {SPARSEST} words a minute over the whole practice, unless it is for sleep, "
        "sitting or writing, or mostly silence",
        "A listener who hears too little feels left alone, or drifts.",
        "Shorter pauses, or a few words more.",
        _is_sparse,
    ),
    Rule(
        "pace/little-silence",
        Severity.WARNING,
        f"quiet that takes less than {_percent(LEAST_QUIET)} of the time",
        "The quiet is where a practice happens.",
        "Lengthen pauses, first those after questions and invitations.",
        _has_little_silence,
    ),
    Rule(
        "pace/much-silence",
        Severity.WARNING,
        f"quiet that takes more than {_percent(MOST_QUIET)} of the time, unless the practice is "
        "for sleep, sitting or writing, or mostly silence",
        "Long quiet that nobody announced makes a listener wonder whether it is over.",
        "Shorter pauses; or a [silence 2m] that is announced.",
        _has_much_silence,
    ),
    Rule(
        "pace/question",
        Severity.WARNING,
        "a question with less than 8 s of quiet after it, or after one more sentence that belongs "
        "to it; of several in a row, the last counts",
        "An answer that is felt comes more slowly than one that is thought.",
        "What do you need right now? [pause 10s]",
        _question_has_no_time,
    ),
    Rule(
        "pace/body",
        Severity.WARNING,
        "an instruction to the body with less than 5 s of quiet before the next paragraph",
        "Bodies take time to move, and some take longer.",
        "You might roll your shoulders. [pause 5s]",
        _body_has_no_time,
        is_english=True,
    ),
    Rule(
        "pace/paragraphs",
        Severity.WARNING,
        "two paragraphs without a pause, a silence, a breath or a bell between them",
        "A paragraph is one thought; the next comes when this one has been felt.",
        "End the paragraph with [pause 4s].",
        _paragraphs_have_no_pause,
    ),
    Rule(
        "pace/silence-announced",
        Severity.WARNING,
        "a [silence] of more than 30 s that the two sentences before it do not announce",
        "Who does not expect a silence waits for the next word, or thinks it is over.",
        "There will be a while of quiet now. [silence 2m]",
        _silence_is_unannounced,
        is_english=True,
    ),
    Rule(
        "pace/silence-anchored",
        Severity.WARNING,
        "a [silence] of more than 3 min after which neither a bell nor one of the next two "
        "sentences brings the listener back, unless the practice is for sleep",
        "In three minutes most minds have gone elsewhere, and need a place to come back to.",
        "[silence 4m] If you have drifted, feel what is holding you again.",
        _silence_is_unanchored,
        is_english=True,
    ),
)
