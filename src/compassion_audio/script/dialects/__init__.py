"""Texts in other forms, made into practices: what is understood is kept, nothing is lost. Pure.

Each form has a reader, from text to a `Draft`; `imported` makes a practice of it that always
parses, with a report of every change.
"""

import re
from contextlib import suppress
from dataclasses import dataclass
from pathlib import PurePath

from compassion_audio.errors import ScriptError
from compassion_audio.script.dialects.decode import decoded
from compassion_audio.script.dialects.document import read_document
from compassion_audio.script.dialects.draft import Change, Draft, Reader
from compassion_audio.script.dialects.lines import read_markdown, read_speech_markdown, read_text
from compassion_audio.script.dialects.practice import written
from compassion_audio.script.dialects.ssml import read_ssml
from compassion_audio.script.format import formatted
from compassion_audio.script.front_matter import ScriptProblem

WORD = "docx"
READERS: dict[str, Reader] = {
    "text": read_text,
    "markdown": read_markdown,
    "ssml": read_ssml,
    "speech-markdown": read_speech_markdown,
}
MOST_TOLD = 100
"""Lines of a report: more are not read."""

DIALECTS = (*READERS, WORD)

_ENDINGS = {".docx": WORD, ".ssml": "ssml", ".smd": "speech-markdown"}
_SPEECH_MARKDOWN = re.compile(
    r"\([^()\[\]]+\)\[[a-z]+(?::[\"'][^\[\]]*)?\]|#\[[a-z]+|\[break:[\"']|\[mark:[\"']|\+\+\w[^+\n]*\+\+"
)


@dataclass(frozen=True, slots=True)
class Import:
    """A practice, and how it came to be."""

    text: str
    """In its canonical form."""

    changes: tuple[Change, ...]
    """In the order of the lines they were found in."""

    dialect: str

    def report(self) -> tuple[str, ...]:
        """Give one line for each change, at most `MOST_TOLD`, and how many more there are."""
        unit = "paragraph" if self.dialect == WORD else "line"
        told = [f"{unit} {change.line}: {change}" for change in self.changes[:MOST_TOLD]]
        more = len(self.changes) - len(told)
        return (*told, f"and {more} more like these") if more else tuple(told)


def imported(data: bytes, *, name: str, title: str, dialect: str | None = None) -> Import:
    """Make a practice of a file in another form.

    What is a practice already is only brought into its canonical form.

    Args:
        data: The whole file.
        name: How to name it in an error; its ending helps to tell the form.
        title: What to call the practice where the file itself has no title.
        dialect: One of `DIALECTS`; told by the name's ending and the contents when None.

    Raises:
        CompassionAudioError: There are no words in it, it is broken, or it is no text at all.
    """
    try:
        chosen = dialect or _dialect_of(data, name)
        encoding = ""
        if chosen == WORD:
            draft: Draft | str = read_document(data)
        else:
            draft, encoding = _read(data, chosen)
    except ScriptProblem as cause:
        raise ScriptError(name, [cause.problem]) from cause
    recoded = (Change(1, f"text in {encoding}", "UTF-8"),) if encoding else ()
    if isinstance(draft, str):
        return Import(draft, recoded, chosen)
    text = written(draft, title=title, name=name)
    changes = sorted(draft.changes, key=lambda change: change.line)
    return Import(text, (*recoded, *changes), chosen)


def _dialect_of(data: bytes, name: str) -> str:
    """Tell the form of a file by its name's ending, and else by its contents."""
    ending = PurePath(name).suffix.casefold()
    if ending in _ENDINGS:
        return _ENDINGS[ending]
    if data.startswith(b"PK\x03\x04"):
        return WORD
    text, _ = decoded(data)
    if re.match(r"\s*(?:<\?xml|<speak\b|<!--.*?-->\s*<speak\b)", text, re.DOTALL):
        return "ssml"
    if _SPEECH_MARKDOWN.search(text):
        return "speech-markdown"
    return "markdown" if ending in {".md", ".markdown"} else "text"


def _read(data: bytes, dialect: str) -> tuple[Draft | str, str]:
    """Give a draft, or the practice that the text is already; and its encoding unless UTF-8."""
    text, encoding = decoded(data)
    if dialect != "ssml":
        with suppress(ScriptError):
            return formatted(text), encoding
    return READERS[dialect](text), encoding
