"""`compassion import`."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from compassion_audio.cli.command import Command, json_option, print_json
from compassion_audio.errors import FileError

if TYPE_CHECKING:
    from compassion_audio.script.dialects import Import

_FORMS = ("text", "markdown", "ssml", "speech-markdown", "docx")


@click.command(
    "import",
    cls=Command,
    example="compassion import body-scan.docx\ncompassion import notes.txt -o evening.md",
)
@click.argument("file", metavar="FILE|-")
@click.option(
    "--from",
    "form",
    type=click.Choice(_FORMS),
    help="What the file is written in. [default: told by its name and its contents]",
)
@click.option(
    "-o",
    "--output",
    metavar="FILE|-",
    help="Where the practice goes. [default: FILE's name with .md, in this folder]",
)
@click.option("--force", is_flag=True, help="Overwrite a file that is already there.")
@json_option
def command(*, file: str, form: str | None, output: str | None, force: bool, as_json: bool) -> None:
    """Make a practice of a text in another form: plain text, Markdown, SSML, Word.

    Pauses in any common spelling become marks, and every change is told, line by line. What is
    not understood is kept as a comment, so nothing is lost and nothing of it is spoken. -
    reads standard input, and then writes standard output.
    """
    from compassion_audio.script.dialects import imported

    target = _target(file, output)
    if as_json and target is None:
        raise click.UsageError("the practice and the JSON cannot both go to standard output")
    if target and not force:
        _spare(target)
    data, name, title = _read(file)
    made = imported(data, name=name, title=title, dialect=form)
    _write(made.text, target)
    if as_json:
        print_json(_as_data(made, target))
        return
    for line in made.report():
        click.echo(line, err=True)
    click.echo(_summary(made, target), err=True)


def _target(file: str, output: str | None) -> Path | None:
    """Choose where the practice goes; None for standard output."""
    if output is None:
        return None if file == "-" else Path(f"{Path(file).stem}.md")
    return None if output == "-" else Path(output)


def _spare(target: Path) -> None:
    if target.is_dir():
        raise FileError(f"cannot write {target}: it is a folder", hint="name a file with -o")
    if target.exists() or target.is_symlink():
        raise FileError(
            f"{target} is already there", hint="choose another name with -o, or add --force"
        )


def _read(file: str) -> tuple[bytes, str, str]:
    """Give the bytes, what to call them, and a title for a text that has none."""
    from compassion_audio.files import read_bytes

    if file == "-":
        return sys.stdin.buffer.read(), "standard input", "Practice"
    words = Path(file).stem.replace("-", " ").replace("_", " ")
    return read_bytes(Path(file)), file, words[:1].upper() + words[1:]


def _write(text: str, target: Path | None) -> None:
    from compassion_audio.files import whole_file

    if target is None:
        click.echo(text.encode(), nl=False)
        return
    with whole_file(target.resolve()) as practice:
        practice.write(text.encode())


def _summary(made: "Import", target: Path | None) -> str:
    unknown = sum(not change.is_understood for change in made.changes)
    count = len(made.changes)
    told = "1 change" if count == 1 else f"{count or 'no'} changes"
    where = str(target) if target else "standard output"
    rest = f", {unknown} of them to look at" if unknown else ""
    return f"Made {where} from {made.dialect}: {told}{rest}"


def _as_data(made: "Import", target: Path | None) -> dict[str, object]:
    return {
        "file": str(target),
        "from": made.dialect,
        "changes": [
            {
                "line": change.line,
                "found": change.found,
                "became": change.became,
                "understood": change.is_understood,
            }
            for change in made.changes
        ],
    }
