"""The command reference, made from the commands' own help: docs cannot say anything else.

`python -m compassion_audio.cli.reference > docs/commands.md` writes it; a test compares.
"""

from collections.abc import Iterator

import click

from compassion_audio.cli.app import COMMANDS, app

_WIDTH = 80
_INTRODUCTION = """\
# The commands

`compassion` (also `compassion-audio`, and `python -m compassion_audio`) prints data on standard
output and everything else on standard error. `-` stands for standard input or output.

Exit status: 0 done, 1 failed and the reason is on standard error, 2 mistyped, 3 some of
several failed, 130 stopped by Ctrl-C, 143 or 129 ended by the system or a closed terminal.
"""


def reference() -> str:
    """Give the whole reference as Markdown."""
    pages = [_INTRODUCTION, _page("compassion", app)]
    root = click.Context(app, info_name="compassion", max_content_width=_WIDTH)
    for name in COMMANDS:
        command = app.get_command(root, name)
        if command is not None:
            pages += _pages(f"compassion {name}", command)
    return "\n".join(pages)


def _pages(name: str, command: click.Command) -> Iterator[str]:
    yield _page(name, command)
    if isinstance(command, click.Group):
        ctx = click.Context(command, info_name=name)
        for part in command.list_commands(ctx):
            if one := command.get_command(ctx, part):
                yield from _pages(f"{name} {part}", one)


def _page(name: str, command: click.Command) -> str:
    ctx = click.Context(command, info_name=name, terminal_width=_WIDTH, **command.context_settings)
    return f"## {name}\n\n```text\n{command.get_help(ctx)}\n```\n"


if __name__ == "__main__":
    click.echo(reference(), nl=False)
