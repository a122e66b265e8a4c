"""Time as people write and read it, and as sound counts it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compassion_audio.units import (
    SAMPLE_RATE,
    Milliseconds,
    clock,
    frames_at,
    read_duration,
    read_size,
    seconds,
    write_duration,
    write_size,
)

lengths = st.integers(min_value=0, max_value=10**12).map(Milliseconds)


@given(lengths)
def test_a_written_length_reads_back_as_itself(length: Milliseconds) -> None:
    """Whatever length is written, to the millisecond, reading gives it back."""
    assert read_duration(write_duration(length)) == length


@pytest.mark.parametrize(
    ("written", "length"),
    [
        ("5s", 5_000),
        ("2.5s", 2_500),
        ("0.125s", 125),
        ("0s", 0),
        ("90s", 90_000),
        ("1m30s", 90_000),
        ("2m", 120_000),
        ("1h", 3_600_000),
        ("1h2m3.004s", 3_723_004),
        ("23h59m59.999s", 86_399_999),
    ],
)
def test_a_length_is_read_as_scripts_write_it(written: str, length: int) -> None:
    """Hours, minutes and seconds, each with its letter, in this order."""
    assert read_duration(written) == length


@pytest.mark.parametrize(
    "written",
    [
        *("", "5", "s", "5 s", " 5s", "5s ", "5s\n", "-5s", "+5s", "5S", "5sec", "1.5m", "1:30"),
        *("1s1m", "1m1m", ".5s", "5.s", "5.1234s", "1e3s", "\N{ARABIC-INDIC DIGIT FIVE}s"),
        pytest.param("9" * 5_000 + "s", id="endless"),
    ],
)
def test_anything_else_is_no_length(written: str) -> None:
    """What is not a length is refused, in a sentence that stays short whatever was written."""
    with pytest.raises(ValueError, match="is not a length such as 5s, 1m30s or 2m") as caught:
        read_duration(written)
    assert repr(written[:20]) in str(caught.value)
    assert len(str(caught.value)) < 100


@pytest.mark.parametrize(
    ("length", "written"),
    [
        (0, "0s"),
        (1, "0.001s"),
        (500, "0.5s"),
        (10_000, "10s"),
        (60_000, "1m"),
        (90_000, "1m30s"),
        (3_600_000, "1h"),
        (3_600_100, "1h0.1s"),
        (86_399_999, "23h59m59.999s"),
    ],
)
def test_a_length_is_written_with_no_more_than_it_needs(length: int, written: str) -> None:
    """Parts that are nothing are left out, and so are zeros at the end of a fraction."""
    assert write_duration(Milliseconds(length)) == written


@pytest.mark.parametrize(
    ("moment", "shown"),
    [
        (0, "0:00"),
        (999, "0:00"),
        (9_000, "0:09"),
        (59_999, "0:59"),
        (300_000, "5:00"),
        (3_599_999, "59:59"),
        (3_600_000, "1:00:00"),
        (3_723_999, "1:02:03"),
    ],
)
def test_a_clock_shows_a_moment_as_players_do(moment: int, shown: str) -> None:
    """Minutes and seconds, hours when there are any, and no second before it is over."""
    assert clock(Milliseconds(moment)) == shown


@given(lengths)
def test_a_clock_never_shows_sixty(moment: Milliseconds) -> None:
    """Minutes and seconds stay below sixty once the next place is there, and none is lost."""
    *hours, minutes, secs = (int(part) for part in clock(moment).split(":"))
    assert secs < 60
    assert minutes < 60
    assert (sum(hours) * 60 + minutes) * 60 + secs == moment // 1000


@given(lengths)
def test_a_moment_is_a_whole_number_of_frames(moment: Milliseconds) -> None:
    """Between plan and sound nothing is rounded: 48 000 frames make 1000 ms, at any distance."""
    assert frames_at(moment) * 1000 == moment * SAMPLE_RATE


@pytest.mark.parametrize(
    ("count", "length"), [(0, 0), (4, 4_000), (0.1, 100), (2.5, 2_500), (1.0006, 1_001)]
)
def test_seconds_become_the_nearest_millisecond(count: float, length: int) -> None:
    """Fractions of a second are rounded to the nearest millisecond, never cut."""
    assert seconds(count) == length


@pytest.mark.parametrize(
    ("written", "size"),
    [
        ("500MB", 500_000_000),
        ("2GB", 2_000_000_000),
        ("1.5 g", 1_500_000_000),
        ("10kb", 10_000),
        ("7", 7),
        ("0", 0),
    ],
)
def test_an_amount_of_data_is_read(written: str, size: int) -> None:
    """With or without the B, and a kilobyte has 1000."""
    assert read_size(written) == size


@pytest.mark.parametrize("written", ["", "MB", "-1GB", "1e9", "2 XB", "1,5GB", "½GB"])
def test_what_is_no_amount_of_data_is_refused(written: str) -> None:
    """The message shows one that is."""
    with pytest.raises(ValueError, match="not a size such as 500MB"):
        read_size(written)


@pytest.mark.parametrize(
    ("size", "written"),
    [
        (0, "0 bytes"),
        (1, "1 byte"),
        (999, "999 bytes"),
        (1000, "1 kB"),
        (999_999, "1 MB"),
        (325_532_387, "325.5 MB"),
        (2_147_483_648, "2.1 GB"),
    ],
)
def test_an_amount_of_data_is_written_as_people_read_it(size: int, written: str) -> None:
    """One decimal, where it says something."""
    assert write_size(size) == written


@given(st.integers(min_value=0, max_value=10**15))
def test_a_written_amount_of_data_reads_back_nearly(size: int) -> None:
    """Within what one decimal holds."""
    read = read_size(write_size(size).replace(" bytes", "").replace(" byte", ""))
    assert read == pytest.approx(size, rel=0.05)
