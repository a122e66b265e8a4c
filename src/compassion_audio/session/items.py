"""The items of a guide: practices, other guides, silences and bells."""

from collections.abc import Callable

import yaml

from compassion_audio.errors import nearest
from compassion_audio.script import Bell
from compassion_audio.script.marks import BELLS, MOST_STROKES
from compassion_audio.script.plain_yaml import number, one_of
from compassion_audio.session.model import Item, PracticeItem, SessionItem, Spot
from compassion_audio.session.reading import Fields, Reading, below
from compassion_audio.session.values import (
    read_bell,
    read_fit,
    read_name,
    read_silence,
    read_voice,
    read_words,
)
from compassion_audio.units import Milliseconds

MOST_ITEMS = 500
MOST_WORDS_OF_ONE_ITEM = 100
ITEM_KINDS = ("practice", "guide", "silence", "bell")
PRACTICE_KEYS = ("practice", "fit", "with", "voices")
_AN_ITEM = "an item is one of practice: NAME, guide: NAME, silence: 2m, bell: bowl"


def items_in(reading: Reading, node: yaml.Node, path: str) -> tuple[Item, ...]:
    """Read a list of items; those that cannot be read are refused and left out."""
    nodes = reading.sequence(node, path, what="items", most=MOST_ITEMS)
    read = (_item(reading, one, f"{path}[{place}]") for place, one in enumerate(nodes, 1))
    return tuple(item for item in read if item is not None)


def _item(reading: Reading, node: yaml.Node, path: str) -> Item | None:
    kinds = _kinds_of(node)
    if len(kinds) != 1:
        told = f"this is {' and '.join(kinds)} in one" if kinds else "this is no item"
        close = nearest(_first_key(node), ITEM_KINDS)
        reading.refuse(node, path, told, f"{close} {_AN_ITEM}" if close and not kinds else _AN_ITEM)
        return None
    return _ITEMS[kinds[0]](reading, node, path)


def _first_key(node: yaml.Node) -> str:
    first = node.value[0][0] if isinstance(node, yaml.MappingNode) and node.value else node
    return first.value if isinstance(first, yaml.ScalarNode) else ""


def _kinds_of(node: yaml.Node) -> list[str]:
    if not isinstance(node, yaml.MappingNode):
        return []
    keys = [key.value for key, _ in node.value if isinstance(key, yaml.ScalarNode)]
    return [kind for kind in ITEM_KINDS if kind in keys]


def _practice(reading: Reading, node: yaml.Node, path: str) -> Item:
    fields = reading.fields(node, path, allowed=PRACTICE_KEYS)
    return PracticeItem(
        reading.value(fields, "practice", path, read_name, ""),
        spot_of(fields["practice"], path),
        reading.value(fields, "fit", path, fit_of, None),
        _pairs(reading, fields, below(path, "with"), read_words),
        _pairs(reading, fields, below(path, "voices"), read_voice),
    )


def _guide_item(reading: Reading, node: yaml.Node, path: str) -> Item:
    fields = reading.fields(node, path, allowed=("guide",))
    name = reading.value(fields, "guide", path, read_name, "")
    return SessionItem(name, spot_of(fields["guide"], path))


def _silence(reading: Reading, node: yaml.Node, path: str) -> Item | None:
    fields = reading.fields(node, path, allowed=("silence",))
    return reading.value(fields, "silence", path, read_silence, None)


def _bell(reading: Reading, node: yaml.Node, path: str) -> Item | None:
    """Read `bell: bowl`, `bell: bowl x3`, or `bell: {kind: bowl, times: 3}`."""
    fields = reading.fields(node, path, allowed=("bell",))
    bell = fields["bell"]
    if not isinstance(bell, yaml.MappingNode):
        return reading.value(fields, "bell", path, read_bell, None)
    path = below(path, "bell")
    parts = reading.fields(bell, path, allowed=("kind", "times"))
    kind = reading.value(parts, "kind", path, one_of(BELLS), BELLS[0])
    times = reading.value(parts, "times", path, number(1, MOST_STROKES), 1)
    return Bell(kind, times, bell.start_mark.line + 1)


_ITEMS: dict[str, Callable[[Reading, yaml.Node, str], Item | None]] = {
    "practice": _practice,
    "guide": _guide_item,
    "silence": _silence,
    "bell": _bell,
}


def _pairs(
    reading: Reading, fields: Fields, path: str, read: Callable[[str, yaml.Node], str]
) -> tuple[tuple[str, str], ...]:
    """Read names and what belongs to each."""
    key = path.rpartition(".")[2]
    node = fields.get(key)
    if node is None:
        return ()
    if not isinstance(node, yaml.MappingNode):
        reading.refuse(node, path, "write names here, each with what belongs to it")
        return ()
    found: dict[str, str] = {}
    for named, value in node.value[:MOST_WORDS_OF_ONE_ITEM]:
        name = named.value if isinstance(named, yaml.ScalarNode) else ""
        if name in found:
            reading.refuse(named, path, f"{name} stands twice", "keep one of them")
        try:
            found[name] = read(name, value)
        except ValueError as cause:
            reading.refuse(value, below(path, name[:40]), str(cause))
    return tuple(found.items())


def fit_of(node: yaml.Node) -> Milliseconds | None:
    """Read how long something shall be, where that may be left open."""
    return read_fit(node)


def spot_of(node: yaml.Node, path: str) -> Spot:
    """Say where a value stands."""
    return Spot(node.start_mark.line + 1, node.start_mark.column + 1, path)
