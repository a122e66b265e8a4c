"""The first file of a book: what it is, what it holds, who can read it, and in what order."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from compassion_audio.sharing.item import Item
from compassion_audio.sharing.markup import Element, document, put, root
from compassion_audio.units import Milliseconds

_KINDS = {
    "css": "text/css",
    "jpg": "image/jpeg",
    "mp3": "audio/mpeg",
    "smil": "application/smil+xml",
    "xhtml": "application/xhtml+xml",
}
_MODIFIED = "1980-01-01T00:00:00Z"
"""A book is known by its identity, which its content gives; no date tells anybody anything."""


class Named(Protocol):
    """What a book says of itself."""

    @property
    def title(self) -> str:
        """What it is called."""

    @property
    def author(self) -> str:
        """Who it is from."""

    @property
    def language(self) -> str:
        """A language tag."""


@dataclass(frozen=True, slots=True)
class Held:
    """A file of the book."""

    name: str
    properties: str = ""
    """What it is to the book: `nav`, `cover-image`."""

    overlay: str = ""
    """The file that says what is heard with it."""

    @property
    def identity(self) -> str:
        """Its name as XML allows one."""
        return "f-" + self.name.replace("/", "-").replace(".", "-")


@dataclass(frozen=True, slots=True)
class Overlay:
    """A file that says what is heard with a page."""

    name: str
    length: Milliseconds


def package(
    book: Named,
    items: Sequence[Item],
    held: Sequence[Held],
    overlays: Sequence[Overlay],
    identity: str,
) -> bytes:
    """Write the package document.

    Args:
        book: What it says of itself.
        items: The recordings.
        held: Every file but this one; its pages are read in this order, after the cover.
        overlays: With the length of each.
        identity: A UUID.
    """
    top = root(
        "package",
        {
            "xmlns": "http://www.idpf.org/2007/opf",
            "version": "3.0",
            "unique-identifier": "identity",
            "xml:lang": book.language,
        },
    )
    _describe(put(top, "metadata", "", {"xmlns:dc": _DC}), book, items, overlays, identity)
    manifest = put(top, "manifest")
    for one in held:
        told = {"id": one.identity, "href": one.name, "media-type": _KINDS[one.name.split(".")[-1]]}
        if one.properties:
            told["properties"] = one.properties
        if one.overlay:
            told["media-overlay"] = Held(one.overlay).identity
        put(manifest, "item", attributes=told)
    spine = put(top, "spine")
    pages = [one for one in held if one.name.endswith(".xhtml")]
    for one in pages:
        put(spine, "itemref", attributes={"idref": one.identity})
    return document(top)


_DC = "http://purl.org/dc/elements/1.1/"


def _describe(
    told: Element,
    book: Named,
    items: Sequence[Item],
    overlays: Sequence[Overlay],
    identity: str,
) -> None:
    put(told, "dc:identifier", f"urn:uuid:{identity}", {"id": "identity"})
    put(told, "dc:title", book.title)
    put(told, "dc:creator", book.author)
    for language in dict.fromkeys([book.language, *(item.language for item in items)]):
        put(told, "dc:language", language)
    _meta(told, "dcterms:modified", _MODIFIED)
    put(told, "meta", attributes={"name": "cover", "content": Held("cover.jpg").identity})
    _tell_who_can_read_it(told, items)
    for overlay in overlays:
        about = {"refines": f"#{Held(overlay.name).identity}"}
        _meta(told, "media:duration", _seconds(overlay.length), about)
    if overlays:
        whole = Milliseconds(sum(overlay.length for overlay in overlays))
        _meta(told, "media:duration", _seconds(whole))
        _meta(told, "media:active-class", "-epub-media-overlay-active")


def _tell_who_can_read_it(told: Element, items: Sequence[Item]) -> None:
    """Say what a reader needs to see or hear; no claim of conformity, which an audit would make."""
    has_words = all(item.captions for item in items)
    for mode in ("auditory", "textual", "visual"):
        _meta(told, "schema:accessMode", mode)
    for enough in ("textual", "auditory", "textual,auditory") if has_words else ("auditory",):
        _meta(told, "schema:accessModeSufficient", enough)
    features = ["alternativeText", "readingOrder", "structuralNavigation", "tableOfContents"]
    if any(item.captions for item in items):
        features.append("synchronizedAudioText")
    for feature in (*features, "displayTransformability"):
        _meta(told, "schema:accessibilityFeature", feature)
    _meta(told, "schema:accessibilityHazard", "none")
    words = "Every spoken line stands in the text and lights up while it is heard"
    summary = f"{words}." if has_words else f"{words}, where a recording has its words."
    _meta(told, "schema:accessibilitySummary", f"{summary} The cover alone is a picture.")


def _meta(told: Element, name: str, text: str, more: dict[str, str] | None = None) -> None:
    put(told, "meta", text, {"property": name, **(more or {})})


def _seconds(length: Milliseconds) -> str:
    return f"{length // 1000}.{length % 1000:03}s"
