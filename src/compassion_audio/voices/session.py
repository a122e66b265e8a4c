"""A neural model that answers the same question the same way, whenever it is asked."""

import mmap
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from threading import Lock
from typing import Any

_SEED = 1
_DICE = (b"RandomNormal", b"RandomUniform", b"Multinomial", b"Bernoulli")
"""What the operators of ONNX that throw dice are called; some have endings."""

_ERRORS_ONLY = 3


class Model:
    """A model file, loaded when it is first used.

    Speech models throw dice for breath and rhythm. onnxruntime goes on throwing them from run to
    run, and begins anew with a new session only (measured with 1.31, and
    https://github.com/microsoft/onnxruntime/issues/27771). So a model with dice gets a session for
    each run; any other keeps one.

    Args:
        path: The ONNX file.
        threads: How many one run uses.
    """

    def __init__(self, path: Path, *, threads: int) -> None:
        self._path = path
        self._threads = threads
        self._throws_dice = _throws_dice(path)
        self._kept: Any = None
        self._lock = Lock()

    def session(self) -> Any:  # noqa: ANN401  # onnxruntime is not there to be named
        """Give an `onnxruntime.InferenceSession` for one run."""
        if self._throws_dice:
            return self._fresh()
        with self._lock:
            if self._kept is None:
                self._kept = self._fresh()
            return self._kept

    def _fresh(self) -> Any:  # noqa: ANN401  # as above
        import onnxruntime

        onnxruntime.disable_telemetry_events()  # its builds for Windows send them otherwise
        onnxruntime.set_seed(_SEED)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = self._threads
        options.inter_op_num_threads = 1
        options.log_severity_level = _ERRORS_ONLY
        return onnxruntime.InferenceSession(
            str(self._path), options, providers=["CPUExecutionProvider"]
        )


def versions(*packages: str) -> str:
    """Name the versions of packages; nothing for one that is not there."""
    found = []
    for package in packages:
        try:
            found.append(f"{package} {version(package)}")
        except PackageNotFoundError:
            continue
    return ", ".join(found)


def _throws_dice(path: Path) -> bool:
    """Look for the operators' names; reading the file as ONNX would take another package."""
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        return any(data.find(name) >= 0 for name in _DICE)
