"""The page as its reader has it, in a real browser: it plays, follows, remembers, stays alone."""

import re
import shutil
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from compassion_audio.sharing.item import Item
from compassion_audio.sharing.page import Page, sounds_of, write_single
from tests.sharing.browser import PLAYING, Visit, barriers, chromium
from tests.sharing.linked import linked


def put(folder: Path, page: Page) -> Path:
    """Put a page and its sounds into a folder."""
    (folder / "audio").mkdir(parents=True)
    for sound in sounds_of(page.items):
        shutil.copy(sound.path, folder / sound.name)
    (folder / "index.html").write_text(linked(page), encoding="utf-8")
    return folder / "index.html"


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Start one browser for all tests here."""
    with chromium() as one:
        yield one


@pytest.fixture(scope="module")
def alone(items: tuple[Item, Item], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a page of one practice."""
    page = Page(title=items[0].title, items=items[:1], small_print=("CC BY 4.0",))
    return put(tmp_path_factory.mktemp("alone") / "page", page)


@pytest.fixture(scope="module")
def several(items: tuple[Item, Item], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a page of two practices and a note."""
    page = Page(title="For this week", items=items, note="Choose one.\n\nThe other can wait.")
    return put(tmp_path_factory.mktemp("several") / "page", page)


@pytest.fixture
def visit(browser: Any) -> Iterator[Visit]:
    """Visit as somebody new, who has a wide window and likes it light."""
    one = Visit(browser, viewport={"width": 1280, "height": 860})
    yield one
    one.close()


def test_it_plays_and_pauses(visit: Visit, alone: Path) -> None:
    """The one large button starts the sound, says what it will do next, and stops it."""
    page = visit.open(alone)
    button = page.get_by_role("button", name="Play: Kind wishes")
    button.click()
    assert page.evaluate(PLAYING)
    page.get_by_role("button", name="Pause: Kind wishes").click()
    button.wait_for()
    assert visit.sound("paused")
    assert visit.complaints == []


def test_a_line_of_the_words_is_a_place_in_the_sound(
    visit: Visit, alone: Path, items: tuple[Item, Item]
) -> None:
    """It plays from just before its first sound, and is the one that is lit."""
    page = visit.open(alone)
    page.evaluate(
        """() => document.querySelector('audio.sound').addEventListener(
        'seeking', event => { window.sought = event.target.currentTime; }, {once: true})"""
    )
    page.get_by_role("button", name="And again, as slowly as you like.").click()
    lit = page.locator(".words [aria-current=true]")
    lit.filter(has_text="And again").wait_for()
    assert lit.count() == 1
    start = next(one.start for one in items[0].captions if one.words.startswith("And again"))
    assert page.evaluate("() => window.sought") == pytest.approx(start / 1000 - 0.15, abs=0.05)
    assert page.evaluate(PLAYING)


def test_the_words_light_up_line_by_line(
    visit: Visit, alone: Path, items: tuple[Item, Item]
) -> None:
    """As each line is spoken it is lit, the one before is not, and its chapter is named."""
    page = visit.open(alone)
    second = items[0].captions[1].start / 1000
    page.get_by_role("button", name=items[0].captions[0].words).click()
    page.locator(".words [aria-current=true]", has_text="Think of").wait_for()
    page.evaluate(f"() => document.querySelector('audio.sound').currentTime = {second - 0.9}")
    page.locator(".words [aria-current=true]", has_text="Think of").wait_for()
    page.locator(".words [aria-current=true]", has_text="May your feet").wait_for()
    assert page.locator(".words [aria-current=true]").count() == 1
    assert "Somebody" in page.locator(".chapters [aria-current=true]").inner_text()


def test_chapters_and_the_small_steps_go_where_they_say(
    visit: Visit, alone: Path, items: tuple[Item, Item]
) -> None:
    """A chapter begins at its moment; fifteen seconds on and back, and never before the start."""
    page = visit.open(alone)
    page.evaluate("() => document.querySelector('audio.sound').play = () => Promise.resolve()")
    page.get_by_role("button", name=re.compile(r"\d:\d\d You")).click()
    you = next(one.start for one in items[0].chapters if one.name == "You") / 1000
    assert visit.sound("currentTime") == pytest.approx(you, abs=0.01)
    page.get_by_role("button", name="15 seconds forward").click()
    assert visit.sound("currentTime") == pytest.approx(you + 15, abs=0.01)
    for _ in range(3):
        page.get_by_role("button", name="15 seconds back").click()
    assert visit.sound("currentTime") == 0


def test_speed_is_chosen_within_what_is_calm(visit: Visit, alone: Path) -> None:
    """From three quarters to five quarters of the usual."""
    page = visit.open(alone)
    speed = page.get_by_label("Speed")
    rates = [
        float(one) for one in speed.locator("option").evaluate_all("all => all.map(o => o.value)")
    ]
    assert (min(rates), max(rates)) == (0.75, 1.25)
    assert float(speed.input_value()) == 1
    speed.select_option("0.75")
    assert visit.sound("playbackRate") == 0.75


def test_the_sleep_timer_fades_the_sound_out_and_gives_the_loudness_back(
    visit: Visit, alone: Path
) -> None:
    """Quieter over the last twenty seconds, then paused, and as loud as before the next time."""
    visit.page.clock.install()
    page = visit.open(alone)
    page.evaluate("() => document.querySelector('audio.sound').loop = true")
    page.get_by_label("Sleep timer").select_option("5")
    page.get_by_role("button", name="Play: Kind wishes").click()
    page.clock.fast_forward("04:30")
    assert visit.sound("volume") == 1
    page.clock.fast_forward(20_000)
    assert 0 < visit.sound("volume") <= 0.5
    assert not visit.sound("paused")
    page.clock.fast_forward(15_000)
    assert visit.sound("paused")
    assert visit.sound("volume") == 1
    assert page.get_by_label("Sleep timer").input_value() == "0"


def test_the_sleep_timer_can_be_put_off(visit: Visit, alone: Path) -> None:
    """Chosen anew while the sound fades, it is loud again; switched off, nothing happens."""
    visit.page.clock.install()
    page = visit.open(alone)
    page.evaluate("() => document.querySelector('audio.sound').loop = true")
    page.get_by_label("Sleep timer").select_option("5")
    page.get_by_role("button", name="Play: Kind wishes").click()
    page.clock.fast_forward("04:50")
    assert visit.sound("volume") < 1
    page.get_by_label("Sleep timer").select_option("0")
    assert visit.sound("volume") == 1
    page.clock.fast_forward("30:00")
    assert not visit.sound("paused")


def test_the_voice_alone_goes_on_at_the_same_place(visit: Visit, alone: Path) -> None:
    """Switched while it plays, at its speed, and back again."""
    page = visit.open(alone)
    page.evaluate("() => document.querySelector('audio.sound').playbackRate = 0.75")
    page.get_by_role("button", name="And again, as slowly as you like.").click()
    assert page.evaluate(PLAYING)
    before = visit.sound("currentTime")
    for name in ("01-kind-wishes-voice-only.mp3", "01-kind-wishes.mp3"):
        page.get_by_role("switch", name="Voice only").click()
        assert page.evaluate(PLAYING)
        assert visit.sound("src").endswith(name)
        assert before <= visit.sound("currentTime") < before + 5
        assert visit.sound("playbackRate") == 0.75
        assert page.get_by_label("Speed").input_value() == "0.75"


def test_the_voice_alone_switched_twice_in_a_moment_loses_no_place(
    visit: Visit, alone: Path
) -> None:
    """Whoever changes their mind at once is not sent back to the beginning, nor to silence."""
    page = visit.open(alone)
    page.get_by_role("button", name="And again, as slowly as you like.").click()
    assert page.evaluate(PLAYING)
    before = visit.sound("currentTime")
    page.get_by_role("switch", name="Voice only").evaluate("one => { one.click(); one.click(); }")
    assert page.evaluate(PLAYING)
    assert visit.sound("src").endswith("01-kind-wishes.mp3")
    assert before <= visit.sound("currentTime") < before + 5


def test_it_remembers_the_place(visit: Visit, alone: Path) -> None:
    """Opened again it says where it goes on, and starts over when asked."""
    page = visit.open(alone)
    page.get_by_role("button", name="And again, as slowly as you like.").click()
    assert page.evaluate(PLAYING)
    page.get_by_role("button", name="Pause: Kind wishes").click()
    page.get_by_role("button", name="Play: Kind wishes").wait_for()
    left = visit.sound("currentTime")
    visit.open(alone)
    page.get_by_text("where you stopped").wait_for()
    assert visit.sound("currentTime") == pytest.approx(left, abs=0.2)
    page.get_by_role("button", name="From the start").click()
    assert visit.sound("currentTime") == 0
    names = page.evaluate("() => Object.keys(localStorage).join()")
    assert "wishes" not in names.lower()


def test_what_was_heard_to_its_end_begins_anew(visit: Visit, alone: Path) -> None:
    """Nobody is put down at the last second."""
    page = visit.open(alone)
    page.get_by_role("button", name="The next thing can begin slowly.").click()
    assert page.evaluate(PLAYING)
    page.evaluate(
        """() => { const sound = document.querySelector('audio.sound');
        sound.currentTime = sound.duration - 0.3;
        return new Promise((done, fail) => { sound.addEventListener('ended', done);
        setTimeout(() => fail(new Error('no end')), 15000); }); }"""
    )
    assert page.evaluate("() => localStorage.length") == 0
    visit.open(alone)
    assert visit.sound("currentTime") == 0
    assert not page.get_by_text("where you stopped").is_visible()


def test_a_browser_that_refuses_to_remember_is_no_trouble(visit: Visit, alone: Path) -> None:
    """Private windows may forbid it; everything else works."""
    visit.page.add_init_script(
        "Object.defineProperty(window, 'localStorage', {get() { throw new Error('no'); }})"
    )
    page = visit.open(alone)
    page.get_by_role("button", name="And again, as slowly as you like.").click()
    assert page.evaluate(PLAYING)
    page.get_by_role("button", name="Pause: Kind wishes").click()
    assert visit.complaints == []


def test_everything_can_be_done_by_keyboard(visit: Visit, alone: Path) -> None:
    """Tab reaches each control once, Space plays, arrows go through the lines, Enter goes there."""
    page = visit.open(alone)

    def reach(selector: str) -> None:
        for _ in range(40):
            page.keyboard.press("Tab")
            if page.evaluate("s => document.activeElement.matches(s)", selector):
                return
        pytest.fail(f"Tab does not reach {selector}")

    reach(".play")
    page.keyboard.press("Space")
    assert page.evaluate(PLAYING)
    page.keyboard.press("Space")
    page.get_by_role("button", name="Play: Kind wishes").wait_for()
    for selector in (".skip", "audio", ".only input", ".speed", ".sleep", ".chapters .go"):
        reach(selector)
    reach(".words .line")
    page.keyboard.press("Home")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.locator(".words [aria-current=true]", has_text="May I be on good terms").wait_for()
    page.keyboard.press("End")
    assert page.evaluate("() => document.activeElement.textContent").startswith("The next thing")
    page.keyboard.press("Tab")
    assert page.evaluate("() => document.activeElement.closest('.words')") is None
    page.keyboard.press("Shift+Tab")
    assert page.evaluate("() => document.activeElement.textContent").startswith("The next thing")


def test_the_system_is_told_what_plays(visit: Visit, alone: Path) -> None:
    """So that the keys of a keyboard and a locked screen can pause it."""
    page = visit.open(alone)
    page.get_by_role("button", name="Play: Kind wishes").click()
    assert page.evaluate(PLAYING)
    assert page.evaluate("() => navigator.mediaSession.metadata.title") == "Kind wishes"


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 360)])
def test_axe_finds_nothing_that_keeps_people_out(
    browser: Any, alone: Path, several: Path, scheme: str, width: int
) -> None:
    """By light and wide, by dark and narrow, with one practice and with two, and a line lit."""
    visit = Visit(browser, viewport={"width": width, "height": 800}, color_scheme=scheme)
    try:
        for path in (alone, several):
            page = visit.open(path)
            page.locator(".words .line").first.click()
            page.locator(".words [aria-current=true]").first.wait_for()
            page.locator(".play.playing").click()
            assert barriers(page) == []
    finally:
        visit.close()


@pytest.mark.parametrize("width", [320, 1280])
def test_targets_are_large_and_nothing_is_wider_than_the_window(
    browser: Any, several: Path, width: int
) -> None:
    """24 pixels at least (WCAG 2.2, 2.5.8), and no scrolling sideways at 320 (1.4.10)."""
    visit = Visit(browser, viewport={"width": width, "height": 800})
    try:
        page = visit.open(several)
        sizes = page.evaluate(
            """() => [...document.querySelectorAll('button, a, select, input')]
            .filter(one => one.offsetParent)
            .map(one => [one.offsetWidth, one.offsetHeight])"""
        )
        assert len(sizes) > 10
        assert min(min(size) for size in sizes) >= 24
        assert page.evaluate("() => document.documentElement.scrollWidth") <= width
    finally:
        visit.close()


def test_from_a_folder_it_asks_for_nothing_but_its_own_sound(visit: Visit, several: Path) -> None:
    """Whatever is done on it: the page, its two recordings, the twin when asked, and no more."""
    page = visit.open(several)
    page.get_by_role("switch", name="Voice only").click()
    page.locator(".words .line").first.click()
    assert page.evaluate(PLAYING)
    own = {several, *several.parent.glob("audio/*.mp3")}
    asked = {one for one in visit.requests if not one.startswith("data:,")}
    assert asked == {one.absolute().as_uri() for one in own}
    assert visit.complaints == []


def test_from_a_web_host_it_asks_for_nothing_but_its_own_sound(visit: Visit, alone: Path) -> None:
    """The host sees the page and its sound, not even a request for an icon."""
    seen: list[str] = []

    class Host(SimpleHTTPRequestHandler):
        def log_message(self, *_: Any) -> None:
            seen.append(self.path)

    handler = partial(Host, directory=str(alone.parent))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            page = visit.open(f"http://127.0.0.1:{server.server_port}/")
            page.get_by_role("button", name="Play: Kind wishes").click()
            assert page.evaluate(PLAYING)
            visit.page.goto("about:blank")
        finally:
            server.shutdown()
            thread.join()
    assert set(seen) == {"/", "/audio/01-kind-wishes.mp3"}
    assert {one.split("/", 3)[2] for one in visit.requests if "://" in one} == {
        f"127.0.0.1:{server.server_port}"
    }


def test_without_javascript_there_are_sound_and_text(browser: Any, several: Path) -> None:
    """The browser's own players, every word, and no button that does nothing."""
    visit = Visit(browser, java_script_enabled=False)
    try:
        page = visit.page
        page.goto(several.as_uri())
        for player in page.locator("audio").all():
            assert player.is_visible()
            assert player.get_attribute("controls") is not None
        assert page.locator("audio").count() == 3
        for words in ("May your feet be dry.", "Others know it, too.", "Go slowly."):
            assert page.get_by_text(words).is_visible()
        for what in ("button", "select", "input"):
            assert not any(one.is_visible() for one in page.locator(what).all())
    finally:
        visit.close()


def test_one_practice_is_shown_at_a_time(visit: Visit, several: Path) -> None:
    """Chosen from the list, which says which it is; the one that plays gives way to the other."""
    page = visit.open(several)
    first, second = (
        page.get_by_role("heading", name=one) for one in ("Kind wishes", "A short break")
    )
    assert first.is_visible()
    assert not second.is_visible()
    page.get_by_role("button", name="Play: Kind wishes").click()
    assert page.evaluate(PLAYING)
    page.get_by_role("link", name="A short break").click()
    second.wait_for()
    assert not first.is_visible()
    assert page.locator(".contents [aria-current=true]").inner_text().startswith("A short break")
    page.get_by_role("button", name="Play: A short break").click()
    assert page.evaluate(PLAYING)
    assert page.evaluate("() => document.querySelector('audio.sound').paused")


def test_on_paper_there_are_all_words_and_no_controls(visit: Visit, several: Path) -> None:
    """Every practice with its caution and its lines; nothing that only a screen can do."""
    page = visit.open(several)
    page.emulate_media(media="print")
    for words in ("May your feet be dry.", "Others know it, too.", "Go slowly.", "no substitute"):
        assert page.get_by_text(words).is_visible()
    for what in ("audio", ".transport", ".contents", "select", ".hint"):
        assert not any(one.is_visible() for one in page.locator(what).all())


def test_as_one_file_it_holds_its_sound(
    visit: Visit, items: tuple[Item, Item], tmp_path: Path
) -> None:
    """Alone in a folder it plays, seeks, and asks for nothing."""
    path = tmp_path / "alone.html"
    with path.open("wb") as file:
        write_single(Page(title="For this week", items=items), file)
    page = visit.open(path)
    page.get_by_role("button", name="And again, as slowly as you like.").click()
    assert page.evaluate(PLAYING)
    assert visit.sound("currentTime") > 15
    assert visit.sound("duration") == pytest.approx(items[0].length / 1000, abs=0.05)
    assert [one for one in visit.requests if not one.startswith("data:")] == [path.as_uri()]
    assert visit.complaints == []


def test_when_the_sound_is_not_there_it_says_so(visit: Visit, alone: Path, tmp_path: Path) -> None:
    """A page that was taken out of its folder tells its reader what to do."""
    shutil.copy(alone, tmp_path / "index.html")
    visit.page.goto((tmp_path / "index.html").as_uri())
    visit.page.get_by_text("keep the whole folder together").wait_for()
