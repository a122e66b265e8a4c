"""Names, own words and the name of the machine are found however they are written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compassion_audio.machine import Owner
from compassion_audio.sharing.finding import Kind, Scope
from compassion_audio.sharing.sought import plain, sought

NOBODY = Owner()


def found(
    text: str,
    *names: str,
    scope: Scope = Scope.TEXT,
    values: tuple[str, ...] = (),
    owner: Owner = NOBODY,
) -> list[tuple[Kind, str]]:
    """Give what is found in a text."""
    wanted = sought(names, values, owner)
    return [(trace.kind, trace.found) for trace in wanted.found_in(plain(text), scope)]


@pytest.mark.parametrize(
    "text",
    [
        "For Anna Example.",
        "EXAMPLE, ANNA",
        "anna\nexample",
        "Änna Éxample's",
        "anna_example",
        "anna-example-1",
        "AnnaExample",
        "A\u0308nna Example",
    ],
)
def test_a_whole_name_is_found_in_either_order(text: str) -> None:
    """Whatever its case, accents and signs between, and once."""
    assert found(text, "Anna Example", "Änna Exämple") == [(Kind.NAME, "A… E…")]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Herr Mueller", "Jörg Müller"),
        ("Herr Muller", "Jörg Müller"),
        ("joerg_mueller.mp3", "Jörg Müller"),
        ("Soren", "Søren Berg"),
        ("STRASSER", "Ute Straßer"),
        ("O’Neill", "Tara O'Neill"),
        ("Anna Example", "Anna Maria Example"),
        ("王小明的录音", "王小明"),
        ("Łukasz", "Lukasz Nowak"),
        ("ΝΊΚΟΣ", "Νίκος"),
    ],
)
def test_a_name_is_found_as_others_spell_it(text: str, name: str) -> None:
    """Without its accents, with umlauts spelt out, without a middle name, in other scripts."""
    assert [kind for kind, _ in found(text, name)] == [Kind.NAME]


@pytest.mark.parametrize(
    "text",
    ["Annabel", "Johanna Examples", "an example", "annaexamples", "Ann", "for example: a banana"],
)
def test_a_word_that_only_holds_a_name_is_left_alone(text: str) -> None:
    """Whole words count, and a part of a name needs its capital."""
    assert found(text, "Anna Example") == []


def test_the_end_of_a_word_is_no_beginning() -> None:
    """Johanna is not Anna."""
    assert found("no anna, Johanna Example", "Anna Example") == [(Kind.NAME, "E…")]


def test_a_part_of_a_name_counts_where_it_can_be_one() -> None:
    """In names of files in any case, in a text with a capital, as an ordinary word not at all."""
    assert found("Dear Anna,", "Anna Young") == [(Kind.NAME, "A…")]
    assert found("session-anna.mp3", "Anna Young", scope=Scope.NAME) == [(Kind.NAME, "A…")]
    assert found("SessionAnna2", "Anna Young", scope=Scope.NAME) == [(Kind.NAME, "A…")]
    assert found("Young people", "Anna Young") == []
    assert found("I will", "Will") == [(Kind.NAME, "W…")]


def test_of_a_name_no_more_is_shown_than_its_initials() -> None:
    """Whoever keeps the list knows the rest."""
    (told,) = found("Anna Example", "Anna Example")
    assert told[1] == "A… E…"


def test_own_words_are_found_as_they_were_filled_in() -> None:
    """In this order alone; words of two letters would be found everywhere."""
    values = ("the blue room 12", "we")
    assert found("In The blue\nroom 12 we rest", values=values) == [(Kind.VALUE, "t…")]
    assert found("room 12, the blue", values=values) == []


def test_the_account_and_the_computer_count_in_names_and_tags() -> None:
    """In running text they may be plain words; those that everybody has are nobody's."""
    owner = Owner("mhill", "mary-macbook.local", "/root")
    for scope in (Scope.NAME, Scope.LABEL):
        assert found("by mhill", scope=scope, owner=owner) == [(Kind.ACCOUNT, "m…")]
        assert found("on Mary-MacBook", scope=scope, owner=owner) == [(Kind.ACCOUNT, "m…")]
    assert found("by mhill", owner=owner) == []
    assert found("root on localhost", scope=Scope.LABEL, owner=Owner("root", "localhost", "")) == []


def test_the_home_folder_is_found_wherever_it_lies() -> None:
    """Not every home is below /home."""
    owner = Owner(home="/root")
    assert found("in /root/takes", owner=owner) == [(Kind.PATH, "your home folder")]
    assert found("/rooted/x and https://a.org/root/x", owner=owner) == []


NAMES = st.lists(st.text(max_size=30), max_size=5)


@given(st.text(max_size=300), NAMES, NAMES, st.sampled_from(Scope))
def test_any_list_and_any_text_can_be_looked_through(
    text: str, names: list[str], values: list[str], scope: Scope
) -> None:
    """Whatever somebody typed."""
    found(text, *names, values=tuple(values), scope=scope)


@given(
    st.text(alphabet="abcdefgäöéxyz", min_size=3, max_size=9),
    st.text(alphabet="abcdefgäöéxyz", min_size=3, max_size=9),
    st.text(alphabet=" .,0123456789!?", max_size=20),
)
def test_a_listed_name_is_always_found(first: str, last: str, around: str) -> None:
    """In both orders, whatever stands around it."""
    name = f"{first} {last}"
    for written in (name, f"{last.upper()}, {first}"):
        assert found(f"{around} {written} {around}", name)
