"""An engine that is installed and cannot be loaded: it is shown, and says why it cannot speak."""

from compassion_audio.audio.clip import Clip
from compassion_audio.errors import EngineMissing
from compassion_audio.units import WordsPerMinute
from compassion_audio.voices.engine import Availability, Voice


class BrokenEngine:
    """Stands in for an engine whose own code failed when it was loaded."""

    about = "This engine cannot be loaded."
    warmth = -1
    is_recorded = False
    hands = 1

    def __init__(self, name: str, reason: str) -> None:
        self.name = name
        self._reason = reason

    def available(self) -> Availability:
        """It is not, and the reason is the failure itself."""
        return Availability(
            f"its own code to work ({self._reason})", "install it again, or remove its package"
        )

    def voices(self) -> tuple[Voice, ...]:
        """None."""
        return ()

    def knows(self, voice: str) -> bool:  # noqa: ARG002  # the protocol's
        """It knows none."""
        return False

    def version(self, voice: str) -> str:  # noqa: ARG002  # the protocol's
        """Nothing of it is kept."""
        return ""

    def speak(self, text: str, *, voice: str, pace: WordsPerMinute) -> Clip:  # noqa: ARG002  # the protocol's
        """It cannot.

        Raises:
            EngineMissing: Always.
        """
        missing = self.available()
        raise EngineMissing(f"the voice {self.name} needs {missing.missing}", hint=missing.fix)

    def close(self) -> None:
        """Nothing to let go of."""
