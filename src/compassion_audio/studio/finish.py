"""How a recording is finished: its level, and what lies under it."""

from dataclasses import dataclass

PRESET_NAMES = ("default", "podcast", "acx", "quiet-night")
"""Those of `audio.master.PRESETS`, known without loading it."""

USUAL_PRESET = PRESET_NAMES[0]


USUAL_BED_LEVEL = -20.0
"""LU against the voice. Source: WCAG 2.2, 1.4.7: background at least 20 dB under the speech."""


@dataclass(frozen=True, slots=True)
class Finish:
    """What a person asked for, beside the words."""

    preset: str = USUAL_PRESET
    """A key of `audio.master.PRESETS`."""

    bed: str | None = None
    """What lies under all of it, instead of what the script says: a kind, or a file, which has a
    folder or an ending in its name. Empty for nothing."""

    bed_level: float | None = None
    """LU against the voice; None for what a guide says, or the usual."""

    swells: bool = False
    """Whether a bed grows in silences."""

    @property
    def level_of_bed(self) -> float:
        """LU against the voice: what was asked for, or the usual."""
        return USUAL_BED_LEVEL if self.bed_level is None else self.bed_level
