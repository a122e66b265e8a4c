"""Where the sound comes out, by what PulseAudio and PipeWire tell."""

import pytest

from compassion_audio.playback.outlet import Place, Unwatched, has_gone, outlet, place_of


def sink(name: str, port: str = "", **availability: str) -> dict[str, object]:
    """Make a sink as `pactl -f json list sinks` tells it."""
    ports = [{"name": one, "availability": how} for one, how in availability.items()]
    return {"index": 3, "name": name, "active_port": port or None, "ports": ports}


HEADPHONES = Place("card", "headphones")


@pytest.mark.parametrize(
    ("sinks", "gone"),
    [
        ([sink("card", "headphones", headphones="available")], False),
        ([sink("card", "headphones", headphones="availability unknown")], False),
        ([sink("card", "speaker", headphones="not available", speaker="available")], True),
        ([sink("card", "speaker", headphones="no")], True),
        ([sink("other", "speaker")], True),
        ([], True),
    ],
    ids=["plugged in", "cannot tell", "pulled out", "in short", "another card", "no card"],
)
def test_headphones_that_are_pulled_out_have_gone(
    sinks: list[dict[str, object]], *, gone: bool
) -> None:
    """Be it the plug or the whole card."""
    assert has_gone(HEADPHONES, sinks) is gone


def test_headphones_that_are_plugged_in_take_nothing_away() -> None:
    """The loudspeaker that was heard is still there."""
    sinks = [sink("card", "headphones", headphones="available", speaker="availability unknown")]
    assert not has_gone(Place("card", "speaker"), sinks)
    assert not has_gone(Place("card", ""), [sink("card")])


def test_a_process_is_found_where_it_plays() -> None:
    """And nothing is made up where it is not told."""
    mine = {"sink": 3, "properties": {"application.process.id": "77"}}
    assert place_of(77, [{}, mine], [sink("card", "speaker")]) == Place("card", "speaker")
    assert place_of(77, [mine], [sink("card")]) == Place("card", "")
    assert place_of(78, [mine], [sink("card")]) is None
    assert place_of(77, None, None) is None


def test_elsewhere_nobody_watches() -> None:
    """Not with ALSA, Core Audio or WASAPI, and that does no harm."""
    watch = outlet("ALSA")
    assert isinstance(watch, Unwatched)
    watch.settle()
    assert not watch.has_gone
    watch.close()
