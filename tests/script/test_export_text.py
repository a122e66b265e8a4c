"""Practices as plain words."""

from compassion_audio import library
from compassion_audio.script import Choices, FrontMatter, Say, parse, resolve
from compassion_audio.script.export import text


def test_a_small_practice_is_a_sentence_a_line() -> None:
    """A blank line for a pause or a paragraph, two above a section, the role before its words."""
    script = parse(
        "---\ntitle: Tea\n---\n# Arriving\n\n[bell]\n\nSit down. Look up. [pause 8s] Wait.\n\n"
        "[silence 1m]\n\nNow go.\n\n# Going\n\n[voice second] Go well. [bed rain]\n"
    )
    assert text.written(script.front, resolve(script)) == (
        "Tea\n\n\nArriving\n\nSit down.\nLook up.\n\nWait.\n\nNow go.\n\n\nGoing\n\n"
        "second: Go well.\n"
    )


def test_every_sentence_of_every_practice_is_a_line() -> None:
    """None is lost, and none is joined to another."""
    for slug in library.slugs():
        script = parse(library.read(slug).text)
        steps = resolve(script)
        lines = text.written(script.front, steps).split("\n")
        said = [step.text for step in steps if isinstance(step, Say)]
        assert [line for line in lines if line in said] == said


def test_a_practice_without_words_is_its_title() -> None:
    """Bells alone leave nothing to read."""
    assert text.written(FrontMatter("Bells"), ()) == "Bells\n"


def test_personal_words_are_not_in_it() -> None:
    """What a caption hides, the export hides."""
    script = parse("---\ntitle: T\n---\nBe well, {name|friend}.\n")
    steps = resolve(script, Choices(values={"name": "Anna"}))
    assert text.written(script.front, steps) == "T\n\nBe well, ….\n"
