"""A page as it lies in a bundle."""

from compassion_audio.sharing.page import Page, sounds_of, written


def linked(page: Page) -> str:
    """Write the page as HTML that finds its sounds beside it, under the names of `sounds_of`."""
    return written(page, [sound.name for sound in sounds_of(page.items)])
