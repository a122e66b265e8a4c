"""The command `compassion`: the only room that knows click. It wires and decides nothing."""


def main() -> int:
    """Run the command with the words on the command line, and give its exit status."""
    try:
        from compassion_audio.cli.app import heed_signals, run

        heed_signals()
        return run()
    except KeyboardInterrupt:  # before anything was begun
        return 130
