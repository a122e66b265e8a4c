"""From bytes to text, as editors of the last thirty years have written them."""

import codecs

from compassion_audio.errors import Problem
from compassion_audio.script.front_matter import ScriptProblem

_MARKS = ((codecs.BOM_UTF16_LE, "UTF-16"), (codecs.BOM_UTF16_BE, "UTF-16"))
_OTHERS = {
    b"%PDF": ("a PDF", "copy its words into a text file"),
    b"{\\rtf": ("an RTF document", "save it as .docx or as plain text"),
    b"\xd0\xcf\x11\xe0": ("an old Word document", "save it as .docx"),
    b"PK\x03\x04": ("a ZIP or Office file", "save it as .docx or as plain text"),
}
_MOST_CONTROL = 0.01
"""Of all bytes; a text with more control characters is none."""

_CONTROL = bytes({*range(32)} - {*b"\t\n\f\r\x0b\x1a\x1b"})
"""What no editor writes: tabs, ends of lines and of files are not among them."""


def decoded(data: bytes) -> tuple[str, str]:
    """Decode a text.

    Returns:
        The text, and the name of its encoding; empty for UTF-8.

    Raises:
        ScriptProblem: It is no text.
    """
    for beginning, (what, hint) in _OTHERS.items():
        if data.startswith(beginning):
            raise ScriptProblem(Problem(1, 1, f"this is {what}, and not text", hint))
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data.decode("utf-16", errors="replace"), encoding
    if len(data) - len(data.translate(None, _CONTROL)) > len(data) * _MOST_CONTROL:
        raise ScriptProblem(Problem(1, 1, "this is not text", "save it as plain text in UTF-8"))
    try:
        return data.decode("utf-8-sig"), ""
    except UnicodeDecodeError:
        # five bytes mean nothing in it, and are left out
        return data.decode("cp1252", errors="ignore"), "Windows-1252"
