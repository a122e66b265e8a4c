"""A practice as SSML, which most speech engines read.

The standard has no bells and no chapters: they are marks, which an engine reports as it passes
them, so that a program can ring and count along. Source: SSML 1.1, W3C, 7 September 2010.
"""

from collections.abc import Iterable, Iterator

from compassion_audio.script.export import xml
from compassion_audio.script.export.outline import breaks, paragraphs, quiet, sentences
from compassion_audio.script.model import Bed, Bell, FrontMatter, Say, Section, Sound, Step
from compassion_audio.script.pronounce import ways

_NAMESPACE = "http://www.w3.org/2001/10/synthesis"


def written(front: FrontMatter, steps: Iterable[Step]) -> str:
    """Write a practice as one SSML document.

    Args:
        front: For its title, its language, and how words are said.
        steps: Resolved.

    Returns:
        XML that is well formed whatever the words are; it ends with a line break.
    """
    language = xml.value(front.language)
    lines = [f'<speak version="1.1" xmlns="{_NAMESPACE}" xml:lang={language}>']
    lines.append(xml.comment(front.title))
    for item in paragraphs(steps):
        if isinstance(item, tuple):
            lines.append("<p>")
            lines += (f"  {line}" for steps in sentences(item) for line in _told(steps, front))
            lines.append("</p>")
        else:
            lines += _lines(item, front)
    return "\n".join([*lines, "</speak>", ""])


def _told(steps: tuple[Step, ...], front: FrontMatter) -> Iterator[str]:
    """Write one sentence, whatever stands inside it, or a step between sentences."""
    lines = [line for step in steps for line in _lines(step, front)]
    if isinstance(steps[0], Say):
        yield f"<s>{' '.join(lines)}</s>"
    else:
        yield from lines


def _lines(step: Step, front: FrontMatter) -> Iterator[str]:
    match step:
        case Say(role=role):
            words = _words(step.caption, front)
            yield f"<voice name={xml.value(role)}>{words}</voice>" if role else words
        case Section(name=name):
            yield _mark(f"section:{name}")
        case Bell(kind=kind, times=times):
            yield _mark(f"bell:{kind} x{times}")
        case Bed(kind=kind):
            yield _mark(f"bed:{kind or 'off'}")
        case Sound(file=file):
            yield _mark(f"sound:{file}")
        case _:
            yield from (f'<break time="{length}"/>' for length in breaks(quiet(step)))


def _mark(name: str) -> str:
    return f"<mark name={xml.value(name)}/>"


def _words(words: str, front: FrontMatter) -> str:
    return "".join(
        xml.text(piece) if piece == way else f"<sub alias={xml.value(way)}>{xml.text(piece)}</sub>"
        for piece, way in ways(words, front.pronounce)
    )
