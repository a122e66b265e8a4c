"""A timeline as people read it."""

from compassion_audio.script import Choices, Say, Sound, parse, resolve
from compassion_audio.timeline import Timeline, lay_out
from compassion_audio.timeline.text import written
from compassion_audio.units import Milliseconds

PRACTICE = """\
---
title: Tea
---
# Arriving

[bell bowl x2]

Sit down, {name|friend}. Look up. [pause 5s]

[breath x2] [bed rain] [silence 1m]

[voice second] Go well. [voice] [sound "birds.wav"] Now. [bed off]

[bell]
"""

GOLDEN = """\
      begins     lasts
    0:00.000            # Arriving
    0:00.000    10.000  bell bowl x2
    0:10.000     1.890  Sit down, ….
    0:11.890     0.700  rest
    0:12.590     1.890  Look up.
    0:14.480     5.000  pause
    0:19.480    20.000  breath x2
    0:39.480            bed rain
    0:39.480    60.000  silence
    1:39.480     1.890  second: Go well.
    1:41.370     0.700  rest
    1:42.070     2.000  sound birds.wav
    1:44.070     0.700  rest
    1:44.770     1.890  Now.
    1:46.660     1.500  rest
    1:48.160            bed off
    1:48.160     4.000  bell bowl x1
    2:04.160            end
"""


def laid_out() -> Timeline:
    """Lay out the practice with lines and sounds of two seconds."""
    steps = resolve(parse(PRACTICE), Choices(values={"name": "Anna"}))
    clips = {step: Milliseconds(2000) for step in steps if isinstance(step, Say | Sound)}
    return lay_out(steps, clips=clips, ring={"bowl": Milliseconds(16_000)}, title="Tea")


def test_a_small_timeline_reads_like_this() -> None:
    """Each step has its line: begin, length, and what it is, with personal words hidden."""
    assert written(laid_out()) == GOLDEN


def test_what_lasts_follows_on_what_came_before() -> None:
    """Begin and length of each line add up to the begin of the next that lasts, to the end."""
    rows = [line.split() for line in written(laid_out()).splitlines()[1:-1]]
    ear = 0
    for row in rows:
        minutes, seconds = row[0].split(":")
        begins = int(minutes) * 60_000 + round(float(seconds) * 1000)
        assert begins == ear
        if row[1][0].isdigit():
            ear += round(float(row[1]) * 1000)
