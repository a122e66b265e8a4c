"""Scripts that no listener should be given, each bad in its own way, as people write them."""

ORDERED_ABOUT = """\
---
title: Total relaxation
summary: Let go of everything.
minutes: 1
language: en
version: 1
tradition: relaxation
components: [mindfulness]
audience: everyone
intensity: gentle
when: Always.
sources: [none]
---
# Begin

Sit up straight with your feet flat on the floor. Close your eyes. Take a deep breath. Now hold
your breath for five seconds. [pause 5s]

You must let go of all your worries. Just relax. Empty your mind. [pause 6s]

Follow your breath. It is easy. [pause 4s]

I want you to listen to my voice. I'll be with you. [pause 4s]

This practice will heal you. You will feel calmer every day. [pause 5s]
"""

TOO_DEEP = """\
---
title: Into the wound
summary: Meet what hurts most.
minutes: 2
language: en
version: 1
tradition: own
components: [mindfulness, kindness]
audience: client
intensity: deep
when: When you are ready.
sources: [none]
---
# Going in

[bell]

Settle in whatever way feels right, and take all the time this needs. [pause 10s]

Now bring to mind the most painful moment of your life. [pause 20s]

Think back to the trauma, and stay there for a while. [pause 20s]

Feel where it lives in the body, whatever it is like. [pause 20s]

Your pain will disappear if you stay with it, and every wound will close. [pause 10s]

Perhaps your mother is there, with the face she had then. [pause 10s]

God sees you in this place and holds you there. [pause 10s]

It belongs to you, and you belong to it. [pause 5s]
"""

A_LECTURE = """\
---
title: The science of self-compassion
summary: What the studies say.
minutes: 3
language: en
version: 1
tradition: psychoeducation
components: [kindness]
audience: everyone
intensity: gentle
when: When you like to know.
sources: [a book]
---
# The facts

You may stop listening, or open your eyes, at any time.

Psychological investigations demonstrate considerable improvements of emotional regulation
capacities in heterogeneous populations of participants experiencing significant
psychopathological symptomatology during longitudinal observation.

Anxiety symptoms decreased in 80 percent of the participants of these experimental
investigations.

Interpersonal relationships deteriorate proportionally whenever self-criticism predominates
within psychological functioning.

Why does it matter to you, in this particular situation, today? Consider what you habitually
experience internally.

Numerous additional investigations corroborate these remarkable observations, demonstrating
physiological improvements, neurological adaptation, immunological stabilisation and
cardiovascular regulation.

Professional organisations internationally recommend systematic implementation of compassionate
interventions.

Consequently, cultivating compassionate internal communication constitutes a fundamental
psychological necessity for everybody.
"""

A_STORM = """\
---
title: When panic comes
summary: For a moment of panic.
minutes: 10
language: en
version: 1
tradition: anxiety
components: [mindfulness]
audience: everyone
intensity: moderate
when: When panic comes.
sources: [none]
---
# Now

Breathe. [pause 2s]

Feel your breath. [pause 2s]

Count your breaths. [pause 2s]

Stay with it. [pause 2s]

Watch it rise. [pause 2s]

Watch it fall. [pause 2s]

It is only fear. [pause 2s]

Fear is passing. [pause 2s]

Call 116 123. [pause 2s]

Keep on breathing. [pause 2s]

It is passing. [pause 2s]

It has passed. [pause 2s]
"""

ALONE_IN_THE_DARK = """\
---
title: Deep rest
summary: A long rest for the afternoon.
minutes: 8
language: en
version: 1
tradition: own
components: [mindfulness]
audience: everyone
intensity: gentle
when: In the afternoon.
sources: [none]
---
# Rest

[bell]

There is nothing at all that has to be done in this next part of the day. [pause 20s]

Being here is enough, and it was enough all along. [pause 30s]

Some days are heavier than others, and this may be one of them, or perhaps not. [pause 10s]

You can stop at any time, or open your eyes, and rest with whatever supports you. [pause 10s]

Everything goes its own way, like clouds over a wide field. [pause 5s]

[silence 4m]

Kindness was with you. [pause 90s]

May that be so for a long time to come. [pause 2s]
"""

FORGOTTEN_MARKS = """\
---
title: A short one
minutes: 2
---
<!-- check: ignore wording/comand -->
You should be proud of yourself, and you can stop at any time.

[if 5m or longer]
[if 3m or longer]
Roll your shoulders. [pause 2s]
[end]
[end]

[if alone]
[end]

Feel the {thing} beneath you, or whatever it is that holds you up. [pause 4s]

Listen to the sounds of the room, near and far, loud and quiet, old and new, and to every sound
that comes after those sounds. [pause 5s]
"""

ALL = {
    "ordered about": ORDERED_ABOUT,
    "too deep": TOO_DEEP,
    "a lecture": A_LECTURE,
    "a storm": A_STORM,
    "alone in the dark": ALONE_IN_THE_DARK,
    "forgotten marks": FORGOTTEN_MARKS,
}
