"""A guide as text: sessions and courses, the strict reading of them, and the way through a course.

Pure: text in, values out. What a guide names is found elsewhere.
"""

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
    Spot,
    Week,
)
from compassion_audio.session.parse import advice, parse_guide
from compassion_audio.session.progress import Place, back, done, place_in, start

__all__ = [
    "About",
    "Background",
    "Course",
    "Day",
    "Guide",
    "Item",
    "Place",
    "PracticeItem",
    "Session",
    "SessionItem",
    "Spot",
    "Week",
    "advice",
    "back",
    "done",
    "parse_guide",
    "place_in",
    "start",
]
