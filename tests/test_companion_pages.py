"""The two pages beside the recordings: what they name is there, and what they promise they keep."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from compassion_audio import library
from compassion_audio.check import RULES, Reading
from compassion_audio.check.manuscript import Manuscript
from compassion_audio.check.reading import reading_age
from compassion_audio.cli.app import app, run
from compassion_audio.script import parse
from compassion_audio.session import Session, parse_guide
from compassion_audio.studio.catalogue import read
from compassion_audio.timeline import Timeline
from compassion_audio.units import Milliseconds

DOCS = Path(__file__).parents[1] / "docs"
NAMES = ("for-people-who-practise.md", "for-clinicians.md")
PAGES = {name: (DOCS / name).read_text(encoding="utf-8") for name in NAMES}
PEOPLE, CLINICIANS = (PAGES[name] for name in NAMES)

OLDEST_READER = 10
"""Years, by the formula that `check` uses; measured are 8. Tired people read as younger ones do."""

FIGURES = re.compile(r"\b0\.(?:52|46|40)\b")
"""The effect sizes of Wilson et al. (2019), which never go out alone."""

LINK = re.compile(r"\[([^\]]*)\]\(([^)\s]+)\)")
CITED = re.compile(
    r"([A-Z][\w'’]+)(?:(?: &| and) [A-Z][\w'’]+| et al\.| and others)?,? \(?((?:19|20)\d\d)\b"
)


def commands(page: str) -> list[list[str]]:
    """Give the words of every command in the page's shell blocks."""
    blocks = re.findall(r"^```sh\n(.*?)^```", page, re.DOTALL | re.MULTILINE)
    return [
        words
        for block in blocks
        for line in block.splitlines()
        if (words := shlex.split(line, comments=True))
    ]


def rows(page: str) -> Iterator[tuple[list[str], list[str]]]:
    """Give the cells of each row of a table that links something, and what it links."""
    for line in page.splitlines():
        if line.startswith("|") and (slugs := [slug for slug, _ in links(line)]):
            yield [cell.strip() for cell in line.strip("|").split("|")], slugs


def links(text: str) -> list[tuple[str, str]]:
    """Give the practices and guides that are linked, and where each link leads."""
    found = [(shown.strip("`"), target) for shown, target in LINK.findall(text)]
    return [(slug, target) for slug, target in found if re.search("scripts/|guides/", target)]


def body(page: str) -> str:
    """Give a page without its sources."""
    return page.partition("\n## Sources\n")[0]


def cited(text: str) -> set[tuple[str, str]]:
    """Give the first names of papers that are leant on, with their years."""
    return set(CITED.findall(re.sub(r"\s+", " ", text)))


def sources(page: str) -> set[tuple[str, str]]:
    """Give the first author of each source, with its year."""
    listed = re.sub(r"\n {2}", " ", page.partition("\n## Sources\n")[2])
    return set(re.findall(r"^- (?:De )?([\w'’]+)[^(]*\((\d{4})", listed, re.MULTILINE))


def prose(page: str) -> Manuscript:
    """Give the sentences of a page as the careful editor reads a practice's."""
    text = re.sub(r"^```.*?^```\n", "", body(page), flags=re.DOTALL | re.MULTILINE)
    text = re.sub(r"^[|#].*\n", "", text, flags=re.MULTILINE)
    text = re.sub(r"^ *(?:- |\d+\. )", "\n", LINK.sub(r"\1", text), flags=re.MULTILINE)
    text = re.sub(r"^ *>? *|[*`]", "", text, flags=re.MULTILINE)
    nothing = Timeline(cues=(), chapters=(), length=Milliseconds(0))
    return Manuscript(parse(f"---\ntitle: A page\n---\n{text}"), Reading(nothing))


def test_people_find_every_practice_and_every_guide() -> None:
    """Each is linked by the name one types, and nothing is linked that is not there."""
    linked = {slug for slug, _ in links(PEOPLE)}
    assert linked == {*library.slugs(), *library.guide_slugs()}


@pytest.mark.parametrize("name", NAMES)
def test_every_link_leads_somewhere(name: str) -> None:
    """To a file that is there, and that has the name the link shows."""
    near = [target for _, target in LINK.findall(PAGES[name]) if "://" not in target]
    assert len(near) >= 40
    assert [target for target in near if not (DOCS / target).is_file()] == []
    assert [slug for slug, target in links(PAGES[name]) if Path(target).stem != slug] == []


@pytest.mark.parametrize("page", ["README.md", "docs/guides.md"])
def test_both_pages_are_found_from_the_others(page: str) -> None:
    """A reader comes to them from the front page, and from the page about guides."""
    text = (DOCS.parent / page).read_text(encoding="utf-8")
    assert [name for name in NAMES if name not in text] == []


def test_the_minutes_are_those_of_the_recordings() -> None:
    """In each table for people, the last cell is how long the thing is."""
    checked = 0
    for cells, (slug, *_) in rows(PEOPLE):
        said = re.fullmatch(r"(\d+)(?: minutes)?", cells[-1])
        if said is None:
            continue
        if slug in library.slugs():
            assert read(library.read(slug)).front.minutes == int(said[1]), slug
        else:
            guide = parse_guide(library.read_guide(slug).text)
            assert isinstance(guide, Session)
            assert guide.fit == int(said[1]) * 60_000, slug
        checked += 1
    assert checked >= 40


def test_people_are_told_which_ones_go_deeper() -> None:
    """Those and no others."""
    deep = {slug for slug in library.slugs() if read(library.read(slug)).front.intensity == "deep"}
    deep |= {
        slug
        for slug in library.guide_slugs()
        if parse_guide(library.read_guide(slug).text).about.intensity == "deep"
    }
    marked = {
        slug for cells, slugs in rows(PEOPLE) if "*deeper" in " ".join(cells) for slug in slugs
    }
    assert marked == deep


def test_clinicians_find_the_caution_of_everything_that_has_one() -> None:
    """Whatever is deep or has a caution stands in the table, with its depth, and nothing else."""
    table = CLINICIANS.partition("\n## The caution of each practice\n")[2].partition("\n## ")[0]
    stands = {slugs[0]: cells[1] for cells, slugs in rows(table)}
    fronts = {slug: read(library.read(slug)).front for slug in library.slugs()}
    abouts = {
        slug: parse_guide(library.read_guide(slug).text).about for slug in library.guide_slugs()
    }
    assert stands == {
        slug: about.intensity
        for slug, about in (fronts | abouts).items()
        if about.caution or about.intensity == "deep"
    }


@pytest.mark.parametrize("name", NAMES)
def test_every_command_is_one(name: str) -> None:
    """Its words and options are known, and what it names is there or was made before."""
    there = {*library.slugs(), *library.guide_slugs()}
    shown = commands(PAGES[name])
    assert len(shown) >= 8
    for program, *words in shown:
        assert program == "compassion"
        command, rest = resolved(words)
        made = command.make_context(command.name, [*rest]).params
        if command.name in ("show", "render", "play", "start", "verify", "new"):
            assert rest[0] in there, words
        if command.name == "render":
            there.add(made["output"] or f"audio_out/{rest[0]}.mp3")


def resolved(words: list[str]) -> tuple[click.Command, list[str]]:
    """Find the command that words are for, and the words left for it."""
    command: click.Command = app
    while isinstance(command, click.Group):
        name, *words = words
        found = command.get_command(click.Context(command), name)
        assert found, name
        command = found
    return command, words


def test_a_length_that_is_shown_can_be_reached() -> None:
    """Nobody is sent into an error."""
    with_length = [words for words in commands(CLINICIANS) if "--length" in words]
    assert with_length
    for _, _, name, *words in with_length:
        length = words[words.index("--length") + 1]
        assert run(["show", name, "--length", length, "--voice", "tone"]) == 0


@pytest.mark.parametrize("name", NAMES)
def test_the_options_in_the_sentences_are_in_the_help(name: str) -> None:
    """An option that is only spoken of is there as well."""
    help_page = (DOCS / "commands.md").read_text(encoding="utf-8")
    options = set(re.findall(r"(?<=[ `])--[a-z-]+", PAGES[name]))
    assert options
    assert [one for one in options if f"  {one} " not in help_page] == []


@pytest.mark.parametrize("name", NAMES)
def test_the_effect_sizes_never_stand_alone(name: str) -> None:
    """Whoever reads them reads in the same paragraph what was found against active controls."""
    paragraphs = [" ".join(text.split()) for text in PAGES[name].split("\n\n")]
    with_figures = [text for text in paragraphs if FIGURES.search(text)]
    assert bool(with_figures) == (name == "for-clinicians.md")
    for text in with_figures:
        assert "against active controls the differences were not significant" in text
        assert len(set(FIGURES.findall(text))) == 3


@pytest.mark.parametrize("name", NAMES)
def test_every_paper_that_is_leant_on_is_listed(name: str) -> None:
    """And every paper that is listed is leant on."""
    assert len(sources(PAGES[name])) >= 3
    assert {(one.removeprefix("De "), year) for one, year in cited(body(PAGES[name]))} == sources(
        PAGES[name]
    )


@pytest.mark.parametrize("name", NAMES)
def test_there_is_no_number_to_call(name: str) -> None:
    """Numbers differ by country and change; the page says what to look for."""
    assert "local emergency number" in body(PAGES[name])
    assert re.findall(r"\+?\d[\d ()/-]{5,}\d", LINK.sub("", body(PAGES[name]))) == []
    assert list(RULES["safety/crisis-number"].find(prose(PAGES[name]))) == []


def test_a_tired_person_can_read_it() -> None:
    """Plain words, in sentences of one breath."""
    page = prose(PEOPLE)
    assert len(page.lines) > 80
    assert reading_age(page.lines) < OLDEST_READER
    assert list(RULES["reading/long-sentence"].find(page)) == []


@pytest.mark.parametrize(
    "rule",
    [
        "wording/command",
        "wording/deep-breath",
        "wording/therapist",
        "safety/promise",
        "safety/treatment",
        "safety/driving",
        "safety/assurance",
        "safety/number",
        "safety/worst",
    ],
)
def test_the_careful_editor_has_nothing_to_say_of_the_page_for_people(rule: str) -> None:
    """No orders and no promises, there as in the recordings."""
    assert list(RULES[rule].find(prose(PEOPLE))) == []


def test_people_are_given_no_orders() -> None:
    """Not even those that the editor lets pass in a sentence of its own."""
    assert re.findall(r"\b(?:must|should|have to|just relax)\b", body(PEOPLE), re.IGNORECASE) == []
