"""Which practices come along, and what each one holds."""

from compassion_audio import library
from compassion_audio.library import Source
from compassion_audio.script import Script, parse


def catalogue() -> tuple[tuple[Source, Script], ...]:
    """Read every bundled practice, in the order of their names.

    Raises:
        ScriptError: One of them cannot be read.
    """
    return tuple((source, read(source)) for source in map(library.read, library.slugs()))


def read(source: Source) -> Script:
    """Read a practice.

    Raises:
        ScriptError: With everything that is wrong in it.
    """
    return parse(source.text, name=source.name)
