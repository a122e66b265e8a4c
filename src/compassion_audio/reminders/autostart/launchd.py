"""An agent of macOS. Written by Apple's documentation; not verified on a Mac yet."""

import plistlib

from compassion_audio.reminders.autostart.startup import Startup

LABEL = "compassion-audio.reminders"

AGENT = f"{LABEL}.plist"


def agent(startup: Startup) -> bytes:
    """Write the property list.

    Source: launchd.plist(5).
    """
    table: dict[str, object] = {
        "Label": LABEL,
        "ProgramArguments": list(startup.command),
        "RunAtLoad": True,
        "KeepAlive": {"SuccessfulExit": False},
        "LimitLoadToSessionType": "Aqua",
        "ProcessType": "Interactive",
    }
    if startup.environment:
        table["EnvironmentVariables"] = dict(startup.environment)
    return plistlib.dumps(table, sort_keys=False)
