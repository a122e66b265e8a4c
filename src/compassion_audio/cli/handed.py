"""What the reminders hand to the commands that they start, in the environment of those alone.

A command line can be read by everybody on a computer, an environment by its own user only.
"""

NAMED = "COMPASSION_NAMED"
"""The practice, the course or the file, in the place of the argument."""

CALLED = "COMPASSION_CALLED"
"""Under which name a practice is written down; without it, it is not."""
