"""Piper: neural voices for some forty languages, small and quick."""

import importlib.util
import json
import logging
import re
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
    VoiceNotFound,
)
from compassion_audio.machine import cores
from compassion_audio.units import Hertz, WordsPerMinute
from compassion_audio.voices.engine import Availability, Home, Voice
from compassion_audio.voices.espeak_data import bearable
from compassion_audio.voices.letters import refuse_foreign_letters
from compassion_audio.voices.models import ModelFile, Models, refuse_damaged
from compassion_audio.voices.pace import Paces, measured_pace
from compassion_audio.voices.passages import joined, passages
from compassion_audio.voices.session import Model, versions

ADDRESS = "https://huggingface.co/rhasspy/piper-voices/resolve/main/"
"""Of the voices that Piper's own project publishes."""

_SAMPLES = "hear them at https://rhasspy.github.io/piper-samples"
_EXAMPLE = "en_GB-alba-medium"
_NAME = re.compile(
    r"(?P<family>[a-z]{2,3})_(?P<region>[A-Z]{2})-(?P<name>\w+)-(?P<quality>x_low|low|medium|high)"
)
_PACKAGE = "python -m pip install 'compassion-audio[piper]'"

_QUICKEST, _SLOWEST = 0.4, 3.0
"""Of its own stretch of time, where 1 is the pace it was trained at."""

_USUAL_STRETCH = 1.4
_MOST_MEASUREMENTS = 4
_CLOSE_ENOUGH = 0.01
_TREATMENT = 1
"""Counted up whenever a line is spelt or joined otherwise here, so that no old one is heard."""

_SPELLINGS = ("espeak", "text")
"""Ways of reading that the package brings with it; the others fetch parts when first used."""


class PiperEngine:
    """Speaks through the package piper-tts, with a model for each voice."""

    name = "piper"
    about = "Piper is natural and quick, with voices for some forty languages."
    warmth = 55
    is_recorded = False
    hands = cores()

    def __init__(self, home: Home | None = None) -> None:
        self._folder = home.folder if home else None
        self._paces = Paces(home)
        self._lock = Lock()
        self._loaded: dict[str, tuple[Model, Any]] = {}

    def models(self, voice: str) -> Models:
        """Name the two files of a voice, by its name alone."""
        if self._folder is None:
            raise EngineMissing("piper has no folder for its voices", hint=_NO_FOLDER)
        if not voice:
            raise VoiceNotFound(
                "piper has many voices: name one", hint=f"such as piper:{_EXAMPLE}; {_SAMPLES}"
            )
        found = _NAME.fullmatch(voice)
        if not found:
            raise VoiceNotFound(
                f"piper has no voice called {voice[:60]!r}",
                hint=f"a name is built as in {_EXAMPLE}; {_SAMPLES}",
            )
        family, region, name, quality = found.group("family", "region", "name", "quality")
        place = f"{ADDRESS}{family}/{family}_{region}/{name}/{quality}/"
        files = (f"{voice}.onnx.json", f"{voice}.onnx")
        return Models(
            f"piper:{voice}",
            f"each voice has its own: {place.replace('/resolve/', '/blob/')}MODEL_CARD",
            self._folder,
            tuple(ModelFile(file, place + file) for file in files),
        )

    def available(self) -> Availability:
        """It is, with its package and a voice installed."""
        if not all(map(importlib.util.find_spec, ("piper", "onnxruntime"))):
            return Availability("the package piper-tts", _PACKAGE)
        if self._folder is None:
            return Availability("a folder for its voices", _NO_FOLDER)
        if not self._installed():
            return Availability("a voice", f"compassion voices install piper:{_EXAMPLE}")
        return Availability()

    def voices(self) -> tuple[Voice, ...]:
        """Give those that are installed."""
        return tuple(_described(name) for name in self._installed())

    def knows(self, voice: str) -> bool:
        """Say whether it is installed."""
        return voice in self._installed()

    def version(self, voice: str) -> str:
        """Give the versions of the packages, and the digests that were recorded."""
        files = self.models(voice).known()
        digests = " ".join(str(file.sha256) for file in files)
        return f"{versions('piper-tts', 'onnxruntime')}, {digests}, {_TREATMENT}"

    def speak(self, text: str, *, voice: str, pace: WordsPerMinute) -> Clip:
        """Say a line at a measured pace; the first line of a voice is preceded by calibration.

        Raises:
            EngineMissing: A part of it is not there, or damaged.
            SpeechFailed: It cannot say these words.
        """
        (stretch,) = self._paces.found(voice, pace, self.version(voice), self._calibrated)
        return self._said(text, voice, stretch)

    def close(self) -> None:
        """Let go of the models."""
        self._loaded.clear()

    def _installed(self) -> list[str]:
        if self._folder is None or not self._folder.is_dir():
            return []
        names = sorted(path.name.removesuffix(".onnx") for path in self._folder.glob("*.onnx"))
        return [name for name in names if _NAME.fullmatch(name) and self.models(name).are_there()]

    def _calibrated(self, voice: str, pace: WordsPerMinute) -> tuple[float]:
        """Find the stretch that gives this pace."""
        stretch = _USUAL_STRETCH
        for _ in range(_MOST_MEASUREMENTS):
            tried = stretch
            heard = measured_pace(
                lambda line: self._said(line, voice, tried),  # noqa: B023  # called here
                hands=self.hands,
            )
            stretch = min(max(tried * heard / pace, _QUICKEST), _SLOWEST)
            if abs(heard - pace) <= pace * _CLOSE_ENOUGH or stretch == tried:
                return (tried,)
        return (stretch,)

    def _said(self, text: str, voice: str, stretch: float) -> Clip:
        refuse_foreign_letters(text, language=_tag(voice), engine=f"piper:{voice}")
        model, config = self._ready(voice)
        said = []
        for passage in passages(text):
            said += _sounds(model, config, passage, voice=voice, stretch=stretch)
        if not said:
            raise SpeechFailed(
                f"piper:{voice} has no sound for these words",
                hint="write them another way, or choose a voice for their language",
            )
        return joined(said)

    def _ready(self, voice: str) -> tuple[Model, Any]:
        with self._lock:
            if voice not in self._loaded:
                if not (there := self.available()):
                    raise EngineMissing(f"the voice piper needs {there.missing}", hint=there.fix)
                models = self.models(voice)
                try:
                    refuse_damaged(models)
                except FileError as cause:
                    raise EngineMissing(cause.message, hint=cause.hint) from cause
                self._loaded[voice] = _load(models.folder, voice)
            return self._loaded[voice]


_NO_FOLDER = "name one in COMPASSION_DATA"


def _load(folder: Path, voice: str) -> tuple[Model, Any]:
    """Load a voice.

    Raises:
        EngineMissing: The package or the files are not what they should be.
    """
    try:
        from piper import PiperConfig

        # it tells of every sound that its models have not learned, on standard error
        logging.getLogger("piper").setLevel(logging.ERROR)
        told = json.loads((folder / f"{voice}.onnx.json").read_text(encoding="utf-8"))
        config = PiperConfig.from_dict(told)
        spelling = str(config.phoneme_type.value)
        model = Model(folder / f"{voice}.onnx", threads=1)  # there is a hand for every core
        model.session()
    except Exception as cause:  # whatever that package may raise
        raise EngineMissing(
            f"the voice piper:{voice} cannot be loaded ({type(cause).__name__}: {cause})",
            hint=f"bring it again: compassion voices remove piper:{voice}, "
            f"then compassion voices install piper:{voice}",
        ) from cause
    if spelling not in _SPELLINGS:
        raise EngineMissing(
            f"the voice piper:{voice} is read by {spelling}, which would fetch parts of its own",
            hint="choose another voice",
        )
    return model, config


def _sounds(
    model: Model,
    config: Any,  # noqa: ANN401  # its package is not there to be named
    passage: str,
    *,
    voice: str,
    stretch: float,
) -> list[tuple[str, Clip]]:
    """Say a passage, sentence by sentence as Piper finds them.

    Raises:
        SpeechFailed: The model fails.
    """
    from piper import PiperVoice, SynthesisConfig
    from piper.phonemize_espeak import ESPEAK_DATA_DIR

    said = []
    try:
        piper = PiperVoice(model.session(), config, espeak_data_dir=bearable(Path(ESPEAK_DATA_DIR)))
        # as loud as the voice is: raising each sentence to full scale would make soft ones shout
        asked = SynthesisConfig(length_scale=stretch, normalize_audio=False)
        # double square brackets would be read as sounds and not as words
        for chunk in piper.synthesize(passage.replace("[[", "[ ["), asked):
            samples = np.asarray(chunk.audio_float_array)
            if samples.size and not np.isfinite(samples).all():
                raise SpeechFailed(f"piper:{voice} gave no usable sound", hint="try another voice")
            said.append(("".join(chunk.phonemes), mono(samples, Hertz(chunk.sample_rate))))
    except CompassionAudioError:
        raise
    except Exception as cause:  # whatever that package may raise
        raise SpeechFailed(
            f"piper:{voice} failed ({type(cause).__name__}: {cause})",
            hint="write the line another way; if others fail too, install the voice again",
        ) from cause
    return said


def _described(name: str) -> Voice:
    found = _NAME.fullmatch(name)
    who, quality = (found["name"], found["quality"]) if found else (name, "")
    return Voice(f"piper:{name}", _tag(name), f"{who}, {quality.replace('_', ' ')} quality")


def _tag(name: str) -> str:
    """Give the language tag in a voice's name: `en-GB` for `en_GB-alba-medium`."""
    return name.partition("-")[0].replace("_", "-")
