"""The strict reading of a guide: all problems at once, each with its line and its key path."""

import yaml

from compassion_audio.errors import GuideError, Problem
from compassion_audio.script import Pause
from compassion_audio.script.front_matter import AUDIENCES, INTENSITIES
from compassion_audio.script.plain_yaml import (
    YamlProblem,
    mapping_in,
    one_of,
    text_of,
    version,
)
from compassion_audio.session.items import fit_of, items_in, spot_of
from compassion_audio.session.model import (
    About,
    Background,
    Course,
    Day,
    Guide,
    Item,
    PracticeItem,
    Session,
    SessionItem,
    Week,
)
from compassion_audio.session.reading import Fields, Reading, below
from compassion_audio.session.values import (
    USUAL_LEVEL,
    read_bed,
    read_gap,
    read_level,
    read_name,
)
from compassion_audio.units import seconds

VERSION = 1
MOST_CHARACTERS = 200_000
MOST_DAYS = 366

USUAL_GAP = Pause(seconds(6), seconds(3), seconds(24), line=1)
"""Between items where a guide names none; like any pause from half to four times."""

ABOUT_KEYS = (
    *("title", "summary", "language", "audience", "intensity", "caution", "when", "version"),
)
SESSION_KEYS = (*ABOUT_KEYS, "fit", "bed", "gap", "items")
COURSE_KEYS = (*ABOUT_KEYS, "bed", "gap", "ending", "days", "weeks")
WEEK_KEYS = ("title", "note", "days")
DAY_KEYS = ("title", "note", "practice", "guide", "items", "fit", "rest")


def parse_guide(text: str, *, name: str = "the guide") -> Guide:
    """Read a guide: a session where it has `items`, a course where it has `days` or `weeks`.

    Args:
        text: YAML.
        name: How to name it in errors.

    Raises:
        GuideError: With every problem of the file, at most 100, in its order.
    """
    if len(text) > MOST_CHARACTERS:
        raise GuideError(name, [Problem(1, 1, "the guide is too long", "make two of it")])
    try:
        root = mapping_in(text, what="the guide")
    except YamlProblem as cause:
        raise GuideError(name, [cause.problem]) from cause
    reading = Reading()
    guide = _guide(reading, root)
    if guide is None or reading.problems:
        raise GuideError(name, reading.problems)
    return guide


def advice(guide: Guide) -> tuple[Problem, ...]:
    """Say what a guide is allowed, and better did not do."""
    bed = guide.background
    if bed is None or not bed.kind or bed.level <= USUAL_LEVEL:
        return ()
    return (
        Problem(
            bed.line,
            1,
            f"bed.level: {bed.level:g} lies less than {-USUAL_LEVEL:.0f} LU under the voice, "
            "and people who hear less well lose words",
            f"write level: {USUAL_LEVEL:.0f}, or lower",
        ),
    )


def _guide(reading: Reading, root: yaml.MappingNode) -> Guide | None:
    keys = {key.value for key, _ in root.value if isinstance(key, yaml.ScalarNode)}
    is_course = bool(keys & {"days", "weeks"})
    fields = reading.fields(root, "", allowed=COURSE_KEYS if is_course else SESSION_KEYS)
    about = _about(reading, root, fields)
    gap = reading.value(fields, "gap", "", read_gap, USUAL_GAP)
    background = _background(reading, fields)
    if is_course:
        weeks = _weeks(reading, root, fields)
        ending = reading.value(fields, "ending", "", text_of, "")
        return Course(about, weeks, gap, background, ending)
    if "items" not in fields:
        hint = "add items: for a session, or days: for a course"
        reading.refuse(root, "", "the guide holds nothing", hint)
        return None
    fit = reading.value(fields, "fit", "", fit_of, None)
    return Session(about, items_in(reading, fields["items"], "items"), gap, fit, background)


def _about(reading: Reading, root: yaml.Node, fields: Fields) -> About:
    def text(key: str, usual: str = "") -> str:
        return reading.value(fields, key, "", text_of, usual)

    if "title" not in fields:
        reading.refuse(root, "", "the guide has no title", "add title: and a name")
    return About(
        text("title"),
        text("summary"),
        text("language", "en"),
        reading.value(fields, "audience", "", one_of(AUDIENCES), ""),
        reading.value(fields, "intensity", "", one_of(INTENSITIES), ""),
        text("caution"),
        text("when"),
        reading.value(fields, "version", "", _version, VERSION),
    )


def _version(node: yaml.Node) -> int:
    return version(node, newest=VERSION, of="the language of guides")


def _background(reading: Reading, fields: Fields) -> Background | None:
    """Read `bed: rain`, or `bed: {kind: rain, level: -20}`."""
    node = fields.get("bed")
    if node is None:
        return None
    line = node.start_mark.line + 1
    if not isinstance(node, yaml.MappingNode):
        return Background(reading.read(node, "bed", read_bed, ""), USUAL_LEVEL, line)
    bed = reading.fields(node, "bed", allowed=("kind", "level"))
    if "kind" not in bed:
        reading.refuse(node, "bed", "the bed has no kind", "add kind: rain")
    kind = reading.value(bed, "kind", "bed", read_bed, "")
    return Background(kind, reading.value(bed, "level", "bed", read_level, USUAL_LEVEL), line)


def _weeks(reading: Reading, root: yaml.Node, fields: Fields) -> tuple[Week, ...]:
    if "days" in fields and "weeks" in fields:
        told = "a course has days or weeks, not both"
        reading.refuse(fields["weeks"], "weeks", told, "put the days into the weeks")
    if "weeks" not in fields:
        return (Week(_days(reading, fields["days"], "days")),) if "days" in fields else ()
    nodes = reading.sequence(fields["weeks"], "weeks", what="weeks", most=MOST_DAYS)
    weeks = tuple(_week(reading, node, f"weeks[{number}]") for number, node in enumerate(nodes, 1))
    if sum(len(week.days) for week in weeks) > MOST_DAYS:
        reading.refuse(root, "weeks", f"there are more than {MOST_DAYS} days", "make two guides")
    return weeks


def _week(reading: Reading, node: yaml.Node, path: str) -> Week:
    fields = reading.fields(node, path, allowed=WEEK_KEYS)
    if "days" not in fields and isinstance(node, yaml.MappingNode):
        reading.refuse(node, path, "the week has no days", "add days:")
    days = _days(reading, fields["days"], below(path, "days")) if "days" in fields else ()
    title = reading.value(fields, "title", path, text_of, "")
    return Week(days, title, reading.value(fields, "note", path, text_of, ""))


def _days(reading: Reading, node: yaml.Node, path: str) -> tuple[Day, ...]:
    nodes = reading.sequence(node, path, what="days", most=MOST_DAYS)
    return tuple(_day(reading, one, f"{path}[{number}]") for number, one in enumerate(nodes, 1))


def _day(reading: Reading, node: yaml.Node, path: str) -> Day:
    fields = reading.fields(node, path, allowed=DAY_KEYS)
    is_rest = reading.value(fields, "rest", path, one_of(("yes", "no")), "no") == "yes"
    holds = [key for key in ("practice", "guide", "items") if key in fields]
    if isinstance(node, yaml.MappingNode) and is_rest and holds:
        reading.refuse(node, path, f"a day off has no {holds[0]}", "take rest: or that out")
    elif len(holds) > 1:
        told = f"a day has {' or '.join(holds)}, not both"
        reading.refuse(node, path, told, "write several under items:")
    elif isinstance(node, yaml.MappingNode) and not holds and not is_rest and "note" not in fields:
        hint = "add practice: NAME, guide: NAME, items:, a note:, or rest: yes"
        reading.refuse(node, path, "the day holds nothing", hint)
    return Day(
        node.start_mark.line + 1,
        reading.value(fields, "title", path, text_of, ""),
        reading.value(fields, "note", path, text_of, ""),
        _of_day(reading, fields, path),
        reading.value(fields, "fit", path, fit_of, None),
        is_rest,
    )


def _of_day(reading: Reading, fields: Fields, path: str) -> tuple[Item, ...]:
    """Give what there is to hear on a day: `practice:`, `guide:`, or several `items:`."""
    if "items" in fields:
        return items_in(reading, fields["items"], below(path, "items"))
    for kind, make in (("practice", PracticeItem), ("guide", SessionItem)):
        if kind in fields:
            name = reading.value(fields, kind, path, read_name, "")
            return (make(name, spot_of(fields[kind], path)),)
    return ()
