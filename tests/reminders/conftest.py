"""A desktop on which reminders are really shown."""

import sys
from collections.abc import Callable, Iterator

import pytest

from tests.conftest import found_program
from tests.reminders.desk import Desk, desk_in, short_folder


@pytest.fixture(scope="module")
def desktop() -> Iterator[Desk]:
    """Set up one desktop for the tests of a file, because a screen takes a while."""
    if sys.platform != "linux":
        pytest.skip("the notification server of the test is Linux's")
    with short_folder() as folder, desk_in(folder, found_program) as desk:
        yield desk


@pytest.fixture
def desk(desktop: Desk) -> Iterator[Desk]:
    """Give a desktop with an empty screen and a server that has just been started."""
    yield desktop
    desktop.restart()


@pytest.fixture
def on_desk(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Put this process onto the desktop."""

    def sit() -> None:
        for name in ("DBUS_SESSION_BUS_ADDRESS", "DISPLAY", "XDG_RUNTIME_DIR"):
            monkeypatch.setenv(name, desk.environ[name])

    return sit
