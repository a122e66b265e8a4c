"""`compassion doctor`."""

import os
import platform
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from compassion_audio.cli.command import Command, json_option, print_json, say, wrapped
from compassion_audio.errors import CompassionAudioError
from compassion_audio.machine import Diagnosis

if TYPE_CHECKING:
    from compassion_audio.reminders.health import Health
    from compassion_audio.settings import Folders, Settings

_MARKS = {"ok": "ok", "note": "-", "mend": "MEND"}


@click.command("doctor", cls=Command, example="compassion doctor")
@json_option
@click.pass_context
def command(ctx: click.Context, *, as_json: bool) -> None:
    """Look at everything that is needed: each line is ok, or says what to do.

    Nothing is changed, and nothing leaves this machine. The exit status is 1 where something does
    not work; what could be had in addition is marked with a hyphen.
    """
    from compassion_audio import settings
    from compassion_audio.reminders.health import unverified

    chosen, found = _settings()
    folders = settings.folders(os.environ)
    found += _studio(chosen, folders)
    health, more = _reminders(folders)
    found += more
    broken = [one for one in found if one.state == "mend"]
    if as_json:
        print_json(_data(found, health, unverified()))
    else:
        _tell(found, health, unverified(), len(broken))
    ctx.exit(1 if broken else 0)


def _settings() -> "tuple[Settings | None, list[Diagnosis]]":
    from compassion_audio import settings

    try:
        chosen = settings.in_force(settings.choose({}, os.environ))
        file = settings.settings_file(os.environ)
    except CompassionAudioError as cause:
        return None, [Diagnosis("settings", cause.message, "mend", cause.hint)]
    there = "" if file.exists() else " (not there yet)"
    return chosen, [Diagnosis("settings", f"{file}{there}")]


def _studio(chosen: "Settings | None", folders: "Folders | None") -> list[Diagnosis]:
    from dataclasses import replace

    from compassion_audio.settings import named_voices
    from compassion_audio.studio.health import examine

    found = []
    try:
        if chosen is not None and (named := named_voices(os.environ).get(chosen.voice)):
            chosen = replace(chosen, voice=named.voice)
    except CompassionAudioError as cause:
        found.append(Diagnosis("settings", cause.message, "mend", cause.hint))
    return [*found, *examine(chosen, folders)]


def _reminders(folders: "Folders | None") -> "tuple[Health | None, list[Diagnosis]]":
    from compassion_audio.cli.remind_autostart import startup_of
    from compassion_audio.cli.remind_words import home_zone, now, own_file
    from compassion_audio.reminders.health import Surroundings, examine

    if folders is None:
        return None, []
    try:
        around = Surroundings(
            file=own_file(),
            data=folders.data,
            startup=startup_of(os.environ),
            now=now(),
            home=home_zone(),
            environ=os.environ,
        )
    except CompassionAudioError as cause:
        return None, [Diagnosis("reminders", cause.message, "mend", cause.hint)]
    health = examine(around)
    return health, list(health.found)


def _tell(
    found: Sequence[Diagnosis], health: "Health | None", unknown: Sequence[str], broken: int
) -> None:
    width = max(len(one.about) for one in found)
    indent = " " * (width + 7)
    for one in found:
        say(wrapped(one.told, f"{_MARKS[one.state]:4} {one.about:{width}}  ", indent))
        if one.fix:
            say(f"{indent}to do: {one.fix}")
    if health and health.following:
        say("\nWhat comes next:")
        for line in _following(health):
            say(f"  {line}")
    say(f"\nNot verified on this operating system ({_system()}) yet:")
    for part in unknown:
        say(wrapped(part, "  ", "    "))
    say(f"\n{_summary(broken)}")


def _summary(broken: int) -> str:
    if not broken:
        return "All is well."
    return "One thing is to be mended." if broken == 1 else f"{broken} things are to be mended."


def _following(health: "Health") -> list[str]:
    from compassion_audio.cli.remind_words import home_zone, moment, what, zone_of

    home = home_zone()
    return [
        f"{moment(one.due, zone_of(rule, home), home)}  {what(rule)}  [{rule.id}]"
        for one, rule in health.following
    ]


def _data(
    found: Sequence[Diagnosis], health: "Health | None", unknown: Sequence[str]
) -> dict[str, Any]:
    from compassion_audio.cli.remind_words import home_zone, occurrence_data

    home = home_zone()
    return {
        "ok": all(one.state != "mend" for one in found),
        "checks": [
            {"about": one.about, "state": one.state, "told": one.told, "fix": one.fix}
            for one in found
        ],
        "next": [
            occurrence_data(one, rule, home) for one, rule in (health.following if health else ())
        ],
        "system": _system(),
        "unverified": list(unknown),
    }


def _system() -> str:
    return f"{platform.system()} {platform.release()}".strip()
