"""The bundled practices: each whole, each as its front matter promises."""

import re
from itertools import combinations

import pytest

from compassion_audio import library
from compassion_audio.script import Bell, Pause, Say, Script, Section, Silence, Step, resolve
from compassion_audio.script.format import formatted
from compassion_audio.script.model import PARAGRAPH_REST, SENTENCE_REST
from compassion_audio.studio.catalogue import read
from compassion_audio.voices.pace import count_words

CATALOGUE = {
    "self-compassion-break": (5, "MSC", {"mindfulness", "kindness", "common humanity"}),
    "soles-of-the-feet": (4, "MSC", {"mindfulness"}),
    "breathing-space": (3, "MBCT", {"mindfulness"}),
    "supportive-touch": (3, "MSC", {"kindness"}),
    "what-do-i-need": (4, "seed question", {"kindness"}),
}
"""Minutes, tradition and components of each."""

PACE = 115
LONGEST_SENTENCE = 22
SHARED_WORDS = 8
DOOR = re.compile(r"\b(stop|open your eyes|eyes can stay open)\b", re.IGNORECASE)
ORDERS = re.compile(
    r"\byou (must|should|have to)\b|\bjust relax\b|\blet go of all\b|\bempty your mind\b"
    r"|\bdeep breath\b|\bhold your breath\b|\bwill heal\b",
    re.IGNORECASE,
)


@pytest.mark.parametrize("slug", library.slugs())
def test_a_practice_is_in_the_canonical_form(slug: str) -> None:
    """One sentence a line: `compassion format --check scripts/*.md` has nothing to say."""
    text = library.read(slug).text
    assert formatted(text) == text


def sentences(script: Script) -> list[Say]:
    """Give everything that is spoken when the practice stands alone at its natural length."""
    return [step for step in resolve(script) if isinstance(step, Say)]


def spoken_words(script: Script) -> list[str]:
    """Give all words of a practice, lower case."""
    text = " ".join(say.text for say in sentences(script)).lower()
    return re.findall(r"[a-z']+", text)


@pytest.fixture(params=sorted(CATALOGUE))
def practice(request: pytest.FixtureRequest) -> Script:
    """Read each practice of the catalogue."""
    return read(library.read(request.param))


def test_every_practice_of_the_catalogue_is_there() -> None:
    """None is missing, and none is there that the catalogue does not know."""
    assert set(library.slugs()) == set(CATALOGUE)


@pytest.mark.parametrize("slug", sorted(CATALOGUE))
def test_the_front_matter_is_complete_and_says_what_the_catalogue_says(slug: str) -> None:
    """Each of its keys is filled, and minutes, tradition and components are those of its row."""
    front = read(library.read(slug)).front
    assert (front.minutes, front.tradition, set(front.components)) == CATALOGUE[slug]
    for value in (front.title, front.summary, front.audience, front.intensity, front.when):
        assert value
    assert front.sources
    assert front.language == "en"
    if front.intensity != "gentle":
        assert "backdraft" in front.caution


def test_its_natural_length_is_that_of_its_row(practice: Script) -> None:
    """At the default pace it lasts as many minutes as it says, within 15 %."""
    words = sum(count_words(say.text) for say in sentences(practice))
    pauses = sum(step.natural for step in resolve(practice) if isinstance(step, Pause | Silence))
    bells = sum(isinstance(step, Bell) for step in resolve(practice)) * 4_000
    about = words * 60_000 / PACE + pauses + bells
    assert practice.front.minutes is not None
    assert about == pytest.approx(practice.front.minutes * 60_000, rel=0.15)


def test_a_door_stands_within_the_first_minute(practice: Script) -> None:
    """The listener hears early that they may stop, or open their eyes."""
    passed = 0.0
    for step in resolve(practice):
        if isinstance(step, Say):
            if DOOR.search(step.text):
                break
            passed += count_words(step.text) * 60 / PACE + SENTENCE_REST.natural / 1000
        elif isinstance(step, Pause | Silence):
            passed += step.natural / 1000
        elif isinstance(step, Bell):
            passed += 4
    else:
        pytest.fail("there is no door")
    assert passed < 60


def test_sentences_are_short(practice: Script) -> None:
    """One thought, one breath."""
    lengths = sorted(count_words(say.text) for say in sentences(practice))
    assert lengths[-1] <= LONGEST_SENTENCE
    assert 8 <= lengths[len(lengths) // 2] <= 14


def test_nothing_is_ordered_and_nothing_is_promised(practice: Script) -> None:
    """Invitations, not commands; no deep breath, no held breath, no healing."""
    assert [say.text for say in sentences(practice) if ORDERS.search(say.text)] == []


def test_a_question_is_followed_by_time_to_answer(practice: Script) -> None:
    """At least 8 seconds, unless the question goes straight on into its own second half."""
    steps = [step for step in resolve(practice) if isinstance(step, Say | Pause | Silence)]
    for index, step in enumerate(steps):
        if isinstance(step, Say) and step.text.rstrip("\"'").endswith("?"):
            following = steps[index + 1]
            assert isinstance(following, Pause | Silence), step.text
            assert following.natural >= 8_000, step.text


def test_paragraphs_never_follow_each_other_without_a_pause(practice: Script) -> None:
    """Between two paragraphs there is a pause, a silence or a bell."""
    between: list[Step] = []
    for step in resolve(practice):
        if not isinstance(step, Say):
            between.append(step)
            continue
        if PARAGRAPH_REST in between:
            assert any(isinstance(one, Pause | Silence | Bell) for one in between), step.text
        between = []


def test_it_has_sections(practice: Script) -> None:
    """A listener can find a place again."""
    assert 3 <= sum(isinstance(step, Section) for step in resolve(practice)) <= 5


@pytest.mark.parametrize(("one", "other"), list(combinations(sorted(CATALOGUE), 2)))
def test_no_two_practices_share_a_run_of_words(one: str, other: str) -> None:
    """Each has its own words: eight in a row are never those of a neighbour."""

    def runs(slug: str) -> set[tuple[str, ...]]:
        words = spoken_words(read(library.read(slug)))
        return set(zip(*(words[start:] for start in range(SHARED_WORDS)), strict=False))

    assert runs(one) & runs(other) == set()
