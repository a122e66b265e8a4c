"""A real Chromium, driven by Playwright, and what tests ask of a page in it."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from tests.conftest import found_program, missing

PLAYING = """() => {
  const sound = document.querySelector('article:not(.away) audio.sound');
  return new Promise(done => {
    const from = sound.currentTime;
    const look = () => { if (!sound.paused && sound.currentTime > from + 0.2) { done(true); } };
    sound.addEventListener('timeupdate', look);
    setTimeout(() => done(false), 60000);
  });
}"""
"""Waits until it plays, and gives up on a page that never does."""

READY = """() => {
  const sounds = [...document.querySelectorAll('audio.sound')];
  return Promise.all(sounds.map(sound => sound.readyState || new Promise((done, fail) => {
    sound.addEventListener('loadedmetadata', done, {once: true});
    setTimeout(() => fail(new Error('no sound')), 60000);
  })));
}"""


@contextmanager
def chromium(*arguments: str) -> Iterator[Any]:
    """Start the Chromium that is installed, or skip the test and say what is missing."""
    if find_spec("playwright") is None:
        missing("playwright is not here; install the extra `test`")
    from playwright.sync_api import sync_playwright

    path = found_program("chromium")
    if getattr(os, "geteuid", lambda: 1)() == 0:  # Chromium has no sandbox for root
        arguments = ("--no-sandbox", *arguments)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(arguments))
        try:
            yield browser
        finally:
            browser.close()


class Visit:
    """A page that is open in a browser, and all that it asked for and complained of."""

    def __init__(self, browser: Any, **manner: Any) -> None:
        self.context = browser.new_context(**manner)
        self.context.set_default_timeout(60_000)
        self.page = self.context.new_page()
        self.requests: list[str] = []
        self.complaints: list[str] = []
        self.context.on("request", lambda one: self.requests.append(one.url))
        self.page.on("pageerror", lambda one: self.complaints.append(str(one)))
        self.page.on("console", lambda one: self.complaints.append(one.text))
        self.page.on("dialog", lambda one: self.complaints.append(one.message))

    def open(self, where: Path | str) -> Any:
        """Open a file or an address, and wait until its sounds are known."""
        self.page.goto(where.absolute().as_uri() if isinstance(where, Path) else where)
        if self.page.context and self.page.locator("audio.sound").count():
            self.page.evaluate(READY)
        return self.page

    def sound(self, what: str) -> Any:
        """Ask the sound that is shown for one of its properties."""
        return self.page.evaluate(
            f"() => document.querySelector('article:not(.away) audio.sound').{what}"
        )

    def close(self) -> None:
        """Leave it, with all it has kept."""
        self.context.close()


def barriers(page: Any) -> list[str]:
    """Let axe-core look for what keeps people out; give what it finds, each with its place."""
    if find_spec("axe_playwright_python") is None:
        missing("axe-playwright-python is not here; install the extra `test`")
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page, options={"rules": {"target-size": {"enabled": True}}}).response
    assert len(found["passes"]) > 10  # it has looked
    return [
        f"{one['id']}: {node['target']} {node.get('failureSummary')}"
        for one in found["violations"]
        for node in one["nodes"]
    ]
