"""The docs say what the program says."""

from pathlib import Path

from compassion_audio.cli.reference import reference

DOCS = Path(__file__).parents[2] / "docs"


def test_the_command_reference_is_the_help() -> None:
    """`docs/commands.md` is made from the help; write it again when the help changes."""
    assert (DOCS / "commands.md").read_text(encoding="utf-8") == reference()
