"""The page to read from."""

import base64
import hashlib
import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compassion_audio.script import Choices, FrontMatter, Say, Section, Step, parse, resolve
from compassion_audio.script.export import reading

from ..contrast import contrast

PRACTICE = """\
---
title: Tea & rain
summary: A pause by the window.
language: en-GB
---
# Arriving

[bell bowl x3]

Sit down. Look up. [pause 5s]

## Being here

[voice second] Breathe. [breath x2] [silence 1m30s]

[voice] Go well. [pause 0.4s exact]
"""


class Page(HTMLParser):
    """A page as a browser takes it apart."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.style = ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take note of each element."""
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        """Take note of what is read, and of the style sheet."""
        if self.tags and self.tags[-1][0] == "style" and not self.style:
            self.style = data
        elif data.strip():
            self.words.append(data.strip())


@pytest.fixture
def page() -> str:
    """Write the page of a small practice."""
    script = parse(PRACTICE)
    return reading.written(script.front, resolve(script))


def test_each_sentence_is_a_numbered_line_with_its_quiet_between(page: str) -> None:
    """What is read from top to bottom: numbers, words, times, headings, who speaks."""
    words = Page(page).words
    assert words[words.index("Arriving") :] == [
        *("Arriving", "bell, 3 strokes", "1", "Sit down.", "2", "Look up.", "pause, 5 s", "·····"),
        *("Being here", "second", "3", "Breathe.", "2 breaths, 20 s", "silence, 1 min 30 s"),
        *("4", "Go well.", "pause, 0.4 s"),
    ]
    assert words[:3] == ["Tea & rain", "Tea & rain", "A pause by the window."]
    assert words[3].startswith("4 lines, and 1 min 55.4 s of quiet between them.")


def test_lines_can_be_pointed_at_and_headings_have_their_level(page: str) -> None:
    """`page.html#line-3` is the third sentence."""
    tags = Page(page).tags
    assert [one["id"] for tag, one in tags if tag == "p" and "id" in one] == [
        f"line-{number}" for number in range(1, 5)
    ]
    assert [tag for tag, _ in tags if re.fullmatch(r"h\d", tag)] == ["h1", "h2", "h3"]


def test_it_fetches_nothing_and_runs_nothing(page: str) -> None:
    """The policy allows the one style sheet, by its digest, and nothing else at all."""
    read = Page(page)
    digest = base64.b64encode(hashlib.sha256(read.style.encode()).digest()).decode()
    (policy,) = [one["content"] for _, one in read.tags if "http-equiv" in one]
    assert policy is not None
    assert policy.startswith(f"default-src 'none'; style-src 'sha256-{digest}'")
    assert not {"script", "link", "img", "iframe"} & {tag for tag, _ in read.tags}
    assert not [one for _, one in read.tags if {"src", "href", "style", "onload"} & set(one)]
    assert "url(" not in read.style
    assert "@import" not in read.style


def test_it_says_its_language(page: str) -> None:
    """A screen reader speaks it as it is written; our own words are marked where they differ."""
    assert '<html lang="en-GB">' in page
    front = FrontMatter("Pause", language="fr")
    french = Page(reading.written(front, parse(PRACTICE).steps[:3]))
    assert ("html", {"lang": "fr"}) in french.tags
    assert ("p", {"lang": "en"}) in french.tags


@given(st.text(), st.text(min_size=1), st.text(min_size=1), st.text("<>&\"'/ab="))
def test_no_words_become_markup(title: str, words: str, heading: str, language: str) -> None:
    """The elements are the same whatever the words are."""
    front = FrontMatter(title, summary="S", language=f"en{language}")
    steps: list[Step] = [Section(heading, 1), Say(words, 2, role=words)]
    plain = reading.written(FrontMatter("t", summary="S"), [Section("h", 1), Say("w", 2, role="w")])
    told = reading.written(front, steps)
    assert [tag for tag, _ in Page(told).tags] == [tag for tag, _ in Page(plain).tags]
    told.encode()


@pytest.mark.parametrize("name", ["ink", "quiet"])
def test_text_can_be_read_by_light_and_by_dark(page: str, name: str) -> None:
    """At least 4.5 to 1 on its ground, printed too."""
    style = Page(page).style
    grounds = re.findall(r"--ground: (#\w+)", style)
    inks = re.findall(rf"--{name}: (#\w+)", style)
    assert len(grounds) == len(inks) == 3
    for ground, ink in zip(grounds, inks, strict=True):
        assert contrast(ground, ink) >= 4.5


def test_personal_words_are_not_in_it() -> None:
    """What a caption hides, the page hides."""
    script = parse("---\ntitle: T\n---\nBe well, {name|friend}.\n")
    page = reading.written(script.front, resolve(script, Choices(values={"name": "Anna"})))
    assert "Anna" not in page
    assert "Be well, ….</span>" in page
