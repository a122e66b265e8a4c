"""The plain text that lies in a bundle: how to hear it, on whatever a person has."""

from collections.abc import Sequence
from textwrap import fill

from compassion_audio.sharing.item import Item
from compassion_audio.units import clock

LICENCE = """\
The words of the practices of compassion-audio are free to share and adapt under the Creative
Commons licence Attribution 4.0 (CC BY 4.0), creativecommons.org/licenses/by/4.0. So are recordings
of them. Say where they come from: "compassion-audio". Words and recordings that somebody else has
made belong to those who made them.
"""

PERSONAL = (
    "Some of these words were chosen for one person. Please do not pass this on, and do not put it"
    " where others can find it."
)

_WIDTH = 76

_ENGLISH = """\
{title}
{line}

{items}

ON A COMPUTER
Open index.html with a double click. It opens in your web browser, and works
without the internet. Keep the whole folder together. If nothing is heard, open
a file of the folder "audio" with the music player of your computer.

ON A TELEPHONE OR TABLET
Copy the files of the folder "audio" onto it, and open them with any app that
plays music or podcasts. The page index.html is made for computers: telephones
show it without its sound.

{words}{packed}{personal}PLEASE NOTE
{notice}
"""

_WORDS = """\
TO READ INSTEAD
What is said stands in the folder "text": .txt to read or print, .vtt for
players that show the words while they are spoken.

"""

_PACKED = """\
IF IT CAME AS A ZIP FILE
Unpack it first: on Windows choose "Extract all", on a Mac open it once.
{locked}
"""

_LOCKED = """\
It asks for a password, which somebody will tell you in another way. If your
computer cannot open it, try the free programs 7-Zip (Windows) or Keka (Mac).
"""


def leaflet(
    title: str,
    items: Sequence[Item],
    notice: str,
    *,
    is_packed: bool = False,
    is_locked: bool = False,
    is_personal: bool = False,
) -> str:
    """Write how a bundle is heard.

    Args:
        title: Of the bundle.
        items: What is in it.
        notice: That it is no substitute for care.
        is_packed: Whether it goes out as a zip file.
        is_locked: Whether that asks for a password.
        is_personal: Whether words were chosen for one person.
    """
    listed = "\n".join(
        f"{number:3}. {item.title}, {clock(item.length)}" for number, item in enumerate(items, 1)
    )
    packed = _PACKED.format(locked=_LOCKED if is_locked else "") if is_packed else ""
    return _ENGLISH.format(
        title=title,
        line="=" * min(_WIDTH, len(title)),
        items=listed,
        words=_WORDS if any(item.captions for item in items) else "",
        packed=packed,
        personal=f"FOR YOU ALONE\n{fill(PERSONAL, _WIDTH)}\n\n" if is_personal else "",
        notice=fill(notice, _WIDTH),
    )
