"""What is started at login, as a value that every system writes down in its own way."""

from dataclasses import dataclass

NAME = "compassion-reminders"
"""Of the unit, the entry and the agent."""

ABOUT = "Reminders of compassion-audio"


@dataclass(frozen=True, slots=True)
class Startup:
    """A command and its surroundings."""

    command: tuple[str, ...]
    """Begins with the whole path of a program."""

    environment: tuple[tuple[str, str], ...] = ()
    """What is set in addition, in the order in which it is written."""

    def __post_init__(self) -> None:
        """Hold what the fields promise."""
        if not self.command or not self.command[0]:
            raise ValueError("a command has a program")
        told = [*self.command, *(part for pair in self.environment for part in pair)]
        if any(ord(letter) < 32 for word in told for letter in word):
            raise ValueError("a line break cannot be written into every system's file")
