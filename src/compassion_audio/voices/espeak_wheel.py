"""Where the `espeakng-loader` wheel has put eSpeak NG: its library, and its data beside it."""

import importlib.util
import sys
from functools import cache
from pathlib import Path

PACKAGE = "espeakng_loader"
DATA = "espeak-ng-data"
_LIBRARIES = {"win32": "espeak-ng.dll", "darwin": "libespeak-ng.dylib"}


@cache
def library() -> Path:
    """Give the path of the shared library, without loading its package.

    It is a path to nothing where the wheel is not installed, or not for this system.
    """
    found = importlib.util.find_spec(PACKAGE)
    if found is None or found.origin is None:
        return Path(PACKAGE)
    return Path(found.origin).with_name(_LIBRARIES.get(sys.platform, "libespeak-ng.so"))
