"""The service among stand-ins: what it shows, plays and writes down, and what it survives."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from compassion_audio.errors import CompassionAudioError, FileError
from compassion_audio.reminders.book import Book
from compassion_audio.reminders.ledger import Ledger, Outcome, ledger_file
from compassion_audio.reminders.rule import Occurrence, Rule
from compassion_audio.reminders.service import AHEAD, Around, Service

from .stand_ins import (
    MINUTE,
    OSLO,
    Repertoire,
    Room,
    Screen,
    Shelf,
    Theatre,
    clock_at,
    oslo,
    rule,
)

MORNING = "2026-06-01T08:00"
DAY = "2026-06-01"


@dataclass
class House:
    """A service and all that is around it."""

    folder: Path
    ledger: Ledger
    screen: Screen = field(default_factory=Screen)
    stage: Theatre = field(default_factory=Theatre)
    shelf: Shelf = field(default_factory=Shelf)
    room: Room = field(default_factory=Room)
    name: str = ""
    """Of what is played, where a notice may say it."""

    def __post_init__(self) -> None:
        """Begin in the morning, with no rules."""
        self.clock = clock_at(MORNING)
        self.repertoire = Repertoire(self.folder)
        self.service = self.made()

    def made(self) -> Service:
        """Make a service, as it is after a start."""
        return Service(
            Around(
                clock=self.clock,
                notifier=self.screen,
                stage=self.stage,
                ledger=self.ledger,
                rules=self.shelf,
                surroundings=self.room,
                commands=self.repertoire,
                wakeup=threading.Event(),
                name_of=lambda _: self.name,
            )
        )

    def keep(self, *rules: Rule) -> None:
        """Begin, with rules that have been there since yesterday."""
        self.shelf.put(*rules, at=oslo("2026-05-31T08:00"))
        self.service.begin()

    def until(self, moment: str) -> None:
        """Live until a moment of this day."""
        self.clock.limit = oslo(f"{DAY}T{moment}")
        while self.clock.now() < self.clock.limit:
            self.service.step()
        self.live()

    def live(self) -> None:
        """Do what is to be done now."""
        self.clock.limit = self.clock.now()
        for _ in range(3):
            self.service.step()

    def outcomes(self) -> dict[str, Outcome]:
        """Give what became of each time of this day."""
        return {
            one.occurrence.key.rsplit("|", 1)[1]: one.outcome
            for one in self.ledger.history()
            if DAY in one.occurrence.key
        }

    def happened(self) -> list[str]:
        """Give what happened, in its order."""
        return [one.what for one in self.ledger.happenings() if DAY in one.key]


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """Set up a house."""
    with Ledger(ledger_file(tmp_path / "data")) as ledger:
        yield House(tmp_path, ledger)


def test_a_reminder_is_shown_at_its_moment(house: House) -> None:
    """To the second, with three things to press and no word of what it is."""
    house.keep(rule("08:30"))
    house.until("08:29:59")
    assert house.screen.shown == []
    house.until("08:30")
    assert house.clock.now() < oslo(f"{DAY}T08:30:59")
    assert house.screen.labels == ["Play", "In 5 minutes", "Not now"]
    (notice,) = house.screen.shown
    assert (notice.title, notice.body, notice.urgency) == ("Time for a pause", "", "normal")
    assert house.outcomes() == {"08:30": "shown"}
    house.until("08:40")
    assert len(house.screen.shown) == 1
    assert house.happened() == ["delivered"]


def test_play_plays_what_was_made_ahead_and_offers_stop(house: House) -> None:
    """How far it came is written down, and the notice goes with the sound."""
    house.keep(rule("08:30", volume=40))
    house.stage.finish()
    house.until("08:30")
    house.screen.press("Play")
    house.live()
    (words,) = house.stage.playing.values()
    assert words.command == ("play", str(house.folder / "soles-of-the-feet.mp3"))
    assert house.stage.begun == list(house.stage.playing)
    assert house.screen.labels == ["Stop"]
    house.screen.press("Stop")
    house.live()
    assert house.screen.notices == {}
    assert house.happened() == ["delivered", "playing", "stopped"]
    assert house.ledger.happenings()[-1].seconds == 70


def test_what_was_not_made_yet_is_played_while_it_is_made(house: House) -> None:
    """Nobody waits for a recording."""
    house.keep(rule("08:30"))
    house.until("08:30")
    house.screen.press("Play")
    house.live()
    assert [words.command for words in house.stage.playing.values()] == [
        ("play", "soles-of-the-feet")
    ]


def test_a_rule_that_plays_has_a_player_ready_and_begins_on_time(house: House) -> None:
    """It was started some seconds ahead, and did not begin before."""
    house.keep(rule("08:30", how="play"))
    house.stage.finish()
    house.until("08:29:49")
    assert house.stage.playing == {}
    house.until("08:29:50")
    assert len(house.stage.playing) == 1
    assert house.stage.begun == []
    house.until("08:30")
    assert len(house.stage.begun) == 1
    assert house.screen.labels == ["Stop"]
    assert house.outcomes() == {"08:30": "shown"}


def test_a_player_that_is_not_needed_after_all_is_ended(house: House) -> None:
    """The microphone is in use: it is asked for later, and begins then."""
    house.keep(rule("08:30", how="play"))
    house.room.reason = "the microphone is in use"
    house.until("08:30:30")
    assert house.stage.playing == {}
    assert house.stage.begun == []
    house.room.reason = ""
    house.until("08:32")
    assert len(house.stage.begun) == 1


def test_words_alone_need_nothing_made(house: House) -> None:
    """And nobody looks for what they would play until the end of time."""
    house.keep(rule("08:30", name="", how="text"))
    house.until("08:30")
    assert house.screen.labels == []
    assert house.screen.shown[0].title == "Time for a pause"
    assert house.stage.made == []
    assert house.outcomes() == {"08:30": "shown"}


def test_a_bell_rings_without_a_notice(house: House) -> None:
    """And is no practice: the next reminder comes all the same."""
    house.keep(rule("08:30", id="bell", name="", how="sound"), rule("08:35"))
    house.until("08:30")
    assert house.screen.shown == []
    (number,) = house.stage.playing
    house.stage.over(number, seconds=9, is_whole=True)
    house.until("08:35")
    assert len(house.screen.shown) == 1
    assert house.outcomes() == {"08:30": "shown", "08:35": "shown"}


def test_later_comes_back_three_times(house: House) -> None:
    """After five, ten and thirty minutes; then there is no later any more."""
    house.keep(rule("08:30"))
    for moment, label in (("08:30", "In 5 minutes"), ("08:35", "In 10 minutes")):
        house.until(moment)
        house.screen.press(label)
        house.live()
        assert house.screen.notices == {}
    house.until("08:45")
    house.screen.press("In 30 minutes")
    house.until("09:15:30")
    assert house.screen.labels == ["Play", "Not now"]
    assert len(house.screen.shown) == 4
    assert house.happened().count("later") == 3


def test_skipping_is_no_more_than_that(house: House) -> None:
    """It is written down, and nothing follows."""
    house.keep(rule("08:30"))
    house.until("08:30")
    house.screen.press("Not now")
    house.until("09:30")
    assert len(house.screen.shown) == 1
    assert house.happened() == ["delivered", "skipped"]


@pytest.mark.parametrize("reason", ["expired", "dismissed"])
def test_what_became_of_a_notice_is_written_down(house: House, reason: str) -> None:
    """As its server tells it."""
    house.keep(rule("08:30"))
    house.until("08:30")
    house.screen.close_all(reason)  # type: ignore[arg-type]  # both are reasons
    house.live()
    assert house.happened() == ["delivered", reason]


def test_the_next_reminder_takes_the_place_of_one_that_waits(house: House) -> None:
    """There are never two."""
    house.keep(rule("08:30", "08:40"))
    house.until("08:40")
    assert len(house.screen.notices) == 1
    assert house.happened() == ["delivered", "replaced", "delivered"]


def test_a_notice_that_its_server_lost_is_shown_again_once(house: House) -> None:
    """It was started anew."""
    house.keep(rule("08:30"))
    house.until("08:30")
    for _ in range(2):
        house.screen.close_all("lost")
        house.live()
    assert len(house.screen.shown) == 2
    assert house.outcomes() == {"08:30": "shown"}
    assert house.happened() == ["delivered"]


def test_what_nobody_takes_is_tried_again_while_its_grace_runs(house: House) -> None:
    """At a login the reminders are there before who shows them; it is no storm, and says when."""
    house.screen.is_there = False
    house.keep(rule("08:30"))
    house.until("08:35")
    assert 2 <= len(house.screen.shown) <= 11
    assert house.outcomes() == {}
    assert "nobody shows" in house.service.answer_now({"do": "status"})["reason"]
    house.screen.is_there = True
    house.until("08:45")
    assert [notice.body for notice in house.screen.notices.values()] == ["It was meant for 08:30."]
    assert house.outcomes()["08:30"] == "shown"
    assert house.happened() == ["failed", "delivered"]


def test_what_nobody_took_at_all_is_missed(house: House) -> None:
    """When its grace is over; nobody says that it was shown."""
    house.screen.is_there = False
    house.keep(rule("08:30", grace=10 * MINUTE))
    house.until("08:42")
    assert house.outcomes() == {"08:30": "missed"}
    house.screen.is_there = True
    house.until("08:50")
    assert house.screen.notices == {}


def test_a_later_that_nobody_takes_comes_back_as_well(house: House) -> None:
    """It waits on, and still counts as one."""
    house.keep(rule("08:30"))
    house.until("08:30")
    house.screen.press("In 5 minutes")
    house.screen.is_there = False
    house.until("08:40")
    house.screen.is_there = True
    house.until("08:42")
    assert house.screen.labels == ["Play", "In 10 minutes", "Not now"]
    assert house.happened().count("later") == 1


def test_stop_is_offered_again_when_a_server_was_lost(house: House) -> None:
    """However often, for as long as something sounds."""
    house.keep(rule("08:30", how="play"))
    house.until("08:30")
    for _ in range(3):
        house.screen.close_all("lost")
        house.live()
        assert house.screen.labels == ["Stop"]


def test_a_pause_of_the_player_is_told(house: House) -> None:
    """Headphones were pulled out: it can go on, or stop."""
    house.keep(rule("08:30", how="play"))
    house.until("08:30")
    (number,) = house.stage.playing
    house.stage.pause(number)
    house.live()
    assert house.screen.labels == ["Go on", "Stop"]
    house.screen.press("Go on")
    house.live()
    assert house.stage.begun == [number, number]
    assert house.screen.labels == ["Stop"]


def test_what_was_paused_and_left_does_not_hold_back_the_day(house: House) -> None:
    """The headphones went out of the door with the person."""
    house.keep(rule("08:30", "12:00"))
    house.stage.finish()
    house.until("08:30")
    house.screen.press("Play")
    house.live()
    (number,) = house.stage.begun
    house.stage.pause(number)
    house.until("08:59")
    assert house.stage.ended == []
    house.until("09:02")
    assert house.stage.ended == [number]
    assert house.happened()[-1] == "stopped"
    assert "Stop" not in house.screen.labels
    house.until("12:00")
    assert house.outcomes() == {"08:30": "shown", "12:00": "shown"}


def test_after_a_practice_there_is_rest(house: House) -> None:
    """Twenty minutes; what came due is done already."""
    house.keep(rule("08:30", "08:40", "08:55"))
    house.until("08:30")
    house.screen.press("Play")
    house.live()
    (number,) = house.stage.playing
    house.until("08:33")
    house.stage.over(number, seconds=180, is_whole=True)
    house.until("08:55")
    assert house.outcomes() == {"08:30": "shown", "08:40": "practised", "08:55": "shown"}


def test_a_look_at_a_practice_is_no_practice(house: House) -> None:
    """It was stopped after twenty seconds: the next reminder comes."""
    house.keep(rule("08:30", "08:40", how="play"))
    house.until("08:30")
    (number,) = house.stage.playing
    house.stage.over(number, seconds=20)
    house.until("08:40")
    assert house.outcomes() == {"08:30": "shown", "08:40": "shown"}


def test_a_practice_of_the_persons_own_counts_as_well(house: House) -> None:
    """Whatever began it."""
    house.keep(rule("08:30"))
    house.room.ended = oslo(f"{DAY}T08:15")
    house.until("08:31")
    assert house.outcomes() == {"08:30": "practised"}
    assert house.screen.shown == []


def test_nothing_is_shown_while_something_plays(house: House) -> None:
    """It is held, and it is over when the practice is."""
    house.keep(rule("08:30", "08:31"))
    house.until("08:30")
    house.screen.press("Play")
    house.until("08:32")
    assert house.service.answer_now({"do": "status"})["reason"] == "something is playing"
    (number,) = house.stage.playing
    house.stage.over(number, seconds=120, is_whole=True)
    house.live()
    assert house.outcomes() == {"08:30": "shown", "08:31": "practised"}


def test_what_cannot_be_played_is_told(house: House, caplog: pytest.LogCaptureFixture) -> None:
    """Why, stands in the status alone: it may name a file; and the reminders go on."""
    house.keep(rule("08:30", "09:30", how="play"))
    house.until("08:30")
    (number,) = house.stage.playing
    house.stage.over(number, seconds=0, trouble="cannot read clients/maria.wav")
    house.live()
    notice = house.screen.shown[-1]
    assert (notice.title, notice.body) == (
        "It could not be played",
        "To see why: compassion remind status",
    )
    (failed,) = (one for one in house.ledger.happenings() if one.what == "failed")
    assert failed.reason == ""
    assert house.service.answer_now({"do": "status"})["trouble"] == "cannot read clients/maria.wav"
    assert "maria" not in caplog.text
    house.until("09:30")
    assert len(house.stage.playing) == 1


def test_whoever_lets_names_be_seen_is_told_why_at_once(house: House) -> None:
    """In the words of the player."""
    house.name = "Soles of the feet"
    house.service = house.made()
    house.keep(rule("08:30", how="play"))
    house.until("08:30")
    (number,) = house.stage.playing
    house.stage.over(number, seconds=0, trouble="no speaker was found")
    house.live()
    assert house.screen.shown[-1].body == "no speaker was found"


def test_quiet_and_company_are_asked_about_only_when_something_is_due(house: House) -> None:
    """Each question starts a program."""
    house.keep(rule("08:30"))
    house.until("08:29")
    assert house.room.asked == 0
    house.until("08:31")
    assert house.room.asked == 1


def test_surroundings_that_break_hold_nothing_back(house: House) -> None:
    """Nobody can tell: then it is shown."""

    def fail() -> None:
        raise ZeroDivisionError

    house.room.breaks = fail
    house.keep(rule("08:30"))
    house.until("08:30")
    assert house.outcomes() == {"08:30": "shown"}


# Sleep, clocks, and ends


def test_a_sleep_is_followed_by_one_late_notice(house: House) -> None:
    """It says for when it was meant, and begins no sound by itself."""
    house.keep(rule("09:00", "09:40", "10:00", how="play"))
    house.until("08:50")
    house.clock.sleep(timedelta(hours=2, minutes=21))
    house.live()
    assert [notice.body for notice in house.screen.shown] == ["It was meant for 10:00."]
    assert house.screen.labels == ["Play", "In 5 minutes", "Not now"]
    assert house.stage.begun == []
    assert house.outcomes() == {"09:00": "missed", "09:40": "folded", "10:00": "shown"}


def test_a_clock_that_was_a_month_ahead_silences_nothing(house: House) -> None:
    """Two hours later it is right again, and ten o'clock is still to come."""
    house.keep(rule("10:00"))
    house.until("08:10")
    house.clock.sleep(timedelta(days=30))
    house.live()
    house.clock.sleep(timedelta(days=-30))
    house.until("10:00")
    assert house.outcomes() == {"10:00": "shown"}
    assert all(one.at <= house.clock.now() for one in house.ledger.history())


def test_what_a_fast_clock_thought_missed_is_shown_by_the_right_one(house: House) -> None:
    """It was set five hours ahead, and back."""
    house.keep(rule("08:30"))
    house.until("08:10")
    house.clock.sleep(timedelta(hours=5))
    house.live()
    assert house.outcomes() == {"08:30": "missed"}
    house.clock.sleep(timedelta(hours=-5))
    house.until("08:30")
    assert house.outcomes() == {"08:30": "shown"}


def test_a_service_that_is_started_again_repeats_nothing(house: House) -> None:
    """It finds what was handled, and what was put off."""
    house.keep(rule("08:30", "08:40"))
    house.until("08:30")
    house.screen.press("In 5 minutes")
    house.live()
    house.service = house.made()
    house.service.begin()
    house.until("08:34")
    assert len(house.screen.shown) == 1
    house.until("08:35")
    assert len(house.screen.shown) == 2
    house.service = house.made()
    house.service.begin()
    house.until("08:39")
    assert len(house.screen.shown) == 2


def test_what_is_claimed_by_another_is_not_shown(house: House) -> None:
    """Were there two, each occurrence would still be shown once."""
    house.keep(rule("08:30"))
    due = oslo(f"{DAY}T08:30")
    one = Occurrence(due, f"calm|{DAY}|08:30", "calm", due.date())
    house.until("08:29")

    def claim() -> None:
        house.ledger.claim(one, at=due)

    house.room.breaks = claim  # after it was planned, before it is claimed
    house.until("08:31")
    assert house.screen.shown == []


class FullDisk(Ledger):
    """A ledger on a disk that may be full."""

    is_full = False

    def claim(self, *args: object, **more: object) -> bool:
        """Fail on a full disk."""
        if self.is_full:
            raise FileError("cannot write the ledger: the disk is full")
        return super().claim(*args, **more)  # type: ignore[arg-type]  # passed on


def test_on_a_full_disk_it_is_shown_once_all_the_same(tmp_path: Path) -> None:
    """And the status says what is wrong."""
    with FullDisk(ledger_file(tmp_path / "data")) as ledger:
        house = House(tmp_path, ledger)
        house.keep(rule("08:30"))
        ledger.is_full = True
        house.until("08:40")
        house.shelf.number += 1  # it plans anew
        house.live()
        assert len(house.screen.shown) == 1
        assert "the disk is full" in house.service.answer_now({"do": "status"})["trouble"]


def test_what_is_mended_is_no_trouble_any_more(tmp_path: Path) -> None:
    """There is room on the disk again, and who broke in the middle of a pass works."""
    with FullDisk(ledger_file(tmp_path / "data")) as ledger:
        house = House(tmp_path, ledger)
        house.keep(rule("08:30", "09:30"))
        ledger.is_full = True
        house.until("08:40")
        assert "full" in house.service.answer_now({"do": "status"})["trouble"]
        ledger.is_full = False
        house.until("09:30")
        assert house.service.answer_now({"do": "status"})["trouble"] == ""


def test_a_pass_that_went_wrong_once_is_forgotten(house: House) -> None:
    """The next one went well."""
    house.keep(rule("12:00"))
    house.live()
    stamp = house.shelf.stamp
    house.shelf.stamp = lambda: 1 / 0  # type: ignore[method-assign]
    house.live()
    assert "division" in house.service.answer_now({"do": "status"})["trouble"]
    house.shelf.stamp = stamp  # type: ignore[method-assign]
    house.live()
    assert house.service.answer_now({"do": "status"})["trouble"] == ""


# Rules that change


def test_rules_are_read_again_when_they_change(house: House) -> None:
    """And one that was made at nine does not remind of half past eight."""
    house.keep(rule("12:00"))
    house.until("09:00")
    now = house.clock.now()
    house.shelf.put(rule("12:00"), rule("08:30", "09:05", id="new"), at=now)
    house.until("09:06")
    assert [one.occurrence.key for one in house.ledger.history() if one.outcome == "shown"] == [
        f"new|{DAY}|09:05"
    ]


def test_a_file_that_makes_no_sense_changes_nothing(house: House) -> None:
    """The rules before stay in force, and the status says why."""
    house.keep(rule("08:30"))
    house.shelf.trouble = CompassionAudioError("reminders.toml: line 3: at: no time")
    house.shelf.number += 1
    house.until("08:30")
    assert house.outcomes() == {"08:30": "shown"}
    told = house.service.answer_now({"do": "status"})
    assert told["rules_trouble"] == ["reminders.toml: line 3: at: no time"]
    house.shelf.put(rule("08:30"), at=oslo(f"{DAY}T08:30"))
    house.live()
    assert house.service.answer_now({"do": "status"})["rules_trouble"] == []


def test_what_was_handled_is_not_shown_again_when_its_rule_is_edited(house: House) -> None:
    """From 8:30 to 8:31, at 8:40."""
    house.keep(rule("08:30"))
    house.until("08:40")
    house.shelf.put(rule("08:31"), at=house.clock.now())
    house.until("09:30")
    assert len(house.screen.shown) == 1


# What is made ahead


def test_a_rule_that_goes_on_after_its_last_day_begins_anew(house: House) -> None:
    """What it would have had before it was edited is nobody's business."""
    house.keep(rule("08:30", "09:30", until=date(2026, 5, 31)))
    house.until("09:00")
    house.shelf.put(rule("08:30", "09:30"), at=house.clock.now())
    house.live()
    assert house.screen.shown == []
    house.until("09:30")
    assert house.outcomes() == {"09:30": "shown"}


def test_each_recording_is_made_once_at_a_time(house: House) -> None:
    """At the start, one after another, and not twice for two rules."""
    house.keep(rule("12:00"), rule("13:00", id="b"), rule("14:00", id="c", name="kind-wishes"))
    assert [words.command[1] for words in house.stage.made] == ["soles-of-the-feet"]
    house.stage.finish()
    house.live()
    assert [words.command[1] for words in house.stage.made] == ["soles-of-the-feet", "kind-wishes"]
    house.stage.finish()
    house.until("13:30")
    assert len(house.stage.made) == 2


def test_a_recording_is_made_anew_ahead_of_its_time_if_something_changed(house: House) -> None:
    """So that an edited practice is heard as it is now."""
    house.keep(rule("12:00"))
    house.stage.finish()
    house.until("11:00")
    house.repertoire.stamps = "2"
    before = (oslo(f"{DAY}T12:00") - AHEAD - MINUTE).astimezone(OSLO)
    house.until(before.strftime("%H:%M"))
    assert len(house.stage.made) == 1
    house.until("11:51")
    assert len(house.stage.made) == 2


def test_a_login_makes_nothing_anew_that_is_as_it_was(house: House) -> None:
    """But what has changed, and what was lost, and what was being made when it was ended."""
    house.keep(rule("12:00"))
    house.stage.finish()
    house.live()

    def again() -> int:
        house.service = house.made()
        house.service.begin()
        return len(house.stage.made)

    assert again() == 1
    house.repertoire.stamps = "2"
    assert again() == 2
    house.repertoire.stamps = "1"  # as it was before; what lies there may be half of each
    assert again() == 3
    house.stage.finish()
    house.live()
    assert again() == 3
    (house.folder / "soles-of-the-feet.mp3").unlink()
    assert again() == 4


def test_what_cannot_be_made_is_told_in_the_status(house: House) -> None:
    """And the reminder comes all the same."""
    house.keep(rule("08:30"))
    house.stage.finish("there is no practice of this name")
    house.until("08:30")
    assert "no practice" in house.service.answer_now({"do": "status"})["trouble"]
    assert house.outcomes() == {"08:30": "shown"}


def test_a_day_of_a_course_waits_for_its_recording_and_is_called_done(house: House) -> None:
    """When it was played to its end; then the next day is made."""
    house.keep(rule("08:30", name="", course="two-weeks", how="play"))
    house.until("08:30")
    assert house.stage.playing == {}
    house.stage.finish()
    house.live()
    (number,) = house.stage.begun
    house.stage.over(number, seconds=300, is_whole=True)
    house.live()
    assert house.stage.made[-1].command == ("done", "two-weeks", "1")
    house.repertoire.stamps = "2"
    house.stage.finish()
    house.live()
    assert [words.command[0] for words in house.stage.made] == ["make", "done", "make"]


def test_what_takes_long_to_be_made_does_not_begin_by_itself(house: House) -> None:
    """Minutes later somebody else may be in the room: it asks, and meanwhile holds nothing back."""
    house.keep(
        rule("08:30", name="", course="two-weeks", how="play"),
        rule("09:00", id="words", name="", how="text"),
    )
    house.until("09:10")
    assert house.outcomes() == {"08:30": "shown", "09:00": "shown"}
    house.stage.finish()
    house.live()
    assert house.stage.begun == []
    assert house.screen.shown[-1].body == "It is ready now."
    house.screen.press("Play")
    house.live()
    assert len(house.stage.begun) == 1


def test_what_is_ready_when_its_grace_is_over_is_not_even_offered(house: House) -> None:
    """Nor is a bell, which would ring for nothing; it is written down."""
    house.keep(rule("08:30", name="", course="two-weeks", how="play", grace=30 * MINUTE))
    house.until("09:10")
    house.stage.finish()
    house.live()
    assert (house.screen.shown, house.stage.begun) == ([], [])
    assert house.ledger.happenings()[-1].reason == "it was not ready in time"


def test_a_day_that_was_left_early_is_not_done(house: House) -> None:
    """It waits."""
    house.keep(rule("08:30", name="", course="two-weeks", how="play"))
    house.live()
    house.stage.finish()
    house.until("08:30")
    (number,) = house.stage.begun
    house.stage.over(number, seconds=100)
    house.live()
    assert [words.command[0] for words in house.stage.made] == ["make"]


# Days of a course on which there is nothing to hear

COURSE = {"name": "", "course": "two-weeks"}


def test_a_day_off_is_called_done_and_the_next_day_follows(house: House) -> None:
    """Silently, at its time; what is due with it is shown all the same."""
    house.repertoire.day = "rest"
    house.keep(rule("08:30", "09:30", id="days", **COURSE), rule("08:30", id="calm"))
    house.live()
    house.stage.finish()
    house.until("08:29")
    assert [words.command[0] for words in house.stage.made] == ["make"]
    house.until("08:30")
    keys = {
        one.occurrence.key: one.outcome
        for one in house.ledger.history()
        if DAY in one.occurrence.key
    }
    assert keys == {f"days|{DAY}|08:30": "rest", f"calm|{DAY}|08:30": "shown"}
    assert house.stage.made[-1].command == ("done", "two-weeks", "1")
    house.repertoire.stamps, house.repertoire.day = "2", "heard"
    house.stage.finish()
    house.until("09:30")
    assert house.outcomes()["09:30"] == "shown"
    assert [words.command[0] for words in house.stage.made].count("done") == 1


def test_a_finished_course_is_quiet_and_the_status_says_so(house: House) -> None:
    """Day after day, without a notice, a recording or anything called done."""
    house.repertoire.day = "finished"
    house.keep(rule("08:30", "09:30", id="days", **COURSE))
    house.until("09:31")
    assert house.outcomes() == {"08:30": "ended", "09:30": "ended"}
    assert (house.screen.shown, house.stage.made, house.happened()) == ([], [], [])
    assert len(house.stage.looks) == 1
    told = house.service.answer_now({"do": "status"})
    assert (told["finished"], told["next"], told["trouble"]) == (["days"], None, "")


def test_a_course_waits_until_it_is_known_what_its_day_is(house: House) -> None:
    """It is told in a moment; a child that cannot tell keeps nothing back."""
    house.stage.is_quick = False
    house.keep(rule("08:30", id="days", **COURSE))
    house.until("08:31")
    assert house.outcomes() == {}
    assert "looked up" in house.service.answer_now({"do": "status"})["reason"]
    (number,) = house.stage.looks
    house.stage.tell(number, trouble="the guide cannot be read")
    house.live()
    assert house.outcomes() == {"08:30": "shown"}
    assert house.screen.labels[0] == "Play"


def test_a_day_that_has_become_a_day_off_is_no_failure(house: House) -> None:
    """It was done elsewhere while its notice was on the screen; and so is a try."""
    house.keep(rule("08:30", id="days", **COURSE))
    house.live()
    house.stage.finish()
    house.until("08:30")
    house.repertoire.stamps, house.repertoire.day = "2", "rest"
    house.screen.press("Play")
    house.live()
    assert house.screen.shown[-1].body == "Today is a day off."
    house.repertoire.stamps, house.repertoire.day = "3", "finished"
    house.service.answer_now({"do": "status"})
    house.live()
    house.service.answer_now({"do": "test", "rule": "days"})
    assert house.screen.shown[-1].body == "All days are done."
    assert "failed" not in house.happened()
    assert house.service.answer_now({"do": "status"})["trouble"] == ""


# Questions


def test_a_pause_is_kept_and_ended(house: House) -> None:
    """What is due in it is over; what comes after it is shown."""
    house.keep(rule("08:30", "08:50", "09:10"))
    until = oslo(f"{DAY}T10:00").isoformat()
    house.service.answer_now({"do": "pause", "until": until})
    house.until("08:40")
    assert house.service.answer_now({"do": "status"})["paused_until"] == until
    house.until("09:00")
    house.service.answer_now({"do": "resume"})
    house.until("09:10")
    assert house.outcomes() == {"08:30": "paused", "08:50": "paused", "09:10": "shown"}


def test_a_try_is_shown_and_not_written_down(house: House) -> None:
    """A sample, or one of the rules."""
    house.keep(rule("12:00"))
    house.service.answer_now({"do": "test", "rule": ""})
    house.service.answer_now({"do": "test", "rule": "calm"})
    house.live()
    assert [notice.title for notice in house.screen.shown] == ["Time for a pause"] * 2
    house.screen.press("Play")
    house.live()
    assert len(house.stage.begun) == 1
    house.screen.press("Stop")
    house.live()
    assert house.happened() == []
    assert house.outcomes() == {}
    with pytest.raises(CompassionAudioError, match="no reminder called"):
        house.service.answer_now({"do": "test", "rule": "nobody"})


def test_a_try_that_is_heard_to_its_end_changes_nothing(house: House) -> None:
    """No day is done and no practice was heard; not even by a child that was ready for more."""
    house.keep(rule("08:30", id="days", how="play", **COURSE))
    house.live()
    house.stage.finish()
    house.until("08:29:52")
    (ready,) = house.stage.playing
    house.service.answer_now({"do": "test", "rule": "days"})
    house.live()
    (number,) = house.stage.begun
    assert number != ready
    assert house.stage.playing[number].command[0] == "try"
    house.stage.over(number, seconds=300, is_whole=True)
    house.live()
    assert [words.command[0] for words in house.stage.made] == ["make"]
    assert house.ledger.practice_ended() is None
    house.until("08:31")
    assert house.outcomes() == {"08:30": "shown"}


def test_a_question_nobody_knows_is_told_so(house: House) -> None:
    """And ends nothing."""
    house.keep()
    with pytest.raises(CompassionAudioError, match="no such question"):
        house.service.answer_now({"do": "dance"})


def test_another_thread_is_answered_by_the_loop(house: House) -> None:
    """With what a person wants to know, and it ends when it is asked to."""
    house.keep(rule("12:00"))
    told: list[object] = []

    def ask() -> None:
        told.append(house.service.answer({"do": "status"}))
        told.append(house.service.answer({"do": "stop"}))

    asking = threading.Thread(target=ask)
    asking.start()
    house.service.run()
    asking.join()
    status = told[0]
    assert isinstance(status, dict)
    assert status["next"] is not None
    assert (status["rules"], status["enabled"], status["zone"]) == (1, 1, "Europe/Oslo")
    assert told[1] == {}


def test_at_the_end_what_plays_is_ended(house: House) -> None:
    """And the notice that offered to stop it is taken away."""
    house.keep(rule("08:30", how="play"))
    house.until("08:30")
    house.service.stop()
    house.service.run()
    assert house.stage.playing == {}
    assert house.screen.notices == {}
    assert house.happened()[-1] == "stopped"


def test_an_idle_service_wakes_twice_a_minute(house: House) -> None:
    """And asks for nothing but the time and the file."""
    house.keep(*(rule("23:00", id=f"r{number}") for number in range(20)))
    house.stage.finish()
    house.live()
    before = house.service.answer_now({"do": "status"})["wakes"]
    house.until("09:00")
    after = house.service.answer_now({"do": "status"})["wakes"]
    minutes = (house.clock.now() - oslo(MORNING)) / MINUTE
    assert after - before <= minutes * 2 + 6


def test_the_book_is_empty_where_there_is_none(house: House) -> None:
    """And the service waits for one."""
    assert house.shelf.book == Book()
    house.keep()
    house.until("09:00")
    house.shelf.put(rule("09:10"), at=datetime(2026, 6, 1, 7, tzinfo=OSLO))
    house.until("09:10")
    assert house.outcomes() == {"09:10": "shown"}
