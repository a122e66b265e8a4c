"""Kokoro: a neural voice, warm and close to a person's, computed on this machine."""

import importlib.util
import logging
import re
import zipfile
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np

from compassion_audio.audio.clip import Clip, mono
from compassion_audio.errors import (
    CompassionAudioError,
    EngineMissing,
    FileError,
    SpeechFailed,
)
from compassion_audio.machine import cores
from compassion_audio.units import Hertz, WordsPerMinute, write_size
from compassion_audio.voices.engine import Availability, Home, Voice
from compassion_audio.voices.espeak_data import bearable
from compassion_audio.voices.letters import refuse_foreign_letters
from compassion_audio.voices.models import ModelFile, Models, refuse_damaged
from compassion_audio.voices.pace import Paces, measured_pace
from compassion_audio.voices.passages import joined, passages
from compassion_audio.voices.session import Model, versions

_RELEASE = "https://github.com/thewh1teagle/kokoro-onnx/releases/download/model-files-v1.0/"

FILES = (
    ModelFile(
        "kokoro-v1.0.onnx",
        f"{_RELEASE}kokoro-v1.0.onnx",
        325_532_387,
        "7d5df8ecf7d4b1878015a32686053fd0eebe2bc377234608764cc0ef3636a6c5",
    ),
    ModelFile(
        "voices-v1.0.bin",
        f"{_RELEASE}voices-v1.0.bin",
        28_214_398,
        "bca610b8308e8d99f32e6fe4197e7ec01679264efed0cac9140fe9c29f1fbf7d",
    ),
)
"""The model and its voices. Source: the release `model-files-v1.0` of kokoro-onnx; ten projects
that have nothing to do with each other agree on the digests."""

LICENCE = "Apache-2.0"

_LANGUAGES = {
    "a": ("en-US", "en-us"),
    "b": ("en-GB", "en-gb"),
    "e": ("es", "es"),
    "f": ("fr", "fr-fr"),
    "h": ("hi", "hi"),
    "i": ("it", "it"),
    "p": ("pt-BR", "pt-br"),
}
"""By the first letter of a voice's name: a language tag, and what eSpeak NG calls it. Japanese (j)
and Chinese (z) are left out: eSpeak NG reads their characters wrongly."""

_OFFERED = {
    "af_heart": "a woman's voice, warm",
    "af_nicole": "a woman's voice, nearly whispering",
    "bf_emma": "a woman's voice, British",
    "af_bella": "a woman's voice, lively",
    "am_michael": "a man's voice, calm",
    "ef_dora": "a woman's voice, Spanish",
    "ff_siwis": "a woman's voice, French",
    "hf_alpha": "a woman's voice, Hindi",
    "if_sara": "a woman's voice, Italian",
    "pf_dora": "a woman's voice, Portuguese",
}

_SLOWEST, _FASTEST = 0.65, 2.0
"""Of its own speeds. Below the slowest the sound is distorted, beyond the fastest it refuses."""

_USUAL_SPEED = 0.8
_MOST_MEASUREMENTS = 4
_CLOSE_ENOUGH = 0.01
_TREATMENT = 1
"""Counted up whenever a line is spelt or joined otherwise here, so that no old one is heard."""

_SWITCH = re.compile(r"\([a-z-]{2,8}\)")
"""How eSpeak NG marks a word that it takes from another language; the model would say it."""

_INSTALL = "compassion voices install kokoro"
_PACKAGE = "python -m pip install 'compassion-audio[neural]'"


class KokoroEngine:
    """Speaks through the package kokoro-onnx, with one model for all voices."""

    name = "kokoro"
    about = "Kokoro is warm and close to a person's voice, and takes its time to compute."
    warmth = 60
    is_recorded = False
    hands = 1
    """The model uses every core for one line."""

    def __init__(self, home: Home | None = None) -> None:
        self._folder = home.folder if home else None
        self._paces = Paces(home)
        self._lock = Lock()
        self._loaded: tuple[Model, Any] | None = None

    def models(self, voice: str) -> Models:  # noqa: ARG002  # one model speaks them all
        """Name the files, the same for every voice."""
        if self._folder is None:
            raise EngineMissing("kokoro has no folder for its model", hint=_NO_FOLDER)
        return Models("kokoro", LICENCE, self._folder, FILES)

    def available(self) -> Availability:
        """It is, with its package installed and its files there in their size."""
        if not all(map(importlib.util.find_spec, ("kokoro_onnx", "onnxruntime"))):
            return Availability("the package kokoro-onnx", _PACKAGE)
        if self._folder is None:
            return Availability("a folder for its model", _NO_FOLDER)
        if not self.models("").are_there():
            size = write_size(sum(file.size or 0 for file in FILES))
            return Availability(f"its model, {size}", _INSTALL)
        return Availability()

    def voices(self) -> tuple[Voice, ...]:
        """Give those that suit practices best, and one of each further language."""
        there = self._names()
        return tuple(
            Voice(f"kokoro:{name}", _LANGUAGES[name[0]][0], about)
            for name, about in _OFFERED.items()
            if name in there
        )

    def knows(self, voice: str) -> bool:
        """Say whether the file of voices has it, and its language can be read."""
        return voice[:1] in _LANGUAGES and voice in self._names()

    def version(self, voice: str) -> str:  # noqa: ARG002  # one model speaks them all
        """Give the versions of all packages that shape the sound, and the files' digests."""
        packages = versions("kokoro-onnx", "onnxruntime", "phonemizer", "espeakng-loader")
        return f"{packages}, {' '.join(str(file.sha256) for file in FILES)}, {_TREATMENT}"

    def speak(self, text: str, *, voice: str, pace: WordsPerMinute) -> Clip:
        """Say a line at a measured pace; the first line of a voice is preceded by calibration.

        Raises:
            EngineMissing: A part of it is not there, or damaged.
            SpeechFailed: It cannot say these words.
        """
        (speed,) = self._paces.found(voice, pace, self.version(voice), self._calibrated)
        return self._said(text, voice, speed)

    def close(self) -> None:
        """Let go of the model, a third of a gigabyte."""
        self._loaded = None

    def _names(self) -> frozenset[str]:
        """Give the names in the file of voices, which is a zip archive of arrays."""
        if self._folder is None:
            return frozenset()
        try:
            with zipfile.ZipFile(self._folder / FILES[1].name) as archive:
                return frozenset(name.removesuffix(".npy") for name in archive.namelist())
        except (OSError, zipfile.BadZipFile):
            return frozenset(_OFFERED)  # speaking will tell what is wrong with the file

    def _calibrated(self, voice: str, pace: WordsPerMinute) -> tuple[float]:
        """Find the speed that gives this pace, or comes as near as can be without distortion."""
        speed = _USUAL_SPEED
        for _ in range(_MOST_MEASUREMENTS):
            tried = speed
            heard = measured_pace(lambda line: self._said(line, voice, tried))  # noqa: B023  # called here
            speed = min(max(tried * pace / heard, _SLOWEST), _FASTEST)
            if abs(heard - pace) <= pace * _CLOSE_ENOUGH or speed == tried:
                return (tried,)
        return (speed,)

    def _said(self, text: str, voice: str, speed: float) -> Clip:
        tag, language = _LANGUAGES[voice[0]]
        refuse_foreign_letters(text, language=tag, engine=f"kokoro:{voice}")
        with self._lock:  # phonemizer and the model are one for all threads
            model, kokoro = self._ready()
            said = []
            for passage in passages(text):
                kokoro.sess = model.session()
                sound = _sound(kokoro, passage, voice=voice, speed=speed, language=language)
                said.append((passage, mono(sound, Hertz(24_000))))
        if not said:
            raise _no_sound(voice)
        return joined(said)

    def _ready(self) -> tuple[Model, Any]:
        if self._loaded is None:
            if not (there := self.available()):
                raise EngineMissing(f"the voice kokoro needs {there.missing}", hint=there.fix)
            models = self.models("")
            try:
                refuse_damaged(models)
                self._loaded = _load(models.folder)
            except FileError as cause:
                raise EngineMissing(cause.message, hint=cause.hint) from cause
        return self._loaded


_NO_FOLDER = "name one in COMPASSION_DATA"


def _load(folder: Path) -> tuple[Model, Any]:
    """Load the model with every core.

    Raises:
        EngineMissing: The package or the files are not what they should be.
    """
    try:
        import espeakng_loader
        from kokoro_onnx import EspeakConfig, Kokoro

        # it tells of every borrowed word, on standard error
        logging.getLogger("phonemizer").setLevel(logging.ERROR)
        data = bearable(Path(espeakng_loader.get_data_path()))
        model = Model(folder / FILES[0].name, threads=cores())
        kokoro = Kokoro.from_session(
            model.session(), str(folder / FILES[1].name), EspeakConfig(data_path=str(data))
        )
    except Exception as cause:  # whatever those packages may raise
        raise EngineMissing(
            f"kokoro cannot be loaded ({type(cause).__name__}: {cause})",
            hint=f"install it again: {_PACKAGE}, then {_INSTALL}",
        ) from cause
    return model, kokoro


def _sound(kokoro: Any, passage: str, *, voice: str, speed: float, language: str) -> Any:  # noqa: ANN401  # its package is not there to be named
    """Say a passage.

    Raises:
        SpeechFailed: There is nothing to be heard in it, or the model fails.
    """
    try:
        phonemes = _SWITCH.sub("", kokoro.tokenizer.phonemize(passage, language))
        if not any(one.isalpha() for one in phonemes):
            raise _no_sound(voice)
        # untrimmed: every line is trimmed later, in the same way for all engines
        sound, _rate = kokoro.create(
            phonemes, voice=voice, speed=speed, lang=language, is_phonemes=True, trim=False
        )
    except CompassionAudioError:
        raise
    except Exception as cause:  # whatever those packages may raise
        raise SpeechFailed(
            f"kokoro:{voice} failed ({type(cause).__name__}: {cause})",
            hint="write the line another way; if others fail too, install the voice again",
        ) from cause
    if not np.isfinite(sound).all():
        raise SpeechFailed(f"kokoro:{voice} gave no usable sound", hint="try another voice")
    return sound


def _no_sound(voice: str) -> SpeechFailed:
    return SpeechFailed(
        f"kokoro:{voice} has no sound for these words",
        hint="write them another way, or choose a voice for their language",
    )
