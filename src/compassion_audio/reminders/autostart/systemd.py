"""A unit of the user's systemd, which begins with the graphical session and ends with it."""

from compassion_audio.reminders.autostart.startup import ABOUT, NAME, Startup

UNIT = f"{NAME}.service"

_UNIT = """\
[Unit]
Description={about}
PartOf=graphical-session.target
After=graphical-session.target
StartLimitIntervalSec=300
StartLimitBurst=5

[Service]
{environment}ExecStart={command}
Restart=on-failure
RestartSec=30
UMask=0077

[Install]
WantedBy=graphical-session.target
"""


def unit(startup: Startup) -> str:
    """Write the unit."""
    command = startup.command
    if "$" in command[0]:  # systemd takes a program's path as it is, and its arguments not
        command = ("/usr/bin/env", *command)
    return _UNIT.format(
        about=ABOUT,
        environment="".join(
            f"Environment={_quoted(f'{name}={value}')}\n" for name, value in startup.environment
        ),
        command=" ".join(_argument(word) for word in command),
    )


def _argument(word: str) -> str:
    """Write a word of a command, in which a dollar would begin a variable."""
    return _quoted(word.replace("$", "$$"))


def _quoted(word: str) -> str:
    """Write a word so that nothing in it means anything.

    Source: systemd.service(5) and systemd.syntax(7): quotes, backslashes, specifiers.
    """
    escaped = word.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%")
    is_plain = escaped == word and not set(word) & set(" ';") and word
    return word if is_plain else f'"{escaped}"'
