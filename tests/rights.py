"""Root may write everywhere: a test of what is forbidden steps down for a while."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

NOBODY = 65_534


@contextmanager
def as_someone_without_rights() -> Iterator[None]:
    """Take off root's power over all files for a while, where there is any."""
    if os.geteuid() != 0:
        yield
        return
    try:
        os.seteuid(NOBODY)
    except PermissionError:
        pytest.skip("root may not step down here, and every folder is open to root")
    try:
        yield
    finally:
        os.seteuid(0)
