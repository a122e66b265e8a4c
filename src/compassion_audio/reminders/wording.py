"""What notices say: plain, kind, and nothing that others may not read over a shoulder."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from compassion_audio.reminders.ledger import LATER
from compassion_audio.reminders.notify.notice import Action, Notice
from compassion_audio.reminders.planner import Showing

TITLE = "Time for a pause"

PLAY, LATER_KEY, SKIP, STOP, GO_ON = "play", "later", "skip", "stop", "go-on"
"""What is told when a button is pressed."""

_WHAT_IT_IS = "To see what it is: compassion remind list"
_WHY = "To see why: compassion remind status"
_TO_STOP = "To end it: compassion stop"
_PUNCTUAL = timedelta(minutes=2)
"""What is no later than that is on time for a person."""

_UNTIL_ANSWERED = timedelta()
_A_WHILE = timedelta(minutes=5)


def asking(showing: Showing, *, home: ZoneInfo, name: str = "") -> Notice:
    """Ask whether now is a good time.

    Args:
        showing: What is shown.
        home: In which moments are told.
        name: Of the practice, where the person lets it be seen.
    """
    buttons = [Action(PLAY, "Play")]
    if showing.laters < len(LATER):
        minutes = LATER[showing.laters] // timedelta(minutes=1)
        buttons.append(Action(LATER_KEY, f"In {minutes} minutes"))
    return Notice(
        title=TITLE,
        body=_body(showing, home, name),
        actions=(*buttons, Action(SKIP, "Not now")),
        without_buttons=_WHAT_IT_IS,
        expires=_A_WHILE,
    )


def telling(showing: Showing, *, home: ZoneInfo, name: str = "") -> Notice:
    """Tell that it is time, and ask nothing."""
    return Notice(title=TITLE, body=_body(showing, home, name), expires=_A_WHILE)


def playing(*, name: str = "", is_paused: bool = False) -> Notice:
    """Tell what is heard, and how it is ended."""
    buttons = (Action(GO_ON, "Go on"),) if is_paused else ()
    return Notice(
        title=TITLE,
        body=". ".join(filter(None, (name, "Paused" if is_paused else "Playing"))) + ".",
        actions=(*buttons, Action(STOP, "Stop")),
        without_buttons=_TO_STOP,
        urgency="low",
        expires=_UNTIL_ANSWERED,
    )


def ready(*, name: str = "") -> Notice:
    """Ask whether what took so long is still wanted."""
    return Notice(
        title=TITLE,
        body=". ".join(filter(None, (name, "It is ready now"))) + ".",
        actions=(Action(PLAY, "Play"), Action(SKIP, "Not now")),
        without_buttons=_WHAT_IT_IS,
        expires=_A_WHILE,
    )


def failing(trouble: str, *, name: str = "") -> Notice:
    """Tell that nothing is heard; and why, where the person lets it be seen what it was.

    Args:
        trouble: In the words of a program, in which there may be the name of a file.
        name: Of the practice, as in `asking`.
    """
    body = (name and trouble) or _WHY
    return Notice(title="It could not be played", body=body, urgency="low", expires=_A_WHILE)


def silent(*, is_over: bool) -> Notice:
    """Tell whoever asks for the day of a course that there is nothing to hear."""
    body = "All days are done." if is_over else "Today is a day off."
    return Notice(title=TITLE, body=body, urgency="low", expires=_A_WHILE)


def trying() -> Notice:
    """Show what a reminder looks like."""
    return Notice(
        title=TITLE,
        body="This is how a reminder looks.",
        actions=(Action(SKIP, "Good"),),
        expires=_A_WHILE,
    )


def _body(showing: Showing, home: ZoneInfo, name: str) -> str:
    told = [f"{name}."] if name else []
    if showing.late >= _PUNCTUAL and not showing.laters:
        told.append(f"It was meant for {_clock(showing.occurrence.due, home)}.")
    return " ".join(told)


def _clock(moment: datetime, home: ZoneInfo) -> str:
    return moment.astimezone(home).strftime("%H:%M")
