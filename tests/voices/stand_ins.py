"""Small models with the inputs and outputs of the real ones, which hum for as long as they speak.

They are run by onnxruntime through kokoro-onnx and piper-tts, as the real ones are. Their length
follows the tokens and the speed, and they throw dice, as real speech models do.
"""

import hashlib
import importlib.util
import io
import json
import os
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from compassion_audio.voices.models import ModelFile

FRAMES_PER_TOKEN = {"kokoro": 1700, "piper": 900}
"""At speed 1: about 160 words a minute for English, as the real ones."""

PIPER_RATE = 22_050


def need(*modules: str) -> None:
    """Skip a test whose Python packages are not here; with COMPASSION_REQUIRE_ALL=1, fail it."""
    gone = [name for name in modules if importlib.util.find_spec(name) is None]
    if not gone:
        return
    reason = f"{', '.join(gone)} is not here; install '.[test]'"
    if os.environ.get("COMPASSION_REQUIRE_ALL") == "1":
        pytest.fail(reason)
    pytest.skip(reason)


def kokoro_model(*, throws_dice: bool = True) -> bytes:
    """Build a model that takes `tokens`, `style` and `speed` and gives `audio`."""
    from onnx import TensorProto, helper

    inputs = [
        helper.make_tensor_value_info("tokens", TensorProto.INT64, [1, None]),
        helper.make_tensor_value_info("style", TensorProto.FLOAT, [1, 256]),
        helper.make_tensor_value_info("speed", TensorProto.FLOAT, [1]),
    ]
    nodes = [
        helper.make_node("Shape", ["tokens"], ["shape"]),
        helper.make_node("Gather", ["shape", "one"], ["count"]),
        helper.make_node("Cast", ["count"], ["tokens_f"], to=TensorProto.FLOAT),
        helper.make_node("Mul", ["tokens_f", "frames"], ["natural"]),
        helper.make_node("Div", ["natural", "speed"], ["slower"]),
        # which style it is decides the pitch
        helper.make_node("ReduceMean", ["style"], ["pitch"], axes=[0, 1], keepdims=0),
        *_hum(dice="RandomUniformLike" if throws_dice else ""),
        helper.make_node("Identity", ["sound"], ["audio"]),
    ]
    constants = _constants(frames=FRAMES_PER_TOKEN["kokoro"], rate=24_000)
    outputs = [helper.make_tensor_value_info("audio", TensorProto.FLOAT, [None])]
    return _built(nodes, inputs, outputs, constants)


def piper_model(*, throws_dice: bool = True) -> bytes:
    """Build a model that takes `input`, `input_lengths` and `scales` and gives `output`."""
    from onnx import TensorProto, helper

    inputs = [
        helper.make_tensor_value_info("input", TensorProto.INT64, [1, None]),
        helper.make_tensor_value_info("input_lengths", TensorProto.INT64, [1]),
        helper.make_tensor_value_info("scales", TensorProto.FLOAT, [3]),
    ]
    nodes = [
        helper.make_node("Cast", ["input_lengths"], ["tokens_f"], to=TensorProto.FLOAT),
        helper.make_node("Mul", ["tokens_f", "frames"], ["natural"]),
        helper.make_node("Gather", ["scales", "one"], ["stretch"]),
        helper.make_node("Mul", ["natural", "stretch"], ["slower"]),
        helper.make_node("Gather", ["scales", "zero"], ["pitch"]),
        *_hum(dice="RandomNormalLike" if throws_dice else ""),
        helper.make_node("Reshape", ["sound", "three"], ["output"]),
    ]
    constants = _constants(frames=FRAMES_PER_TOKEN["piper"], rate=PIPER_RATE)
    outputs = [helper.make_tensor_value_info("output", TensorProto.FLOAT, [1, 1, None])]
    return _built(nodes, inputs, outputs, constants)


def _hum(*, dice: str) -> list[Any]:
    """Hum for `slower` frames: silence around a tone of (`pitch` + 1) x 200 Hz, with breath."""
    from onnx import helper

    nodes = [
        helper.make_node("Squeeze", ["slower"], ["length_f"]),
        helper.make_node("Range", ["zero_f", "length_f", "one_f"], ["at"]),
        helper.make_node("Add", ["pitch", "one_f"], ["higher"]),
        helper.make_node("Mul", ["higher", "turn"], ["step"]),
        helper.make_node("Mul", ["at", "step"], ["phase"]),
        helper.make_node("Sin", ["phase"], ["tone"]),
        helper.make_node("Mul", ["tone", "half"], ["soft"]),
    ]
    if dice:
        nodes += [
            helper.make_node(dice, ["soft"], ["breath"]),
            helper.make_node("Mul", ["breath", "little"], ["air"]),
            helper.make_node("Add", ["soft", "air"], ["voiced"]),
        ]
    else:
        nodes += [helper.make_node("Identity", ["soft"], ["voiced"])]
    return [*nodes, helper.make_node("Pad", ["voiced", "around"], ["sound"])]


def _constants(*, frames: int, rate: int) -> list[Any]:
    from onnx import numpy_helper

    values = {
        "zero": np.array(0, np.int64),
        "one": np.array(1, np.int64),
        "three": np.array([1, 1, -1], np.int64),
        "around": np.array([rate // 10, rate // 5], np.int64),
        "zero_f": np.array(0, np.float32),
        "one_f": np.array(1, np.float32),
        "half": np.array(0.4, np.float32),
        "little": np.array(0.02, np.float32),
        "frames": np.array(frames, np.float32),
        "turn": np.array(2 * np.pi * 200 / rate, np.float32),
    }
    return [numpy_helper.from_array(value, name) for name, value in values.items()]


def _built(nodes: list[Any], inputs: list[Any], outputs: list[Any], constants: list[Any]) -> bytes:
    from onnx import helper

    graph = helper.make_graph(nodes, "stand-in", inputs, outputs, constants)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
    return bytes(model.SerializeToString())


def kokoro_voices(*names: str) -> bytes:
    """Build the file of voices: for each name an array of float32 (510, 1, 256)."""
    rng = np.random.default_rng(1)
    arrays: dict[str, Any] = {
        name: rng.normal(index / 4, 0.01, (510, 1, 256)).astype(np.float32)
        for index, name in enumerate(names)
    }
    file = io.BytesIO()
    np.savez_compressed(file, **arrays)
    return file.getvalue()


def piper_config(*, spelling: str = "espeak") -> bytes:
    """Build the JSON beside a Piper model; every letter has a sound, as far as it matters."""
    signs = ["_", "^", "$", " ", "!", ",", ".", ":", ";", "?", *map(chr, range(97, 123))]
    signs += list("æðŋɐɑɒɔəɚɛɜɡɪɹɾʃʊʌʒˈˌːθʔɫ\u0303\u0329")
    told = {
        "audio": {"sample_rate": PIPER_RATE, "quality": "medium"},
        "espeak": {"voice": "en-gb-x-rp"},
        "phoneme_type": spelling,
        "inference": {"noise_scale": 0.667, "length_scale": 1, "noise_w": 0.8},
        "num_symbols": 256,
        "num_speakers": 1,
        "speaker_id_map": {},
        "phoneme_id_map": {sign: [index] for index, sign in enumerate(signs)},
        "piper_version": "1.0.0",
    }
    return json.dumps(told).encode()


def put(folder: Path, name: str, data: bytes) -> ModelFile:
    """Write a file, and say what it is."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(data)
    return ModelFile(
        name, f"http://127.0.0.1:1/{name}", len(data), hashlib.sha256(data).hexdigest()
    )
