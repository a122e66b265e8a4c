"""`compassion show`."""

from dataclasses import asdict

import click

from compassion_audio.cli.command import Command, json_option, print_json, say, source_called
from compassion_audio.script import Bell, FrontMatter, Pause, Rest, Say, Script, Section, Silence
from compassion_audio.units import write_duration

_WIDTH = 78


@click.command("show", cls=Command, example="compassion show self-compassion-break")
@click.argument("practice", metavar="NAME|FILE|-")
@json_option
def command(*, practice: str, as_json: bool) -> None:
    """Show a practice: what it is for, and its words with their pauses.

    NAME is one of `compassion list`, FILE a practice of your own, - standard input.
    """
    from compassion_audio.studio.catalogue import read

    script = read(source_called(practice))
    if as_json:
        steps = [{"kind": type(step).__name__.lower()} | asdict(step) for step in script.steps]
        print_json({"front": asdict(script.front), "steps": steps})
        return
    say("\n".join([*_about(script.front), "", *_words(script)]))


def _about(front: FrontMatter) -> list[str]:
    facts = [
        ("Minutes", str(front.minutes or "")),
        ("Tradition", front.tradition),
        ("Components", ", ".join(front.components)),
        ("For", front.audience),
        ("Intensity", front.intensity),
        ("When", front.when),
        ("Caution", front.caution),
        *(("Source", source) for source in front.sources),
    ]
    lines = [front.title, "=" * len(front.title)]
    if front.summary:
        lines += ["", click.wrap_text(front.summary, _WIDTH)]
    lines.append("")
    for name, value in facts:
        if value:
            indent = f"{name + ':':12}"
            lines.append(click.wrap_text(value, _WIDTH, indent, " " * 12))
    return lines


def _words(script: Script) -> list[str]:
    """Give the words as they are read aloud, a paragraph a block, marks as they are written."""
    blocks: list[str] = [""]
    is_paragraph_over = False
    for step in script.steps:
        match step:
            case Rest(after=after):
                is_paragraph_over = is_paragraph_over or after == "paragraph"
            case Section(name=name):
                blocks += [f"# {name}", ""]
            case Pause(natural=length):
                blocks[-1] += f"[pause {write_duration(length)}] "
            case Silence(natural=length):
                blocks += [f"[silence {write_duration(length)}]", ""]
            case Bell(times=times):
                blocks += [f"[bell x{times}]" if times > 1 else "[bell]", ""]
            case Say(text=text):
                if is_paragraph_over:
                    blocks.append("")
                    is_paragraph_over = False
                blocks[-1] += f"{text} "
    return "\n\n".join(
        click.wrap_text(block.strip(), _WIDTH) for block in blocks if block.strip()
    ).splitlines()
