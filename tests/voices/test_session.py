"""A model that throws dice gives the same sound for the same line all the same."""

from pathlib import Path

import numpy as np
import pytest

from compassion_audio.voices.session import Model, versions

from .stand_ins import kokoro_model, need


@pytest.fixture(autouse=True)
def packages() -> None:
    """The tests of this page need what runs and builds models."""
    need("onnxruntime", "onnx")


def heard(model: Model, *, tokens: int) -> np.ndarray:
    """Run a model once."""
    inputs = {
        "tokens": np.ones((1, tokens), np.int64),
        "style": np.zeros((1, 256), np.float32),
        "speed": np.ones(1, np.float32),
    }
    return np.asarray(model.session().run(None, inputs)[0])


def model(folder: Path, *, throws_dice: bool) -> Model:
    """Write a model, and open it."""
    path = folder / f"{throws_dice}.onnx"
    path.write_bytes(kokoro_model(throws_dice=throws_dice))
    return Model(path, threads=1)


def test_the_same_line_sounds_the_same_whatever_was_said_before(tmp_path: Path) -> None:
    """In this process and in any order, though the model throws dice."""
    dice = model(tmp_path, throws_dice=True)
    first = heard(dice, tokens=5)
    heard(dice, tokens=9)
    np.testing.assert_array_equal(heard(dice, tokens=5), first)
    np.testing.assert_array_equal(heard(model(tmp_path, throws_dice=True), tokens=5), first)


def test_onnxruntime_itself_would_throw_them_anew(tmp_path: Path) -> None:
    """The reason for all this: when it is gone, sessions can be kept."""
    session = model(tmp_path, throws_dice=True).session()
    inputs = {
        "tokens": np.ones((1, 5), np.int64),
        "style": np.zeros((1, 256), np.float32),
        "speed": np.ones(1, np.float32),
    }
    first, again = (session.run(None, inputs)[0] for _ in range(2))
    assert not np.array_equal(first, again)


def test_a_model_without_dice_is_loaded_once(tmp_path: Path) -> None:
    """Loading costs as much as a sentence; only dice are worth it."""
    calm = model(tmp_path, throws_dice=False)
    assert calm.session() is calm.session()
    dice = model(tmp_path, throws_dice=True)
    assert dice.session() is not dice.session()


def test_versions_name_what_is_there() -> None:
    """One that is not installed is left out."""
    assert versions("onnxruntime", "no-such-package").startswith("onnxruntime 1.")
    assert versions("no-such-package") == ""
