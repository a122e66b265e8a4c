"""What a player tells whoever leads it."""

import io
import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from compassion_audio.cli.led import Lead
from compassion_audio.cli.listening import listen
from compassion_audio.errors import SpeechFailed
from compassion_audio.playback import speaker
from compassion_audio.studio import playing
from compassion_audio.studio.playing import Performed, Track, recording
from compassion_audio.units import Milliseconds

EIGHT_MINUTES = Milliseconds(480_000)


@contextmanager
def silence(folder: Any) -> Iterator[Track]:
    """Open a recording."""
    import numpy as np
    import soundfile

    soundfile.write(folder / "calm.wav", np.zeros((4_800, 2), np.float32), 48_000)
    with recording(folder / "calm.wav") as track:
        yield track


@pytest.mark.parametrize("breaks", [True, False])
def test_how_far_it_came_is_told_whatever_ended_it(
    surroundings: Any,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    breaks: bool,  # noqa: FBT001  # pytest's way
) -> None:
    """A voice that fails after eight minutes does not take back what was heard."""

    def perform(_: Track, around: playing.Surroundings, **__: object) -> Milliseconds:
        around.finished(Performed(EIGHT_MINUTES, EIGHT_MINUTES, not breaks))
        if breaks:
            raise SpeechFailed("the voice is gone")
        return EIGHT_MINUTES

    monkeypatch.setattr(playing, "perform", perform)
    monkeypatch.setattr(speaker, "get_ready", lambda: None)
    monkeypatch.setattr("sys.stdin", io.StringIO("begin\n"))
    with silence(surroundings) as track:
        if breaks:
            with pytest.raises(SpeechFailed):
                listen(track, lead=Lead(), quiet=True)
        else:
            listen(track, lead=Lead(), quiet=True)
    told = json.loads(capsys.readouterr().out)
    assert told == {"seconds": 480.0, "whole": not breaks}
