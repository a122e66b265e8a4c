"""XML written by the standard library: what a feed and a book are made of."""

import re
from collections.abc import Mapping
from xml.etree import ElementTree as ET

_NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML has no way to write, not even escaped. Source: XML 1.0, section 2.2."""

Element = ET.Element


def root(name: str, attributes: Mapping[str, str]) -> Element:
    """Begin a document; its namespaces are attributes like any other: `xmlns:atom`."""
    return ET.Element(name, {key: clean(value) for key, value in attributes.items()})


def put(
    parent: Element, name: str, text: str = "", attributes: Mapping[str, str] | None = None
) -> Element:
    """Add an element, with its prefix as it is written: `itunes:author`."""
    child = ET.SubElement(
        parent, name, {key: clean(value) for key, value in (attributes or {}).items()}
    )
    if text:
        child.text = clean(text)
    return child


def clean(text: str) -> str:
    """Drop the characters that no XML can hold, which a title may have brought from a tag."""
    return _NOT_IN_XML.sub("", text)


def document(top: Element, *, doctype: str = "") -> bytes:
    """Write it as UTF-8, an element a line; the same elements give the same bytes."""
    ET.indent(top)
    body = ET.tostring(top, encoding="unicode", short_empty_elements=True)
    head = '<?xml version="1.0" encoding="utf-8"?>\n' + (f"{doctype}\n" if doctype else "")
    return f"{head}{body}\n".encode()
