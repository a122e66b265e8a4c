"""The sealed page in a real browser: it opens itself to one passphrase, and explains itself."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from compassion_audio.sharing.item import Item
from compassion_audio.sharing.page import Page
from compassion_audio.sharing.sealed import seal
from tests.sharing.browser import PLAYING, READY, Visit, barriers, chromium

AGREED = "fluß lamp table moss"


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Start one browser for all tests here; `far.test` is an address without encryption."""
    with chromium("--host-resolver-rules=MAP far.test 127.0.0.1") as one:
        yield one


@pytest.fixture(scope="module")
def sealed(items: tuple[Item, Item], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a sealed page of two practices."""
    path = tmp_path_factory.mktemp("sealed") / "sealed.html"
    with path.open("wb") as file:
        seal(Page(title="For this week", items=items, note="Choose one."), AGREED, file)
    return path


@pytest.fixture
def visit(browser: Any) -> Iterator[Visit]:
    """Visit as somebody new."""
    one = Visit(browser, viewport={"width": 1280, "height": 860})
    yield one
    one.close()


def enter(page: Any, passphrase: str) -> None:
    """Type a passphrase where the page has put the cursor, and press Enter."""
    assert page.evaluate("() => document.activeElement.id") == "passphrase"
    page.keyboard.press("Control+A")
    page.keyboard.type(passphrase)
    page.keyboard.press("Enter")


def test_the_right_passphrase_opens_it_and_it_plays(visit: Visit, sealed: Path) -> None:
    """By keyboard alone, after a wrong one, with a space too many; nothing is asked of anybody."""
    page = visit.open(sealed)
    enter(page, "fluss lamp table moss")
    page.get_by_text("That passphrase did not open it.").wait_for()
    enter(page, f" {AGREED}  ")
    page.get_by_role("heading", name="For this week").wait_for()
    page.evaluate(READY)
    page.get_by_role("button", name="And again, as slowly as you like.").click()
    assert page.evaluate(PLAYING)
    assert visit.sound("currentTime") > 15
    page.get_by_role("switch", name="Voice only").click()
    assert page.evaluate(PLAYING)
    outside = [one for one in visit.requests if not one.startswith(("data:", "blob:"))]
    assert outside == [sealed.as_uri()]
    assert visit.complaints == []


def test_it_remembers_the_place_under_a_name_that_tells_nothing(visit: Visit, sealed: Path) -> None:
    """Opened again, with the passphrase, it goes on where it stopped."""
    page = visit.open(sealed)
    enter(page, AGREED)
    page.get_by_role("button", name="And again, as slowly as you like.").click()
    assert page.evaluate(PLAYING)
    page.get_by_role("button", name="Pause: Kind wishes").click()
    page.get_by_role("button", name="Play: Kind wishes").wait_for()
    visit.open(sealed)
    assert not page.get_by_text("Kind wishes").count()
    enter(page, AGREED)
    page.get_by_text("where you stopped").wait_for()


def test_the_wrong_passphrase_opens_nothing(visit: Visit, sealed: Path) -> None:
    """It says so calmly, keeps what was typed, and nothing of the content is in the page."""
    page = visit.open(sealed)
    enter(page, "anything else at all")
    page.get_by_text("Nothing is lost").wait_for()
    assert page.locator("#passphrase").input_value() == "anything else at all"
    assert page.locator("article").count() == 0
    assert "Kind wishes" not in page.content()
    page.get_by_label("Show what I type").check()
    assert page.locator("#passphrase").get_attribute("type") == "text"


def test_a_file_that_was_not_copied_to_its_end_says_so(
    visit: Visit, sealed: Path, tmp_path: Path
) -> None:
    """Nobody tries passphrases on half a file."""
    text = sealed.read_text(encoding="utf-8")
    at = text.index(">", text.index('id="sealed"'))
    half = tmp_path / "half.html"
    half.write_text(text[: at + 1_001] + text[text.index("</script>", at) :], encoding="utf-8")
    page = visit.open(half)
    page.get_by_text("Something in this file is missing").wait_for()
    assert not page.locator("#passphrase").is_visible()


def test_where_browsers_refuse_to_unseal_it_says_why_and_what_to_do(
    visit: Visit, sealed: Path
) -> None:
    """An address without encryption: saved and opened as a file, it works."""
    body = sealed.read_bytes()
    visit.context.route(
        "http://far.test/**", lambda one: one.fulfill(body=body, content_type="text/html")
    )
    page = visit.open("http://far.test/sealed.html")
    page.get_by_text("save this page on your computer").wait_for()
    assert not page.locator("#passphrase").is_visible()


def test_without_javascript_it_says_what_it_needs(browser: Any, sealed: Path) -> None:
    """As in the preview of a telephone: no dead form, and what to do instead."""
    visit = Visit(browser, java_script_enabled=False)
    try:
        visit.page.goto(sealed.as_uri())
        assert visit.page.get_by_text("open the file in a browser on a computer").is_visible()
        assert not visit.page.locator("#passphrase").is_visible()
    finally:
        visit.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_at_the_door(browser: Any, sealed: Path, scheme: str) -> None:
    """With its message shown, by light and by dark."""
    visit = Visit(browser, viewport={"width": 360, "height": 700}, color_scheme=scheme)
    try:
        page = visit.open(sealed)
        enter(page, "not this one")
        page.get_by_text("Nothing is lost").wait_for()
        assert barriers(page) == []
    finally:
        visit.close()
