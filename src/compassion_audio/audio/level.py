"""Decibels and factors."""

from compassion_audio.units import Decibels


def as_factor(level: Decibels) -> float:
    """Turn decibels into a factor."""
    return float(10 ** (level / 20))
