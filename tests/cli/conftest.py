"""The command, called in this process, or started as a person starts it."""

import signal
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest

from compassion_audio.cli.app import run


@dataclass(frozen=True, slots=True)
class Said:
    """What a command left behind."""

    status: int
    out: str
    err: str


@pytest.fixture
def compassion(capsys: pytest.CaptureFixture[str]) -> Iterator[Callable[..., Said]]:
    """Call the command in this process, as quickly as tests like it."""
    handler = signal.getsignal(signal.SIGTERM)

    def call(*words: str) -> Said:
        capsys.readouterr()
        status = run(words)
        told = capsys.readouterr()
        return Said(status, told.out, told.err)

    yield call
    signal.signal(signal.SIGTERM, handler)


@pytest.fixture
def command_line() -> list[str]:
    """Give the words that start the real command in a process of its own."""
    return [sys.executable, "-m", "compassion_audio"]
