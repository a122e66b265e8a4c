"""`compassion show` of a guide: its plan."""

import os
from dataclasses import asdict
from typing import TYPE_CHECKING

from compassion_audio import settings
from compassion_audio.cli.command import own_library, print_json, say, wrapped
from compassion_audio.script import Bell, Silence
from compassion_audio.studio.guides import (
    PracticePart,
    SessionPart,
    WholeCourse,
    WholeSession,
    length_of_part,
    natural_length,
    whole_guide,
)
from compassion_audio.units import Milliseconds, WordsPerMinute, clock

if TYPE_CHECKING:
    from compassion_audio.library import Source
    from compassion_audio.session import About, Background
    from compassion_audio.studio.guides import Part

_INDENT = " " * 12


def show_guide(source: "Source", *, as_json: bool, may_leave: bool) -> None:
    """Print the plan of a session or of a course, with lengths guessed from the words.

    Raises:
        GuideError: It cannot be read, or names what is not there.
    """
    whole = whole_guide(source, own=own_library(), may_leave=may_leave)
    pace = settings.in_force(settings.choose({}, os.environ)).pace
    if isinstance(whole, WholeCourse):
        page, data = _course_page(whole, pace), _course_data(whole, pace)
    else:
        page, data = _session_page(whole, pace), _data(whole, pace)
    if as_json:
        print_json(data)
    else:
        say("\n".join(page))


def _session_page(whole: WholeSession, pace: WordsPerMinute) -> list[str]:
    session = whole.session
    length = clock(natural_length(whole, pace))
    told = f"exactly {length}" if session.fit is not None else f"about {length}"
    lines = [*about_lines(session.about, told, session.background), ""]
    lines += plan_lines(whole, pace)
    if session.fit is not None:
        lines += ["", f"Times are natural ones; it is made {length} by its quiet when rendered."]
    return lines


def _course_page(whole: WholeCourse, pace: WordsPerMinute) -> list[str]:
    course = whole.course
    days = len(course.days)
    lines = about_lines(course.about, f"{days} day{'' if days == 1 else 's'}", course.background)
    number = 0
    for count, week in enumerate(course.weeks, 1):
        lines.append("")
        if week.title or len(course.weeks) > 1:
            lines += [f"Week {count}{': ' if week.title else ''}{week.title}"]
            lines += [wrapped(week.note, "  ", "  ")] if week.note else []
        for day in week.days:
            number += 1
            title = day.title or f"Day {number}"
            lines.append(f"{number:4}  {title}{_of_day(whole, number, pace)}")
    if course.ending:
        lines += ["", wrapped(course.ending, f"{'At the end:':12}", _INDENT)]
    return lines


def _of_day(whole: WholeCourse, number: int, pace: WordsPerMinute) -> str:
    """Say what there is on a day, after its title."""
    heard = whole.days[number - 1]
    if heard is None:
        return "" if whole.course.days[number - 1].is_rest else "  (a note)"
    names = [_name(part) for part in heard.parts if not isinstance(part, Silence | Bell)]
    return f"  ({', '.join(names) or 'in silence'}, {minutes(natural_length(heard, pace))})"


def _name(part: "Part") -> str:
    return part.item.name if isinstance(part, PracticePart | SessionPart) else ""


def minutes(length: Milliseconds) -> str:
    """Write a guessed length as people say it."""
    return f"{max(1, round(length / 60_000))} min"


def plan_lines(whole: WholeSession, pace: WordsPerMinute, indent: str = "") -> list[str]:
    """Give one line for each item, with when it begins and how long it is."""
    lines: list[str] = []
    for start, length, part in _placed(whole, pace):
        lines.append(f"{indent}{clock(start):>7}  {_told(part)}  ({clock(length)})")
        if isinstance(part, SessionPart):
            lines += plan_lines(part.whole, pace, indent + "         ")
    return lines


def _placed(
    whole: WholeSession, pace: WordsPerMinute
) -> list[tuple[Milliseconds, Milliseconds, "Part"]]:
    at = 0
    placed = []
    for part in whole.parts:
        length = length_of_part(part, whole, pace)
        placed.append((Milliseconds(at), length, part))
        at += length + whole.session.gap.natural
    return placed


def _told(part: "Part") -> str:
    match part:
        case Bell(kind=kind, times=times):
            return f"bell {kind}{f' x{times}' if times > 1 else ''}"
        case Silence():
            return "silence"
        case SessionPart():
            return f"{part.item.name}: {part.whole.session.about.title}"
        case PracticePart():
            fit = ", exactly" if part.item.fit is not None else ""
            return f"{part.item.name}: {part.script.front.title}{fit}"


def about_lines(about: "About", length: str, bed: "Background | None") -> list[str]:
    """Give what a guide says of itself."""
    bed_told = f"{bed.kind}, {-bed.level:g} LU under the voice" if bed and bed.kind else ""
    facts = [
        ("Length", length),
        ("For", about.audience),
        ("Intensity", about.intensity),
        ("Bed", "none" if bed and not bed.kind else bed_told),
        ("When", about.when),
        ("Caution", about.caution),
    ]
    lines = [about.title, "=" * len(about.title)]
    lines += ["", wrapped(about.summary)] if about.summary else []
    lines.append("")
    return lines + [wrapped(value, f"{name + ':':12}", _INDENT) for name, value in facts if value]


def _data(whole: WholeSession, pace: WordsPerMinute) -> dict[str, object]:
    session = whole.session
    return {
        "kind": "session",
        "about": asdict(session.about),
        "fit_ms": session.fit,
        "estimated_ms": natural_length(whole, pace),
        "gap_ms": session.gap.natural,
        "bed": _bed_data(session.background),
        "items": _items_data(whole, pace),
    }


def _course_data(whole: WholeCourse, pace: WordsPerMinute) -> dict[str, object]:
    course = whole.course
    days = []
    for number, (day, heard) in enumerate(zip(course.days, whole.days, strict=True), 1):
        days.append(
            {
                "day": number,
                "week": course.week_of(number)[0],
                "title": day.title,
                "note": day.note,
                "rest": day.is_rest,
                "estimated_ms": natural_length(heard, pace) if heard else None,
                "items": _items_data(heard, pace) if heard else [],
            }
        )
    return {
        "kind": "course",
        "about": asdict(course.about),
        "bed": _bed_data(course.background),
        "weeks": [{"title": week.title, "note": week.note} for week in course.weeks],
        "days": days,
        "ending": course.ending,
    }


def _bed_data(bed: "Background | None") -> dict[str, object] | None:
    return {"kind": bed.kind or "off", "level_lu": bed.level} if bed else None


def _items_data(whole: WholeSession, pace: WordsPerMinute) -> list[dict[str, object]]:
    return [
        {"start_ms": start, "estimated_ms": length} | _part_data(part, pace)
        for start, length, part in _placed(whole, pace)
    ]


def _part_data(part: "Part", pace: WordsPerMinute) -> dict[str, object]:
    match part:
        case Bell(kind=kind, times=times):
            return {"kind": "bell", "bell": kind, "times": times}
        case Silence():
            return {"kind": "silence"}
        case SessionPart():
            return {"kind": "guide", "name": part.item.name, "items": _items_data(part.whole, pace)}
        case PracticePart():
            return {
                "kind": "practice",
                "name": part.item.name,
                "title": part.script.front.title,
                "fit_ms": part.item.fit,
                "with": dict(part.item.values),
                "voices": dict(part.item.voices),
            }
