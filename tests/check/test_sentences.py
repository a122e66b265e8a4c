"""Single sentences amid a practice in order: what is remarked, and what is left alone."""

import pytest

from compassion_audio.check import RULES
from tests.check.aloud import around, rules

REMARKED = {
    "wording/command": (
        "Now you must forgive yourself.",
        "If it hurts, you have to stay with it.",
        "You should be able to feel it.",
        "Just relax, and let it be.",
        "Simply relax.",
        "Let go of all your thoughts.",
        "Empty your mind.",
        "Stop thinking about the day.",
        "Don't move.",
        "Don't open your eyes.",
        "Now calm down.",
    ),
    "wording/deep-breath": (
        "Take a deep breath.",
        "Take three deep breaths.",
        "Now take one long, deep, slow breath.",
        "Breathe in deeply.",
        "Breathe deep.",
    ),
    "wording/therapist": (
        "I invite you to listen.",
        "I’d like you to listen.",
        "I'm going to guide you now.",
        "I will ring a bell.",
        "Listen to my voice.",
        "I am here with you.",
        "Now let me show you the hill.",
    ),
    "safety/held-breath": (
        "Hold your breath.",
        "Now hold the breath for a while.",
        "Breathe in. Hold. Breathe out.",
        "Breathe in, hold for a count of four.",
        "Inhale through the nose, then hold it.",
        "You might hold your breath for a moment.",
    ),
    "safety/promise": (
        "This will heal you.",
        "This practice is going to change your life.",
        "You will feel better.",
        "You'll soon feel much calmer.",
        "You will sleep well tonight.",
        "Your worries will disappear.",
        "Kindness cures depression.",
        "It is guaranteed to make you happy.",
        "This practice is proven to reduce your stress.",
    ),
    "safety/treatment": (
        "Stop taking your medication today.",
        "You no longer need your therapist.",
        "You can throw away all your pills.",
    ),
    "safety/driving": ("You can listen to this while driving.", "Follow this as you drive home."),
    "safety/assurance": (
        "You are safe here.",
        "Know that you are completely safe.",
        "Nothing can hurt you here.",
        "Everything will be alright.",
    ),
    "safety/worst": (
        "Relive the moment it happened.",
        "Imagine someone you have lost standing before you.",
        "Think of the worst thing that ever happened to you.",
        "Bring to mind your most painful memory.",
        "Remember the hardest day of your life.",
        "Go back to the traumatic night.",
        "Picture your darkest hour.",
        "Recall an old trauma.",
    ),
    "safety/number": (
        "In 22 trials, fear became weaker.",
        "It helps 9 in 10 people.",
        "Half a year later 40% were well.",
    ),
    "safety/crisis-number": ("In danger, dial 112.", "Please call 0800 111 0 111."),
    "assumes/posture": (
        "Sit comfortably.",
        "As you sit here, feel the day.",
        "Let your feet be firmly on the floor, your feet flat on it.",
        "Feel the chair beneath you.",
        "Keep your back straight.",
    ),
    "assumes/sight": ("Now look around you.", "Notice what you see.", "Lower your gaze."),
    "assumes/hands": (
        "Place your right hand on your heart.",
        "Gently rub your palms together.",
        "Spread your fingers.",
    ),
    "assumes/family": (
        "Picture your mother.",
        "Your family loves you.",
        "Call your children to mind.",
    ),
    "assumes/faith": (
        "Jesus is with you.",
        "Now pray.",
        "Rest in divine love.",
        "Trust the universe.",
    ),
    "assumes/breath": (
        "Notice your breathing.",
        "Bring attention to your breath.",
        "Count the breaths.",
    ),
    "pace/body": (
        "Wiggle your toes. [pause 3s]",
        "You might lift both arms. [pause 3s]",
        "And now, slowly turn your head. [pause 3s]",
        "If you like, roll your shoulders. [pause 3s]",
    ),
    "pace/question": (
        "How is your body now? [pause 5s]",
        "How is it? It may be tired. [pause 7s]",
        "How is it? It may be tired. It may be warm. [pause 20s]",
        'You could ask yourself, "What do I need?" [pause 5s]',
        "What is here?\n\nAnd what else? [pause 9s]",
    ),
}

LEFT_ALONE = (
    "There is nothing you have to fix.",
    "You do not have to finish this.",
    "You don't need to feel anything in particular.",
    "Whatever you need to put down can wait here.",
    "Perhaps it is something you should have said.",
    "And if you must go, go kindly.",
    "Come back when you need to.",
    "The critic may say, you must try harder.",
    "You might let go of all that for a while.",
    "No need to empty your mind.",
    "A deep breath may come by itself.",
    "Nothing here asks you to hold your breath.",
    "Breathe in, and let the ground hold you.",
    "Hold your breath in kind awareness.",
    "Pick up a cup. Hold it for a moment. It is warm.",
    "You will feel the floor under you.",
    "This may or may not make you feel better.",
    "It will end your day softly.",
    "Some wounds heal slowly, in their own time.",
    "Imagine yourself at your wisest, strongest and kindest.",
    "Remember the hardest part is often to begin.",
    "Picture the biggest tree you know.",
    "The worst can wait for another day.",
    "No need to relive any of it.",
    "Perhaps you have lost someone.",
    "You might look for a place where you are safe.",
    "If you are safe enough, stay here.",
    'You may hear, "You are safe here."',
    "Keep taking what your doctor gave you, and never stop taking your medication for this.",
    "Do not listen to this while driving.",
    "If you are driving, wait until you have parked.",
    "You might keep your eyes open.",
    'A friend might say: "Could you? It would mean a lot."',
    "Is it warm? Is it cool? It may be neither.",
    "A longer stretch of writing time begins here. [pause 9s]\n\n[silence 40s]",
    "If you have lived through trauma, you can choose another practice.",
    "Find where the feeling is strongest.",
    "Sit with this question for a little.",
    "You may stand up for yourself.",
    "Sit down next to the critic.",
    "From there, look at the worry.",
    "See if there is some warmth.",
    "You have the question in good hands.",
    "Perhaps a parent, a teacher or a friend was kind.",
    "Your inner child is welcome here.",
    "Your breathing can look after itself.",
    "A breath of wind moves the curtain.",
    "I'm sorry this is so hard, you might say.",
    "May I be safe. May you be safe.",
    'You could say, "I am here for you."',
    "You might try the words, I am here with you.",
    "“You must be perfect. You should be ashamed,” it says.",
    "It says, 'You must be perfect.'",
    "Ten minutes alone, or two sounds, or three things to touch.",
    "You can call someone you trust.",
    "Wherever you are, a chair or a bed, feel what holds you.",
    "However you are held is fine. Sit up straight. The day is long.",
    "Your shoulders may like to move. [pause 1s]",
    "You can move your feet whenever you like. [pause 1s]",
    'The mind may ask, "Is this right?" That is what minds do. [pause 4s]',
)


@pytest.mark.parametrize(
    ("rule", "words"), [(rule, words) for rule, all_ in REMARKED.items() for words in all_]
)
def test_what_trips_or_harms_is_remarked(rule: str, words: str) -> None:
    """By the rule that is meant for it."""
    assert rule in rules(_amid(words))


@pytest.mark.parametrize("words", LEFT_ALONE)
def test_what_is_kind_is_left_alone(words: str) -> None:
    """No rule fires without being right; the minutes alone are missing."""
    assert rules(_amid(words)) == {"front/missing"}


def test_the_sentences_around_are_in_order() -> None:
    """Else the tests above would find something else than they say."""
    assert rules(_amid("The hill is far.")) == {"front/missing"}
    assert set(REMARKED) <= set(RULES)


def _amid(words: str) -> str:
    paused = words if "[pause" in words else f"{words} [pause 9s]"
    return around(f"The day is long and grey. [pause 9s]\n\n{paused}")
