"""The address of a folder is read strictly, and names of files are put behind it."""

from urllib.parse import unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compassion_audio.sharing.address import AddressError, read_address


@pytest.mark.parametrize(
    "text",
    [
        "https://example.org",
        "http://192.168.1.5:8080/a/",
        "https://[2001:db8::1]/p",
        "https://a-b.example.org:8443/~anna/%C3%BC/",
        "HTTPS://localhost/",
    ],
)
def test_an_address_ends_in_a_slash(text: str) -> None:
    """A name behind it is a file of the folder, however the person wrote the folder."""
    address = read_address(text)
    assert address.text == text.rstrip("/") + "/"
    assert address.of("feed.xml") == text.rstrip("/") + "/feed.xml"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "begin with https"),
        ("example.org/p", "begin with https"),
        ("ftp://example.org", "begin with https"),
        ("javascript:alert(1)", "begin with https"),
        ("https://", "no host"),
        ("https://-a.org", "no host"),
        ("https://exa_mple.org", "no host"),
        ("https://exa mple.org/", "spaces"),
        ("https://example.org/a b", "spaces"),
        ("https://example.org/ü", "letters"),
        ("https://example.org/\n", "spaces"),
        ("https://example.org/?key=1", "a ?"),
        ("https://example.org/#top", "a #"),
        ("https://anna:secret@example.org/", "user's name"),
        ("https://example.org:99999/", "not an address"),
        ("https://[::1/", "not an address"),
        ("https://example.org/a/../b", "leads elsewhere"),
        ("https://example.org/%zz", "leads elsewhere"),
        ("https://example.org//a", "two slashes"),
    ],
)
def test_what_is_no_address_is_an_error_with_its_reason(text: str, why: str) -> None:
    """Nothing is guessed: the message says what is wrong, and how one is written."""
    with pytest.raises(AddressError, match=why.replace("?", r"\?")) as told:
        read_address(text)
    assert "https://example.org/practices/" in told.value.hint


@given(
    st.lists(
        st.text(st.characters(exclude_characters="/", exclude_categories=["Cs"]), min_size=1),
        min_size=1,
    )
)
def test_any_name_comes_back_from_its_address(parts: list[str]) -> None:
    """Letters of every script, spaces, ? and # arrive as they are, and never as markup."""
    name = "/".join(parts)
    address = read_address("https://example.org/p").of(name)
    assert address.isascii()
    assert not set(address) & set(" <>\"&'?#")
    assert unquote(urlsplit(address).path) == f"/p/{name}"


def test_a_feed_keeps_its_identity_from_http_to_https() -> None:
    """The scheme and the last slash are no part of it. Source: the podcast namespace."""
    bare = {read_address(text).bare for text in ("http://example.org/p", "https://example.org/p/")}
    assert bare == {"example.org/p"}
