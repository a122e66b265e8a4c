"""What looks personal is found, and what only resembles it is left alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compassion_audio.sharing.finding import Kind, Scope
from compassion_audio.sharing.traces import traces


def kinds(text: str, scope: Scope = Scope.TEXT) -> list[Kind]:
    """Give what kinds of things are found."""
    return [trace.kind for trace in traces(text, scope)]


@pytest.mark.parametrize(
    "text",
    [
        "Write to anna.example@practice.co.uk.",
        '<a href="mailto:a@b.org">',
        "ANNA_EXAMPLE+x@MAIL.EXAMPLE.COM",
        "anna@müller-praxis.de",
    ],
)
def test_an_e_mail_address_is_found(text: str) -> None:
    """Once, wherever it stands."""
    assert kinds(text) == [Kind.EMAIL]


@pytest.mark.parametrize(
    "text",
    ["cover@2x.png", "@media print", "@app.command", "a @ b.org", "x@localhost", "@@ -1,2 @@"],
)
def test_not_every_at_is_an_address(text: str) -> None:
    """Style sheets, programs and names of pictures have it, too."""
    assert kinds(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "+49 151 23456789",
        "+1 (555) 123-4567",
        "+44 20 7946 0958",
        "+44 (0)20 7946 0958",
        "0044 20 7946 0958",
        "0151 23456789",
        "0151/23456789",
        "(0151) 234 567 89",
        "020 7946 0958",
        "07700 900123",
        "01 42 68 53 00",
        "555-123-4567",
        "(555) 234-4567",
        "555.234.4567",
        "01512345678",
        "tel:5552344567",
        "Tel.: 612 345 678",
        "phone 345678",
        "call me 234567",
        "On 2026-11-22 call 0151 23456789",
        "\u00a0+49\u00a0151\u00a023456789",
    ],
)
def test_a_telephone_number_is_found(text: str) -> None:
    """As people write it in several countries."""
    assert kinds(text) == [Kind.PHONE]


@pytest.mark.parametrize(
    "text",
    [
        "00:12:03.500 --> 00:12:08.250",
        "[00:12.10]Listen",
        '{"start":63500,"end":65420,"cues":[63500, 65420, 70000, 123456789]}',
        "6689e78f9c100bf3ceb9184329872fd3c0b06689e78f9c100bf3ceb918432987",
        "0123456789012345678901234567890123456789012345678901234567890123",
        "550e8400-e29b-41d4-a716-446655440000",
        "12345678-1234-1234-1234-123456789012",
        "ISBN 978-3-16-148410-0",
        "ISBN 0306406152",
        "ISBN 0-306-40615-2",
        "01512345678ms",
        "0151 2345678%",
        "978 0 306 40615 7",
        "https://doi.org/10.1016/0005-7967(95)00040-2",
        "doi:10.1016/0005-7967(95)00040-2",
        "Journal, 85(4), 1031-1044, 2599-2620",
        "ISSN 0378-5955, 0028-0836",
        "https://example.org/01512345678/x",
        "2026-11-22T10:00:00+00:00",
        "Sun, 22 Nov 2026 10:00:00 +0000",
        "22.11.2026 - 23.11.2026",
        "2019-2024, 1998\u20132003",
        "01 02 03 04 05 06",
        'length="3145728"',
        "0.0012345678",
        "1.2.3.4, 192.168.100.200",
        "M0 120 340 560 l10 20 30 40",
        "0800 123 4567",
        "+1-800-273-8255",
        "call 116 123",
        "1000000000",
        "000000000000",
        "page 12 of 345, 67 8",
        "9:05 10:15 11:25 12:35",
    ],
)
def test_other_figures_are_no_telephone_numbers(text: str) -> None:
    """Times, digests, books, papers, years, sizes, lines of help."""
    assert kinds(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "born 14 May 1987",
        "DOB: 14/05/87",
        "d.o.b. 1987-05-14",
        "Date of birth (patient): 14.05.1987",
        "geboren am 14. Mai 1987",
        "geb. 14.5.1987",
        "née le 14 mai 1987",
        "Birthday: May 14th",
        "nacida el 14.05.1987",
    ],
)
def test_a_date_of_birth_is_found_beside_its_word(text: str) -> None:
    """In several languages, and shown without its middle."""
    (trace,) = traces(text, Scope.TEXT)
    assert trace.kind is Kind.BIRTH
    assert "19" not in trace.found[2:]


@pytest.mark.parametrize(
    "text", ["born in 1938", "a stubborn 12.5.2020", "newborn 2020-01-01", "14 May 1987", "rebirth"]
)
def test_other_dates_in_a_text_are_left_alone(text: str) -> None:
    """A year alone is nobody's, and a page may well say when it was made."""
    assert kinds(text) == []


@pytest.mark.parametrize(
    "name", ["1987-05-14", "session_19870514.mp3", "14.05.1987.txt", "05-14-1987", "14-5-87 calm"]
)
def test_a_date_in_a_name_is_found(name: str) -> None:
    """And only in a name."""
    assert kinds(name, Scope.NAME) == [Kind.DATE]
    assert kinds(name, Scope.TEXT) == []


@pytest.mark.parametrize("name", ["01-soles.mp3", "19991399", "1.2.3.zip", "20-21", "12345678901"])
def test_other_figures_in_names_are_no_dates(name: str) -> None:
    """A number of a track, a version, a thirteenth month."""
    assert kinds(name, Scope.NAME) == []


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("see /home/anna/x", "/home/a…"),
        ("file:///home/anna", "/home/a…"),
        ("/Users/Anna/Music", "/Users/A…"),
        ("C:\\Users\\anna\\x", "C:\\Users\\a…"),
        ('"C:\\\\Users\\\\anna"', "C:\\Users\\a…"),
        ("/mnt/c/Users/anna/", "/mnt/c/Users/a…"),
    ],
)
def test_a_path_of_somebody_is_found_and_cut(text: str, shown: str) -> None:
    """The name of the account is what must not be read."""
    assert [(trace.kind, trace.found) for trace in traces(text, Scope.TEXT)] == [(Kind.PATH, shown)]


@pytest.mark.parametrize(
    "text",
    ["https://example.org/home/about", "/Users/Shared/x", "/home/$USER", "/home/<name>", "~/x"],
)
def test_paths_of_nobody_are_left_alone(text: str) -> None:
    """Addresses of pages, and the examples of manuals."""
    assert kinds(text) == []


@given(st.text(alphabet="0123456789 -./()+:@ab<\n", max_size=400), st.sampled_from(Scope))
def test_any_text_is_looked_through(text: str, scope: Scope) -> None:
    """Nothing trips it, and what it shows is short."""
    for trace in traces(text, scope):
        assert 0 <= trace.at <= len(text)
        assert len(trace.found) < 40


def test_an_address_by_chance_in_unknown_bytes_is_left_alone() -> None:
    """In many random bytes there is one; a real one is found."""
    assert kinds("xxf@h.VsJogZ", Scope.SCRAPS) == []
    assert kinds("/Author (anna@practice.org)", Scope.SCRAPS) == [Kind.EMAIL]
