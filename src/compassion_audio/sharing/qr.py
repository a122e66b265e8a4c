"""A picture of an address, for the camera of a telephone."""

import io

import segno

_QUIET = 2
"""Modules around it in a terminal, where the standard's four would not fit; cameras do with it."""

_WHITE_ON_BLACK = "\033[97;40m"
_USUAL = "\033[0m"


def in_terminal(address: str, *, is_coloured: bool) -> str:
    """Draw it with half blocks, two modules a letter high.

    Args:
        address: What it says.
        is_coloured: Whether the terminal takes colours. Without them it is light on dark only
            where the terminal is.
    """
    out = io.StringIO()
    _code(address).terminal(out, border=_QUIET, compact=True)
    lines = out.getvalue().splitlines()
    if not is_coloured:
        return "\n".join(lines)
    return "\n".join(f"{_WHITE_ON_BLACK}{line}{_USUAL}" for line in lines)


def as_svg(address: str) -> bytes:
    """Draw it to be printed, black on white, with the quiet border that the standard asks for."""
    out = io.BytesIO()
    _code(address).save(out, kind="svg", scale=8, light="white", title=None, svgclass=None)
    return out.getvalue()


def _code(address: str) -> segno.QRCode:
    return segno.make_qr(address, error="m")
