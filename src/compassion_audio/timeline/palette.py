"""The colours of the picture, by light and by dark, and its style sheet."""

from collections.abc import Mapping

LIGHT: Mapping[str, str] = {
    "paper": "#fbf9f5",
    "ink": "#2a2830",
    "muted": "#635e69",
    "axis": "#8a857f",
    "speech": "#35667a",
    "other": "#94507a",
    "pause": "#588474",
    "silence": "#766aa6",
    "breath": "#2f8391",
    "bell": "#a36d12",
    "sound": "#7a6a4f",
    "bed": "#8a7f55",
}
"""Text is at least 4.5:1 on the paper, all else 3:1 (WCAG 2.2, 1.4.3 and 1.4.11)."""

DARK: Mapping[str, str] = {
    "paper": "#17181c",
    "ink": "#ece9e3",
    "muted": "#a8a3ae",
    "axis": "#7d7a80",
    "speech": "#6a9fb5",
    "other": "#c486a8",
    "pause": "#7fae9e",
    "silence": "#9f94d2",
    "breath": "#6fb6c4",
    "bell": "#e0b15a",
    "sound": "#c2ad85",
    "bed": "#b5a87a",
}

_SHAPES = """\
text { font: 12px system-ui, "Segoe UI", "DejaVu Sans", sans-serif; }
.title { font: 600 30px Charter, Georgia, "DejaVu Serif", serif; }
.facts, .key { font-size: 15px; }
.key { font-size: 14px; }
.section { font-size: 14px; font-weight: 600; }
.again { font-size: 13px; }
.inside { font-size: 11px; text-anchor: middle; }
.tick { font-variant-numeric: tabular-nums; text-anchor: middle; }
.pause, .silence, .breath { fill-opacity: .2; stroke-width: 1.25; }
.silence { fill-opacity: .12; stroke-dasharray: 5 4; }
.pause.thin, .silence.thin { fill-opacity: .45; stroke: none; }
.tail { fill-opacity: .3; }
.line { stroke-width: 1; }
"""


def style() -> str:
    """Write the style sheet; what the reader's own preference is, the viewer knows."""
    # no custom properties: several programs that draw SVG know none
    dark = "".join(f"  {rule}\n" for rule in _rules(DARK))
    light = "".join(f"{rule}\n" for rule in _rules(LIGHT))
    return f"{_SHAPES}{light}@media (prefers-color-scheme: dark) {{\n{dark}}}\n"


def _rules(colours: Mapping[str, str]) -> list[str]:
    filled = ("paper", "speech", "other", "sound", "bed")
    outlined = ("pause", "silence", "breath")
    return [
        *(f".{name} {{ fill: {colours[name]}; }}" for name in filled),
        *(f".{name} {{ fill: {colours[name]}; stroke: {colours[name]}; }}" for name in outlined),
        f".rest {{ fill: {colours['pause']}; }}",
        f".tail, .stroke {{ fill: {colours['bell']}; }}",
        f".title, .section, .inside, .key {{ fill: {colours['ink']}; }}",
        f".facts, .again, .tick {{ fill: {colours['muted']}; }}",
        f".line {{ stroke: {colours['axis']}; fill: none; }}",
    ]
