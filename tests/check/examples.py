"""For each rule a script that it is right about, and one as close to it that is fine."""

from tests.check.aloud import CLOSING, DOOR, around, written

_FILLER = "The afternoon goes on outside, slow and grey and without any hurry. [pause 6s]"
_LONG = "\n\n".join([_FILLER] * 12)
_CROWDED = "\n\n".join([_FILLER.replace("6s", "1s")] * 12)
_EMPTY = "\n\n".join([_FILLER.replace("6s", "30s")] * 6)
_HARD = (
    "Psychological investigations demonstrate considerable physiological improvements. [pause 8s]"
)
_CAUTION = "This can bring up old pain, known as backdraft."
_AGAIN = "If this is too much, you can rest with your feet. [pause 6s]"

EXAMPLES: dict[str, tuple[str, str]] = {
    "pace/question": (
        around("What do you need right now? [pause 7s]"),
        around("What do you need right now? Is it rest? [pause 8s]"),
    ),
    "pace/body": (
        around("Roll your shoulders. [pause 4s]"),
        around("Roll your shoulders. Let them drop. [pause 5s]"),
    ),
    "pace/paragraphs": (
        around("The day is long.\n\nThe night is near. [pause 5s]"),
        around("The day is long.\n\n[bell]\n\nThe night is near. [pause 5s]"),
    ),
    "pace/silence-announced": (
        around("The day was long. The hill is far. [pause 5s]\n\n[silence 31s]"),
        around("There will be some quiet now. The hill is far. [silence 31s]"),
    ),
    "pace/silence-anchored": (
        around(
            "Some quiet now. [silence 181s]\n\nWell done. [pause 5s]\n\nTea is ready. [pause 5s]"
        ),
        around("Some quiet now. [silence 181s]\n\nFeel the ground again. [pause 5s]"),
    ),
    "pace/crowded": (around(_CROWDED), around(_LONG)),
    "pace/sparse": (around(_EMPTY), around(_EMPTY, title="Sitting")),
    "pace/little-silence": (around(_CROWDED), around(_LONG)),
    "pace/much-silence": (around(_EMPTY), around(_EMPTY, when="When sleep does not come.")),
    "door/missing": (
        written(f"{_FILLER}\n\nYou can stop worrying about it. [pause 6s]\n\n{CLOSING}"),
        written(f"{_FILLER}\n\nIt is fine to leave this at any point. [pause 6s]\n\n{CLOSING}"),
    ),
    "door/late": (
        written(f"{_LONG}\n\n{DOOR}\n\n{CLOSING}"),
        written(f"{_FILLER}\n\n{DOOR}\n\n{_LONG}\n\n{CLOSING}"),
    ),
    "door/again": (
        around(_LONG, intensity="deep", caution=_CAUTION),
        around(f"{_LONG}\n\n{_AGAIN}\n\n{_LONG}", intensity="deep", caution=_CAUTION),
    ),
    "door/closing": (
        written(f"{DOOR}\n\n{_LONG.replace('outside', 'alone')}"),
        around(_LONG.replace("outside", "alone")),
    ),
    "wording/command": (
        around("You must love yourself. [pause 6s]"),
        around('You may hear, "You must do better." [pause 6s]'),
    ),
    "wording/deep-breath": (
        around("Now take a slow, deep breath. [pause 6s]"),
        around("There is no need to take a deep breath. [pause 6s]"),
    ),
    "wording/therapist": (
        around("Now I'd like you to listen. [pause 6s]"),
        around("May I be kind to myself. [pause 6s]"),
    ),
    "wording/choice": (
        written("\n\n".join(["The hill is far. [pause 6s]"] * 12)),
        written("\n\n".join(["The hill is far. [pause 6s]"] * 12 + ["Stay, or go. [pause 6s]"])),
    ),
    "safety/held-breath": (
        around("Breathe in, and hold for four counts. [pause 6s]"),
        around("Notice if you hold your breath. [pause 6s]"),
    ),
    "safety/promise": (
        around("This meditation will heal you. [pause 6s]"),
        around("This meditation will not heal everything. [pause 6s]"),
    ),
    "safety/worst": (
        around("Bring to mind your worst memory. [pause 6s]"),
        around("Bring to mind something hard, never the worst. [pause 6s]"),
    ),
    "safety/treatment": (
        around("Stop taking your medicine today. [pause 6s]"),
        around("Never stop taking your medicine for this. [pause 6s]"),
    ),
    "safety/driving": (
        around("You can listen while you are driving. [pause 6s]"),
        around("Do not listen while you are driving. [pause 6s]"),
    ),
    "safety/assurance": (
        around("You are safe here. [pause 6s]"),
        around("If you are safe enough here, stay. [pause 6s]"),
    ),
    "safety/caution": (
        around(_FILLER, intensity="deep", caution="Go slowly."),
        around(_FILLER, intensity="deep", caution=_CAUTION),
    ),
    "safety/number": (
        around("Fear went down in 80 percent of people. [pause 6s]"),
        around(
            "Fear went down in 80 percent of people. Other ways did as well, though. [pause 6s]"
        ),
    ),
    "safety/reach-someone": (
        around(_FILLER, tradition="low mood"),
        around(
            f"{_FILLER}\n\nIf it is too much, tell someone now. [pause 6s]", tradition="low mood"
        ),
    ),
    "safety/crisis-number": (
        around("If it is too much, call 116 123. [pause 6s]"),
        around("If it is too much, call a friend, at 3 or at 4. [pause 6s]"),
    ),
    "assumes/posture": (
        around("Sit up straight. [pause 6s]"),
        around("Sit up straight, or lie down. [pause 6s]"),
    ),
    "assumes/sight": (
        around("Look around you. [pause 6s]"),
        around("Close your eyes. [pause 6s]"),
    ),
    "assumes/hands": (
        around("Place a hand on your chest. [pause 6s]"),
        around("Place a hand on your chest. If that is not for you, feel your coat. [pause 6s]"),
    ),
    "assumes/family": (
        around("Think of your mother. [pause 6s]"),
        around("Think of your mother, or of someone else you like. [pause 6s]"),
    ),
    "assumes/faith": (
        around("God loves you. [pause 6s]"),
        around('Someone may have said, "God loves you." [pause 6s]'),
    ),
    "assumes/breath": (
        around("Follow your breath. [pause 6s]"),
        around("Follow your breath, or a sound. [pause 6s]\n\nFollow your breath. [pause 6s]"),
    ),
    "reading/long-sentence": (
        around(" ".join(["far"] * 23) + ". [pause 6s]"),
        around(" ".join(["far"] * 22) + ". [pause 6s]"),
    ),
    "reading/sentence-length": (
        written("\n\n".join(["The hill is far away from here. [pause 6s]"] * 10)),
        written("\n\n".join(["The hill is far away from here today. [pause 6s]"] * 10)),
    ),
    "reading/age": (
        around("\n\n".join([_HARD] * 15)),
        around(f"{_HARD}\n\n{_LONG}"),
    ),
    "front/missing": (around(_FILLER, summary=""), around(_FILLER, minutes="1")),
    "front/minutes": (around(_LONG, minutes="5"), around(_LONG, minutes="3")),
    "front/condition": (
        around("[if 5m or longer]\n[if 4m or longer]\nThe hill is far. [pause 5s]\n[end]\n[end]"),
        around("[if 5m or longer]\n[if 6m or longer]\nThe hill is far. [pause 5s]\n[end]\n[end]"),
    ),
    "editor/language": (around(_FILLER, language="de"), around(_FILLER, language="en-GB")),
    "editor/ignore": (
        around(f"<!-- check: ignore wording/comand -->\n\n{_FILLER}"),
        around(f"<!-- check: ignore wording/command -->\n\n{_FILLER}"),
    ),
}
"""Without the two rules about the voice's own pace, which no script can break."""
