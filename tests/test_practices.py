"""The bundled practices: each whole, each as its front matter promises."""

import re

import pytest

from compassion_audio import library
from compassion_audio.script import (
    Bell,
    Breath,
    Pause,
    Say,
    Script,
    Section,
    Silence,
    Step,
    resolve,
)
from compassion_audio.script.format import formatted
from compassion_audio.script.model import PARAGRAPH_REST
from compassion_audio.studio.catalogue import read
from compassion_audio.voices.pace import count_words

ALL_THREE = {"mindfulness", "kindness", "common humanity"}

CATALOGUE: dict[str, tuple[int, str, set[str]]] = {
    "self-compassion-break": (5, "MSC", ALL_THREE),
    "supportive-touch": (3, "MSC", {"kindness"}),
    "affectionate-breathing": (12, "MSC", {"mindfulness", "kindness"}),
    "kind-wishes": (12, "MSC", {"kindness"}),
    "soften-soothe-allow": (12, "MSC", {"mindfulness", "kindness"}),
    "compassionate-body-scan": (20, "MSC", {"mindfulness", "kindness"}),
    "giving-and-receiving": (12, "MSC", {"kindness", "common humanity"}),
    "soles-of-the-feet": (4, "MSC", {"mindfulness"}),
    "soothing-rhythm-breathing": (6, "CFT / CMT", {"mindfulness"}),
    "compassionate-self": (12, "CFT / CMT", {"kindness"}),
    "compassionate-companion": (12, "CFT / CMT", {"kindness"}),
    "safe-place": (8, "CFT / CMT", {"kindness"}),
    "breathing-space": (3, "MBCT", {"mindfulness"}),
    "thoughts-as-passing": (10, "MBCT / ACT", {"mindfulness"}),
    "room-for-what-is-here": (10, "ACT", {"mindfulness"}),
    "just-like-me": (8, "common humanity", {"common humanity"}),
    "as-to-a-friend": (8, "seed question", {"kindness"}),
    "what-do-i-need": (4, "seed question", {"kindness"}),
    "meeting-the-inner-critic": (12, "MSC / CFT", {"mindfulness", "kindness"}),
    "kinder-self-talk": (6, "seed", {"kindness"}),
    "self-care-check-in": (5, "seed", {"kindness"}),
    "journal-a-hard-moment": (15, "seed", ALL_THREE),
    "reaching-out": (6, "seed", {"common humanity"}),
    "after-a-setback": (8, "resilience", ALL_THREE),
    "as-i-am": (10, "self-acceptance", {"kindness"}),
    "kind-boundaries": (8, "relationships", {"kindness"}),
    "settling-anxiety": (8, "anxiety", {"mindfulness", "kindness"}),
    "low-mood-companion": (8, "low mood", ALL_THREE),
    "sleep-wind-down": (25, "evening", {"kindness"}),
    "morning-intention": (4, "day", {"kindness"}),
    "between-sessions": (2, "clinician", ALL_THREE),
    "compassion-with-equanimity": (10, "MSC", {"kindness", "common humanity"}),
    "end-of-clinic-day": (8, "clinician", ALL_THREE),
    "what-is-self-compassion": (5, "psychoeducation", ALL_THREE),
    "about-backdraft": (4, "psychoeducation", {"mindfulness"}),
    "myth-self-pity": (3, "psychoeducation", set()),
    "myth-weakness": (3, "psychoeducation", set()),
    "myth-selfish": (3, "psychoeducation", set()),
    "myth-indulgent": (3, "psychoeducation", set()),
    "myth-excuses": (3, "psychoeducation", set()),
    "myth-motivation": (3, "psychoeducation", set()),
}
"""Minutes, tradition and components of each; none where any will do."""

PACE = 115
LONGEST_SENTENCE = 22
SHARED_WORDS = 8
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
    minutes, tradition, components = CATALOGUE[slug]
    assert (front.minutes, front.tradition) == (minutes, tradition)
    assert set(front.components) == components or (front.components and not components)
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


def test_sentences_are_short(practice: Script) -> None:
    """One thought, one breath."""
    lengths = sorted(count_words(say.text) for say in sentences(practice))
    assert lengths[-1] <= LONGEST_SENTENCE
    assert 8 <= lengths[len(lengths) // 2] <= 14


def test_nothing_is_ordered_and_nothing_is_promised(practice: Script) -> None:
    """Invitations, not commands; no deep breath, no held breath, no healing."""
    assert [say.text for say in sentences(practice) if ORDERS.search(say.text)] == []


def test_paragraphs_never_follow_each_other_without_a_pause(practice: Script) -> None:
    """Between two paragraphs there is a pause, a silence or a bell."""
    between: list[Step] = []
    for step in resolve(practice):
        if not isinstance(step, Say):
            between.append(step)
            continue
        if PARAGRAPH_REST in between:
            assert any(isinstance(one, Pause | Silence | Bell | Breath) for one in between), (
                step.text
            )
        between = []


def test_it_has_sections(practice: Script) -> None:
    """A listener can find a place again."""
    assert 3 <= sum(isinstance(step, Section) for step in resolve(practice)) <= 10


def test_no_two_practices_share_a_run_of_words() -> None:
    """Each has its own words: eight in a row are never those of a neighbour."""
    first: dict[tuple[str, ...], str] = {}
    shared: list[tuple[str, str, str]] = []
    for slug in sorted(CATALOGUE):
        words = spoken_words(read(library.read(slug)))
        runs = list(zip(*(words[start:] for start in range(SHARED_WORDS)), strict=False))
        shared += [(first[run], slug, " ".join(run)) for run in runs if run in first]
        first |= dict.fromkeys(runs, slug)
    assert shared == []
