"""Guided self-compassion practice, from plain words to a finished recording.

The library and the command show each other: whatever `compassion` makes is one function of
`compassion_audio.studio`. Importing this package does nothing and is quick.
"""

__version__ = "0.1.0"
