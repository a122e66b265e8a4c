"""Practices as SSML."""

import xml.etree.ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compassion_audio.script import (
    Bed,
    Bell,
    Breath,
    Choices,
    FrontMatter,
    Pause,
    Rest,
    Say,
    Section,
    Silence,
    Sound,
    Step,
    parse,
    resolve,
)
from compassion_audio.script.export import ssml
from compassion_audio.script.model import PARAGRAPH_REST, SENTENCE_REST
from compassion_audio.units import Milliseconds

NAME = "{http://www.w3.org/2001/10/synthesis}"
FRONT = FrontMatter("A trial")

words = st.text(min_size=1, max_size=30)
"""Any characters at all: control characters, lone surrogates, right-to-left, emoji."""

steps = st.lists(
    st.one_of(
        st.builds(Say, words, st.just(1), role=st.sampled_from(["", "second"])),
        st.builds(Section, words, st.just(1)),
        st.builds(Sound, words, st.just(1)),
        st.sampled_from([SENTENCE_REST, PARAGRAPH_REST, Bell("bowl", 2, 1), Bed("", 1)]),
        st.builds(Silence, st.integers(1, 100_000).map(Milliseconds), st.just(1)),
        st.just(Breath(3, 1)),
    ),
    max_size=12,
)


def read(text: str) -> ET.Element:
    """Parse it as any XML program does."""
    return ET.fromstring(text)  # noqa: S314  # our own


def pause(length: int) -> Pause:
    """Make a pause of so many milliseconds."""
    return Pause(Milliseconds(length), Milliseconds(0), Milliseconds(10 * length), 1)


def seconds(root: ET.Element) -> list[float]:
    """Give the lengths of all breaks."""
    return [float(one.get("time", "").removesuffix("s")) for one in root.iter(f"{NAME}break")]


def test_a_small_practice_reads_as_the_standard_has_it() -> None:
    """Sentences in paragraphs, pauses as breaks, sections and bells as marks, in their order."""
    script = parse(
        "---\ntitle: Tea & rain\nlanguage: en-GB\npronounce: {Germer: Gurmer}\n---\n"
        "# Arriving\n\n[bell]\n\nSo says Germer. Sit down. [pause 2.5s]\n\n"
        "[voice second] Now rest. [breath]\n"
    )
    assert ssml.written(script.front, resolve(script)) == (
        '<speak version="1.1" xmlns="http://www.w3.org/2001/10/synthesis" xml:lang="en-GB">\n'
        "<!-- Tea & rain -->\n"
        '<mark name="section:Arriving"/>\n'
        '<mark name="bell:bowl x1"/>\n'
        "<p>\n"
        '  <s>So says <sub alias="Gurmer">Germer</sub>.</s>\n'
        "  <s>Sit down.</s>\n"
        "</p>\n"
        '<break time="2.5s"/>\n'
        "<p>\n"
        '  <s><voice name="second">Now rest.</voice></s>\n'
        "</p>\n"
        '<break time="10s"/>\n'
        "</speak>\n"
    )


@given(words, words, steps, words, words)
def test_it_is_well_formed_whatever_the_words_are(
    title: str, language: str, some: list[Step], word: str, way: str
) -> None:
    """No title, heading, word, file name or way of saying can break the XML."""
    front = FrontMatter(title, language=language, pronounce=((word, way),))
    root = read(ssml.written(front, some))
    assert root.tag == f"{NAME}speak"
    assert len(list(root.iter(f"{NAME}s"))) == sum(isinstance(step, Say) for step in some)


@given(st.lists(st.text("abc <>&\"'-é文", min_size=1).filter(str.strip), min_size=1, max_size=5))
def test_the_words_come_back_as_they_were(lines: list[str]) -> None:
    """Escaping changes the file and not what is said."""
    root = read(ssml.written(FRONT, [Say(line, 1) for line in lines]))
    assert [one.text for one in root.iter(f"{NAME}s")] == lines


@given(st.integers(1, 3_600_000))
def test_a_long_pause_is_cut_into_pieces_that_engines_keep(length: int) -> None:
    """No break is over 10 s, none is empty, and together they are the pause."""
    found = seconds(read(ssml.written(FRONT, [Say("So.", 1), pause(length)])))
    assert sum(round(one * 1000) for one in found) == length
    assert all(0 < one <= 10 for one in found)


def test_rests_are_left_to_the_engine() -> None:
    """It rests where a sentence and a paragraph end anyway; twice would be too long."""
    some: list[Step] = [
        Say("One.", 1),
        SENTENCE_REST,
        Say("Two.", 1),
        PARAGRAPH_REST,
        Say("Three.", 1),
    ]
    root = read(ssml.written(FRONT, some))
    assert seconds(root) == []
    assert [len(list(one)) for one in root.iter(f"{NAME}p")] == [2, 1]


def test_a_paragraph_stays_one_when_its_rests_are_fitted() -> None:
    """Fitting changes how long a rest is, not what it is."""
    longer = Rest(SENTENCE_REST.longest, SENTENCE_REST.shortest, SENTENCE_REST.longest)
    root = read(ssml.written(FRONT, [Say("One.", 1), longer, Say("Two.", 1)]))
    assert len(list(root.iter(f"{NAME}p"))) == 1
    shorter = Rest(PARAGRAPH_REST.shortest, PARAGRAPH_REST.shortest, PARAGRAPH_REST.longest)
    root = read(ssml.written(FRONT, [Say("One.", 1), shorter, Say("Two.", 1)]))
    assert len(list(root.iter(f"{NAME}p"))) == 2


@pytest.mark.parametrize("title", ["a -- b", "---", "-", "a-->b"])
def test_a_title_of_hyphens_does_not_end_its_comment(title: str) -> None:
    """XML allows no two of them in a row inside one."""
    text = ssml.written(FrontMatter(title), [Say("So.", 1)])
    assert [one.text for one in read(text).iter(f"{NAME}s")] == ["So."]


def test_personal_words_are_not_in_it() -> None:
    """What a caption hides, the export hides."""
    script = parse("---\ntitle: T\n---\nBe well, {name|friend}.\n")
    text = ssml.written(script.front, resolve(script, Choices(values={"name": "Anna"})))
    assert "Anna" not in text
    assert "Be well, ….</s>" in text


def test_a_sentence_that_a_pause_cuts_stays_one() -> None:
    """Else the voice would fall where the words go on."""
    script = parse("---\ntitle: T\n---\nMay I [pause 2s] be kind. [pause 3s] So.\n")
    text = ssml.written(script.front, resolve(script))
    assert '<s>May I <break time="2s"/> be kind.</s>\n  <break time="3s"/>\n  <s>So.</s>' in text
