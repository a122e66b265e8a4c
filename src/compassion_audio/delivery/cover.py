"""The cover, drawn by the program: rings on still water, colours and a sun for each title."""

import colorsys
import hashlib
import io

from PIL import Image, ImageDraw, ImageFilter

SIDE = 600
"""Pixels. Large enough for a telephone, small enough to travel in every file."""

_FINER = 2
_RINGS = 6
_SUN = (255, 244, 226)


def draw_cover(title: str) -> bytes:
    """Draw the cover of a recording.

    Its colours and where its sun stands come from the title, so that a person finds a practice
    by its picture. A hue alone does not tell them apart: two of our first five had the same,
    and of forty-one some had nearly the same two.

    Returns:
        A JPEG of `SIDE` by `SIDE` pixels; the same title gives the same bytes.
    """
    told = hashlib.sha256(title.encode()).digest()
    sky, water, place, light = (byte / 256 for byte in told[:4])
    side = SIDE * _FINER
    top = _colour(sky, 0.50 - 0.16 * light, 0.22 + 0.18 * light)
    bottom = _colour(sky + 0.25 * water, 0.40 - 0.12 * light, 0.54 + 0.16 * light)
    image = _gradient(top, bottom, side)
    brush = ImageDraw.Draw(image, "RGBA")
    middle = (side * 0.5, side * 0.62)
    for ring in range(_RINGS, 0, -1):
        radius = side * 0.075 * ring**1.18
        strength = round(150 / ring**1.1)
        _ellipse(brush, middle, radius, outline=(255, 250, 240, strength), width=3 * _FINER)
    _shine(image, (side * (0.25 + 0.5 * place), side * 0.30), side * 0.115)
    out = io.BytesIO()
    image.reduce(_FINER).save(out, "JPEG", quality=88)
    return out.getvalue()


def _gradient(top: tuple[int, int, int], bottom: tuple[int, int, int], side: int) -> Image.Image:
    """Draw one column, and make it wide."""
    column = Image.linear_gradient("L").crop((0, 0, 1, 256))
    fall = column.resize((1, side), Image.Resampling.BICUBIC)
    colours = Image.composite(
        Image.new("RGB", fall.size, bottom), Image.new("RGB", fall.size, top), fall
    )
    return colours.resize((side, side), Image.Resampling.NEAREST)


def _shine(image: Image.Image, middle: tuple[float, float], radius: float) -> None:
    """Paint the sun, and blur it alone: to blur all of the sky takes longer than all the rest."""
    x, y = middle
    reach = radius + 10 * _FINER
    left, top, size = int(x - reach), int(y - reach), int(2 * reach)
    glow = Image.new("L", (size, size), 0)
    _ellipse(ImageDraw.Draw(glow), (x - left, y - top), radius, squash=1.0, fill=235)
    image.paste(_SUN, (left, top), glow.filter(ImageFilter.GaussianBlur(2 * _FINER)))


def _ellipse(
    brush: ImageDraw.ImageDraw,
    middle: tuple[float, float],
    radius: float,
    *,
    squash: float = 0.36,
    fill: int | None = None,
    outline: tuple[int, int, int, int] | None = None,
    width: int = 1,
) -> None:
    x, y = middle
    box = (x - radius, y - radius * squash, x + radius, y + radius * squash)
    brush.ellipse(box, fill=fill, outline=outline, width=width)


def _colour(hue: float, saturation: float, value: float) -> tuple[int, int, int]:
    red, green, blue = colorsys.hsv_to_rgb(hue % 1, saturation, value)
    return round(red * 255), round(green * 255), round(blue * 255)
