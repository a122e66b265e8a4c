"""What the tests of this room share: recordings, made once for all of them."""

import pytest

from compassion_audio.sharing.item import Item
from tests.sharing.samples import samples


@pytest.fixture(scope="session")
def items(tmp_path_factory: pytest.TempPathFactory) -> tuple[Item, Item]:
    """Give a recording of half a minute with a twin, and a shorter one with a caution."""
    return samples(tmp_path_factory.mktemp("samples"))
