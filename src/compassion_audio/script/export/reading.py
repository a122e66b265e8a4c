"""A practice as a page to read from, for people who record themselves.

One HTML file in large type that fetches nothing: the policy in its head forbids it, and allows
the one style sheet by its digest. Each sentence has the number that its recording will have.
"""

import base64
import hashlib
from collections.abc import Callable, Iterable, Iterator
from html import escape

from compassion_audio.script.export.outline import paragraphs, quiet
from compassion_audio.script.model import (
    Bed,
    Bell,
    Breath,
    FrontMatter,
    Pause,
    Say,
    Section,
    Silence,
    Sound,
    Step,
)
from compassion_audio.units import Milliseconds

MOST_BEATS = 20
"""A pause of so many seconds has a dot for each; beyond that nobody counts dots."""

# Text on its ground is at least 4.5:1 (WCAG 2.2, 1.4.3); a test measures it.
_STYLE = """
:root { color-scheme: light dark; --ground: #fbf8f2; --ink: #26232b; --quiet: #6a6371;
  --rule: #ddd5c8; }
@media (prefers-color-scheme: dark) {
  :root { --ground: #17161a; --ink: #ece7df; --quiet: #a49dab; --rule: #38343e; } }
* { box-sizing: border-box; }
html { background: var(--ground); color: var(--ink); }
body { margin: 0 auto; max-width: 32em; padding: 2em 1em 50vh;
  font: clamp(1.5rem, 1rem + 2.2vw, 2.75rem)/1.42 Charter, "Iowan Old Style", Georgia, serif; }
header { border-bottom: 1px solid var(--rule); margin-bottom: 1.6em; padding-bottom: 1em; }
header p, .quiet, .number, .role { font-family: system-ui, sans-serif; color: var(--quiet); }
h1 { font-size: 1.35em; font-weight: 600; line-height: 1.15; margin: 0 0 .5em; }
header p { font-size: .5em; line-height: 1.5; margin: .5em 0 0; max-width: 40em; }
h2, h3, h4 { font-size: .75em; font-weight: 600; margin: 2.4em 0 .9em;
  padding-inline-start: 2.4em; }
.line { display: grid; grid-template-columns: 1.8em 1fr; margin: .45em 0; }
.number { font-size: .5em; font-variant-numeric: tabular-nums; line-height: 2.84; }
.words { min-width: 0; overflow-wrap: anywhere; }
.role { font-size: .5em; grid-column: 2; line-height: 1.6; }
.quiet { font-size: .5em; line-height: 1.8; margin: 0; padding-inline-start: 3.6em; }
.quiet + .line { margin-top: 1.1em; }
.beats { letter-spacing: .35em; margin-inline-start: .8em; }
.long { border-block: 1px solid var(--rule); margin: 1.4em 0 1.4em 3.6em; padding: 1.2em 0; }
@media print {
  :root { --ground: #fff; --ink: #000; --quiet: #555; --rule: #bbb; }
  body { font-size: 17pt; max-width: none; padding: 0; }
  .line, .quiet { break-inside: avoid; }
  h2, h3, h4 { break-after: avoid; } }
"""

_HOW = (
    "Read each line as you would say it to one person. Where a time stands between two lines, "
    "let it pass in quiet before you read on."
)


def written(
    front: FrontMatter, steps: Iterable[Step], *, number: Callable[[Say], str] | None = None
) -> str:
    """Write the page.

    Args:
        front: For the title, the summary and the language.
        steps: Resolved.
        number: Gives the number of a sentence; they are counted from 1 when None.

    Returns:
        A whole HTML document; nothing of the words is ever markup in it.
    """
    kept = tuple(steps)
    lines = [*_head(front), "<body>", *_header(front, kept), "<main>", *_body(kept, front, number)]
    return "\n".join([*lines, "</main>", "</body>", "</html>", ""])


def _head(front: FrontMatter) -> Iterator[str]:
    digest = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    yield "<!DOCTYPE html>"
    yield f'<html lang="{_plain(front.language)}">'
    yield '<head>\n<meta charset="utf-8">'
    yield f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield f"<title>{_plain(front.title)}</title>"
    yield f"<style>{_STYLE}</style>\n</head>"


def _header(front: FrontMatter, steps: tuple[Step, ...]) -> Iterator[str]:
    count = sum(isinstance(step, Say) for step in steps)
    total = Milliseconds(sum(map(quiet, steps)))
    facts = f"{count} {'line' if count == 1 else 'lines'}"
    if total:
        facts += f", and {_time(total)} of quiet between them"
    yield f'<header>\n<h1 dir="auto">{_plain(front.title)}</h1>'
    if front.summary:
        yield f'<p dir="auto">{_plain(front.summary)}</p>'
    yield f"<p{_ours(front)}>{facts}. {_HOW}</p>\n</header>"


def _body(
    steps: tuple[Step, ...], front: FrontMatter, number: Callable[[Say], str] | None
) -> Iterator[str]:
    count = 0
    for item in paragraphs(steps):
        for step in item if isinstance(item, tuple) else (item,):
            match step:
                case Say():
                    count += 1
                    yield _line(step, number(step) if number else str(count))
                case Section(name=name, level=level):
                    yield f'<h{level + 1} dir="auto">{_plain(name)}</h{level + 1}>'
                case _:
                    yield _between(step, front)


def _line(say: Say, number: str) -> str:
    role = f'<span class="role">{_plain(say.role)}</span>' if say.role else ""
    return (
        f'<p class="line" id="line-{number}">{role}<span class="number">{number}</span>'
        f'<span class="words" dir="auto">{_plain(say.caption)}</span></p>'
    )


def _between(step: Step, front: FrontMatter) -> str:
    kind = "quiet long" if isinstance(step, Silence) else "quiet"
    beats = ""
    count = round(step.natural / 1000) if isinstance(step, Pause) else 0
    if 0 < count <= MOST_BEATS:
        beats = f'<span class="beats" aria-hidden="true">{"·" * count}</span>'
    return f'<p class="{kind}"{_ours(front)}>{_plain(_told(step))}{beats}</p>'


def _told(step: Step) -> str:
    match step:
        case Silence():
            return f"silence, {_time(step.natural)}"
        case Breath(times=times):
            return f"{'one breath' if times == 1 else f'{times} breaths'}, {_time(quiet(step))}"
        case Bell(times=times):
            return "bell" if times == 1 else f"bell, {times} strokes"
        case Bed(kind=kind):
            return f"from here on: {kind or 'no background'}"
        case Sound(file=file):
            return f"sound, {file}"
        case _:
            return f"pause, {_time(quiet(step))}"


def _time(length: Milliseconds) -> str:
    minutes, rest = divmod(length, 60_000)
    parts = [f"{minutes} min" if minutes else "", f"{rest / 1000:.3g} s" if rest else ""]
    return " ".join(part for part in parts if part)


def _ours(front: FrontMatter) -> str:
    """Mark our own words as English on a page of another language."""
    return "" if front.language.casefold().startswith("en") else ' lang="en"'


def _plain(words: str) -> str:
    """Write words as text; what HTML may not hold becomes its stand-in."""
    return escape(words.translate(_REFUSED).encode(errors="replace").decode())


_REFUSED = dict.fromkeys((*range(9), 11, 12, *range(14, 32), *range(127, 160)), "\ufffd")
