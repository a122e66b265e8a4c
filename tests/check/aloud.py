"""Scripts read aloud without a voice: each line as long as its words take."""

from compassion_audio.check import Finding, Reading, check, stand_ins
from compassion_audio.script import Choices, Say, Script, Sound, parse, resolve
from compassion_audio.script.words import count_words
from compassion_audio.timeline import LEAD, TAIL, Timeline, lay_out
from compassion_audio.units import Milliseconds

FRONT = {
    "version": "1",
    "title": "Window",
    "summary": "A few minutes at a window.",
    "minutes": "",
    "language": "en",
    "tradition": "MSC",
    "components": "[kindness]",
    "audience": "everyone",
    "intensity": "gentle",
    "caution": "",
    "when": "Between two things.",
    "sources": "[a book]",
}
DOOR = "You may stop, move or open your eyes at any time. [pause 8s]"
CLOSING = "Let the sounds of the room come nearer again. [pause 6s]"


def written(body: str, **front: str) -> str:
    """Give a whole file. Keys with an empty value are left out."""
    keys = FRONT | front
    head = "\n".join(f"{key}: {value}" for key, value in keys.items() if value)
    return f"---\n{head}\n---\n{body}\n"


def around(paragraphs: str, **front: str) -> str:
    """Give a practice that is in order but for what stands in its middle."""
    return written(f"{DOOR}\n\n{paragraphs}\n\n{CLOSING}", **front)


def laid_out(script: Script, *, pace: float = 115) -> Timeline:
    """Place each line at a pace; every sound lasts ten seconds."""
    steps = resolve(script, Choices(values=stand_ins(script.variables)))
    clips = {
        step: Milliseconds(
            round(count_words(step.text) * 60_000 / pace) + LEAD + TAIL
            if isinstance(step, Say)
            else 10_000
        )
        for step in steps
        if isinstance(step, Say | Sound)
    }
    return lay_out(steps, clips=clips, ring={"bowl": Milliseconds(9000)}, title="Window")


def findings(text: str, *, pace: float = 115) -> tuple[Finding, ...]:
    """Check a whole file."""
    script = parse(text)
    return check(script, Reading(laid_out(script, pace=pace), text))


def rules(text: str, *, pace: float = 115) -> set[str]:
    """Give the names of the rules that found something in a whole file."""
    return {one.rule for one in findings(text, pace=pace)}


def rules_about(paragraphs: str) -> set[str]:
    """Give the names of the rules that find something in words amid a practice in order."""
    return rules(around(paragraphs))
