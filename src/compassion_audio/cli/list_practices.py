"""`compassion list`."""

import click

from compassion_audio.cli.command import Command, json_option, print_json, say

_WIDTH = 100


@click.command("list", cls=Command, example="compassion list")
@json_option
def command(*, as_json: bool) -> None:
    """List the practices: the name to type, the minutes, and what each one is."""
    from compassion_audio.studio.catalogue import catalogue

    practices = catalogue()
    if as_json:
        print_json(
            [
                {
                    "name": source.slug,
                    "title": script.front.title,
                    "minutes": script.front.minutes,
                    "summary": script.front.summary,
                    "tradition": script.front.tradition,
                    "components": script.front.components,
                    "audience": script.front.audience,
                    "intensity": script.front.intensity,
                }
                for source, script in practices
            ]
        )
        return
    for source, script in practices:
        head = f"{source.slug:24} {script.front.minutes or '?':>3} min  "
        indent = " " * len(head)
        say(click.wrap_text(script.front.summary, _WIDTH, head, indent))
