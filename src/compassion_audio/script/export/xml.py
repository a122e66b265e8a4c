"""Words inside XML, whatever they are."""

import re

_REFUSED = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What no XML file may hold, not even as a reference. Source: XML 1.0, section 2.2."""

_STAND_IN = "\ufffd"


def text(words: str) -> str:
    """Write words as the content of an element."""
    words = _REFUSED.sub(_STAND_IN, words)
    return words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def value(words: str) -> str:
    """Write words as the value of an attribute, quotation marks included."""
    return f'"{text(" ".join(words.split())).replace(chr(34), "&quot;")}"'


def comment(words: str) -> str:
    """Write words as a comment, which may hold no two hyphens in a row, nor end with one."""
    words = _REFUSED.sub(_STAND_IN, words)
    return f"<!-- {re.sub('-(?=-)', '- ', words)} -->"
