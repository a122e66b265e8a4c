"""Passphrases can be told from each other by ear, and are drawn by lot."""

from itertools import combinations, pairwise

import pytest

from compassion_audio.errors import CompassionAudioError
from compassion_audio.sharing.passphrase import LIST, checked, spoken_passphrase


def test_there_are_as_many_words_as_is_said() -> None:
    """Nine bits each: all different, in small letters, none of them the beginning of another."""
    assert len(set(LIST)) == len(LIST) == 512
    assert all(word.isascii() and word.islower() and 4 <= len(word) <= 11 for word in LIST)
    assert not any(b.startswith(a) for a, b in pairwise(LIST))


def test_no_two_words_differ_by_one_letter() -> None:
    """What is heard wrong is wrong, and not another passphrase."""
    for one, other in combinations(LIST, 2):
        if len(one) == len(other):
            assert sum(a != b for a, b in zip(one, other, strict=True)) > 1, (one, other)
        elif abs(len(one) - len(other)) == 1:
            short, long = sorted((one, other), key=len)
            assert all(long[:i] + long[i + 1 :] != short for i in range(len(long))), (one, other)


def test_each_is_drawn_by_lot() -> None:
    """Hundreds of them share hardly a thing, and use most of the words."""
    drawn = [spoken_passphrase() for _ in range(300)]
    assert len(set(drawn)) == 300
    assert all(len(one.split()) == 6 for one in drawn)
    assert len({word for one in drawn for word in one.split()}) > 450


@pytest.mark.parametrize(
    ("weak", "why"),
    [
        ("", "is empty"),
        ("   ", "is empty"),
        ("amber a", "fewer than 8"),
        ("amber  a ", "fewer than 8"),
        ("amber\x07alley", "cannot be typed"),
    ],
)
def test_a_weak_one_is_refused(weak: str, why: str) -> None:
    """The reason does not repeat it."""
    with pytest.raises(CompassionAudioError, match=why) as caught:
        checked(weak)
    assert "amber" not in str(caught.value)


def test_a_strong_one_passes_in_one_form() -> None:
    """Drawn or thought of, in any script; spaces are forgiven."""
    drawn = spoken_passphrase()
    assert checked(drawn) == drawn
    assert checked("  F\u006f\u0308hn   über\tZürich ") == "Föhn über Zürich"
