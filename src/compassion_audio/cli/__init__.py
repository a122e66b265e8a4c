"""The command `compassion`: the only room that knows click. It wires and decides nothing."""

import sys


def main() -> int:
    """Run the command with the words on the command line, and give its exit status."""
    try:
        if sys.argv[1:] == ["remind", "run"]:
            from compassion_audio.cli.keeping import main as keep

            return keep()
        from compassion_audio.cli.app import heed_signals, run

        heed_signals()
        return run()
    except KeyboardInterrupt:  # before anything was begun
        return 130
