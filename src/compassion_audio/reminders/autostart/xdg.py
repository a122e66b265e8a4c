"""An entry in the autostart folder of a Linux desktop."""

from compassion_audio.reminders.autostart.startup import ABOUT, NAME, Startup

ENTRY = f"{NAME}.desktop"


def entry(startup: Startup, *, has_unit: bool) -> str:
    """Write the entry.

    Args:
        startup: What is started.
        has_unit: Where a unit of systemd does the same, systemd is asked to pass over this entry;
            sessions that systemd does not manage have no other.
    """
    words = startup.command
    if startup.environment:
        words = ("env", *(f"{name}={value}" for name, value in startup.environment), *words)
    lines = [
        "[Desktop Entry]",
        "Type=Application",
        f"Name={ABOUT}",
        f"Exec={' '.join(map(_quoted, words))}",
        "Terminal=false",
        "NoDisplay=true",
    ]
    if has_unit:
        lines.append("X-systemd-skip=true")
    return "\n".join(lines) + "\n"


def _quoted(word: str) -> str:
    """Write a word of a command.

    Escaped twice: once for the quotes, and once more as every text in such a file is.

    Source: Desktop Entry Specification 1.5, "The Exec key".
    """
    safe = set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/._-=+:@,")
    if word and set(word) <= safe:
        return word
    for letter in '\\"`$':
        word = word.replace(letter, f"\\{letter}")
    return f'"{word}"'.replace("\\", "\\\\").replace("%", "%%")
