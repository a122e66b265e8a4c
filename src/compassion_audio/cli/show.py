"""`compassion show`."""

import os
import sys
from collections.abc import Iterable, Iterator
from dataclasses import asdict, fields, replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from compassion_audio import settings
from compassion_audio.cli.asking import asking, cast_of, length_of, otherwise_of, values_of
from compassion_audio.cli.command import (
    Command,
    anything_called,
    json_option,
    print_json,
    say,
    wrapped,
)
from compassion_audio.errors import FileError
from compassion_audio.script import (
    Alone,
    Break,
    FrontMatter,
    If,
    LongerThan,
    Say,
    Script,
    Section,
    Step,
)
from compassion_audio.script.marks import write_condition, write_mark
from compassion_audio.studio.exporting import FORMS, PICTURE, export, timed
from compassion_audio.timeline.text import written

if TYPE_CHECKING:
    from compassion_audio.library import Source
    from compassion_audio.studio.rendering import Rendering
    from compassion_audio.timeline import Timeline
    from compassion_audio.units import Milliseconds


@click.command(
    "show",
    cls=Command,
    example="compassion show self-compassion-break\n"
    "compassion show self-compassion-break --length 10m\n"
    "compassion show self-compassion-break --as picture -o pacing.svg",
)
@click.argument("practice", metavar="NAME|FILE|-")
@click.option(
    "--as",
    "form",
    type=click.Choice(FORMS),
    help="Write it in another form; reading is a page (HTML) to read from, picture an SVG.",
)
@asking
@click.option("--personal", is_flag=True, help="Show your own words, and not … in their place.")
@click.option(
    "-o", "--output", metavar="FILE|-", help="Where the other form goes. [default: standard output]"
)
@click.option("--force", is_flag=True, help="Overwrite FILE if it is there.")
@click.option(
    "--allow-outside", is_flag=True, help="Let a guide name files outside of its own folder."
)
@json_option
def command(
    *,
    practice: str,
    form: str | None,
    voices: tuple[str, ...],
    otherwise: str | None,
    pace: str | None,
    length: str | None,
    pairs: tuple[str, ...],
    file: str | None,
    ask: bool,
    personal: bool,
    output: str | None,
    force: bool,
    allow_outside: bool,
    as_json: bool,
) -> None:
    """Show a practice: what it is for, and its words with their pauses; or the plan of a guide.

    With --length, a voice, a pace or words for variables it shows the timeline instead: when each
    line would sound in the recording. With --as it is written in another form.

    Of a guide it shows the plan: what comes when, about how long each part is, or the days of a
    course.

    NAME is one of `compassion list`, FILE a practice or a guide of your own, - standard input.
    Where a practice and a guide share a name, practice:NAME and guide:NAME tell them apart.
    """
    _check_options(
        form, output, as_json=as_json, is_heard=bool(voices or pace or otherwise), length=length
    )
    source = anything_called(practice)
    is_plain = form is None and not any((voices, otherwise, pace, length, pairs, file, ask))
    if source.kind == "guide":
        _show_guide(source, as_json=as_json, is_plain=is_plain, may_leave=allow_outside)
        return
    if is_plain:
        _show_practice(source, as_json=as_json)
        return
    values = values_of(source, pairs, file, ask=ask)
    rendering = replace(
        _rendering(source, voices, pace, length_of(length), values),
        otherwise=otherwise_of(otherwise),
    )
    if form:
        to = _file_called(output) if output not in (None, "-") else sys.stdout.buffer
        export(
            rendering,
            form,
            to=to,
            may_overwrite=force,
            shows_personal=personal,
            folders=settings.folders(os.environ),
        )
        return
    timeline = timed(rendering, shows_personal=personal, folders=settings.folders(os.environ))
    if as_json:
        print_json(_timeline_data(timeline))
    else:
        say(written(timeline).rstrip())


def _check_options(
    form: str | None, output: str | None, *, as_json: bool, is_heard: bool, length: str | None
) -> None:
    """Refuse what would be passed over in silence."""
    if form and as_json:
        raise click.UsageError("--as and --json are two forms; choose one of them")
    if output is not None and form is None:
        raise click.UsageError("-o goes with --as")
    if is_heard and form not in (None, PICTURE) and length is None:
        raise click.UsageError(
            f"--voice and --pace change nothing in the form {form} unless --length is given"
        )


def _show_guide(source: "Source", *, as_json: bool, is_plain: bool, may_leave: bool) -> None:
    from compassion_audio.cli.show_guide import show_guide

    if not is_plain:
        raise click.UsageError(
            f"{source.slug} is a guide; its plan is shown with --json or --allow-outside alone"
        )
    show_guide(source, as_json=as_json, may_leave=may_leave)


def _rendering(
    source: "Source",
    voices: tuple[str, ...],
    pace: str | None,
    length: "Milliseconds | None",
    values: dict[str, str],
) -> "Rendering":
    from compassion_audio.studio.rendering import Rendering

    cast = cast_of(voices, pace)
    return Rendering(
        source,
        cast.voice,
        cast.pace,
        roles=cast.roles,
        paces=cast.paces,
        length=length,
        values=values,
    )


def _file_called(name: str) -> Path:
    try:
        return Path(name).expanduser()
    except RuntimeError as cause:
        raise FileError(
            f"cannot write {name}: there is no such home folder", hint="write the whole path"
        ) from cause


def _show_practice(source: "Source", *, as_json: bool) -> None:
    from compassion_audio.studio.catalogue import read

    script = read(source)
    if as_json:
        print_json({"front": asdict(script.front), "steps": [_data(one) for one in script.steps]})
        return
    say("\n".join([*_about(script.front), "", *_words(script)]))


def _timeline_data(timeline: "Timeline") -> dict[str, object]:
    return {
        "length_ms": timeline.length,
        "spoken_ms": timeline.spoken,
        "cues": [
            {"start_ms": cue.start, "end_ms": cue.end} | _data(cue.step) for cue in timeline.cues
        ],
    }


def _data(thing: Step | Alone | LongerThan) -> dict[str, object]:
    """Give a step as data: what it is, and its fields; the kind of a bell is called `bell`."""
    kind = type(thing).__name__.lower()
    data: dict[str, object] = {"kind": kind}
    for one in fields(thing):
        value = getattr(thing, one.name)
        if isinstance(value, tuple):
            value = [_data(inner) for inner in value]
        elif isinstance(value, Alone | LongerThan):
            value = _data(value)
        if one.name not in ("public", "goes_on"):
            data[kind if one.name == "kind" else one.name] = value
    return data


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
        lines += ["", wrapped(front.summary)]
    lines.append("")
    for name, value in facts:
        if value:
            indent = f"{name + ':':12}"
            lines.append(wrapped(value, indent, " " * 12))
    return lines


def _words(script: Script) -> list[str]:
    """Give the words as they are read aloud, a paragraph a block, marks as they are written."""
    blocks: list[str] = [""]
    for piece in _pieces(script.steps):
        if piece is None:
            blocks.append("")
        else:
            blocks[-1] += f"{piece} "
    return "\n\n".join(wrapped(block.strip()) for block in blocks if block.strip()).splitlines()


def _pieces(steps: Iterable[Step]) -> Iterator[str | None]:
    """Give words, marks and headings in order; None where a paragraph ends."""
    for step in steps:
        match step:
            case Say(text=text):
                yield text
            case Section(name=name, level=level):
                yield from (None, f"{'#' * level} {name}", None)
            case Break():
                yield None
            case If():
                yield write_condition(step.condition)
                yield from _pieces(step.then)
                if step.otherwise:
                    yield "[else]"
                    yield from _pieces(step.otherwise)
                yield "[end]"
            case _:
                yield write_mark(step)
