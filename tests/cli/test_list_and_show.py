"""`compassion list` and `compassion show`."""

import json
from collections.abc import Callable
from pathlib import Path

from compassion_audio import library
from compassion_audio.script import Say
from compassion_audio.studio.catalogue import catalogue

from .conftest import Said

Call = Callable[..., Said]


def test_list_shows_every_practice_with_its_minutes(compassion: Call) -> None:
    """One entry each, with the name to type."""
    told = compassion("list")
    for source, script in catalogue():
        line = next(line for line in told.out.splitlines() if line.startswith(source.slug))
        assert f" {script.front.minutes} min " in line
    assert told.err == ""


def test_list_as_json_is_data(compassion: Call) -> None:
    """Another program reads names, minutes and components."""
    practices = json.loads(compassion("list", "--json").out)
    assert [one["name"] for one in practices] == list(library.slugs())
    assert all(one["minutes"] and one["title"] and one["components"] for one in practices)


def test_show_gives_the_words_and_what_they_are_for(compassion: Call) -> None:
    """Title, caution, sources, and every sentence with its pauses, headings in their places."""
    told = compassion("show", "self-compassion-break")
    script = {source.slug: one for source, one in catalogue()}["self-compassion-break"]
    page = " ".join(told.out.split())
    assert page.startswith(script.front.title)
    assert "Caution:" in page
    assert "Source:" in page
    for step in script.steps:
        assert not isinstance(step, Say) or step.text in page
    assert "# Arriving [bell]" in page
    assert "[pause 8s]" in page


def test_show_keeps_a_pause_with_its_paragraph(compassion: Call) -> None:
    """What is read on the screen has the shape of the file."""
    Path("mine.md").write_text("---\ntitle: Mine\n---\nOne. Two. [pause 8s]\n\n# Next\n\nThree.\n")
    told = compassion("show", "mine.md")
    assert told.out.endswith("One. Two. [pause 8s]\n\n# Next\n\nThree.\n")


def test_show_as_json_has_steps_in_order(compassion: Call) -> None:
    """The steps are data, each with its kind."""
    Path("mine.md").write_text("---\ntitle: Mine\n---\nOne. [pause 8s]\n\n[silence 1m]\n")
    told = json.loads(compassion("show", "mine.md", "--json").out)
    assert told["front"]["title"] == "Mine"
    kinds = [(step["kind"], step.get("natural")) for step in told["steps"]]
    ends = ("break", None)
    assert kinds == [("say", None), ("pause", 8000), ends, ("silence", 60_000), ends]
