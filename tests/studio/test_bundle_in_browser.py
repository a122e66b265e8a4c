"""What is handed over, as it is made, opens where it is wanted: in a browser, and in a reader."""

import subprocess
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from compassion_audio.library import Source
from compassion_audio.studio.bundling import Gathered, Order, gathered
from compassion_audio.studio.feeding import Naming, open_folder
from compassion_audio.studio.finish import Finish
from compassion_audio.studio.rendering import Rendering
from compassion_audio.studio.wrapping import put_book, put_folder, put_single
from compassion_audio.units import WordsPerMinute
from tests.sharing.browser import PLAYING, Visit, chromium
from tests.sharing.recordings import epubcheck

TEXT = "---\ntitle: A trial\n---\n# One\n\nHere we are. [pause 4s]\n\n# Two\n\nAnd here. [pause 4s]"


@pytest.fixture
def ready() -> Iterator[Gathered]:
    """Make a recording with a background, and its twin without."""
    source = Source("trial", "trial.md", TEXT)
    wanted = Rendering(source, "tone", WordsPerMinute(115), finish=Finish(bed="rain"))
    with gathered(Order(wanted=(wanted,), note="Slowly."), folders=None) as one:
        yield one


def heard(visit: Visit, where: Path | str) -> None:
    """Open a page, choose a line, and hear it; then the voice alone."""
    page = visit.open(where)
    page.get_by_role("button", name="And here.").click()
    assert page.evaluate(PLAYING)
    page.get_by_role("switch", name="Voice only").click()
    assert page.evaluate(PLAYING)
    page.goto("about:blank")
    assert visit.complaints == []


def test_a_bundle_is_heard_from_its_folder_as_one_file_and_as_it_is_served(
    ready: Gathered,
) -> None:
    """Its page finds the recordings beside it, and asks for nothing else."""
    put_folder(ready, Path("for-you"))
    put_single(ready, Path("for-you.html"))
    opened = open_folder(Path("for-you"), Naming(), now=1_800_000_000)
    with chromium() as browser, opened.server as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            for where in (Path("for-you/index.html"), Path("for-you.html"), opened.page):
                visit = Visit(browser)
                heard(visit, where)
                asked = {one.rpartition("/")[2] for one in visit.requests if "data:" not in one}
                assert asked - {"index.html", "for-you.html", "", "about:blank"} <= {
                    "01-a-trial.mp3",
                    "01-a-trial-voice-only.mp3",
                }
                visit.close()
        finally:
            server.shutdown()
            thread.join()


def test_epubcheck_finds_nothing_in_a_book_as_it_is_handed_over(
    ready: Gathered, program: Callable[[str], str]
) -> None:
    """The mark at its end, by which the program knows it again, is none of its business."""
    put_book(ready, Path("for-you.epub"))
    words = [*epubcheck(program), "for-you.epub"]
    told = subprocess.run(words, capture_output=True, check=False, text=True)
    assert "No errors or warnings detected" in told.stdout + told.stderr
