"""Counting syllables."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compassion_audio.check.syllables import count_syllables

COUNTED = """
kindness 2  compassion 3  gently 2  breathe 1  noticing 3  attention 3  settled 2  walked 1
places 2  loved 1  makes 1  comfortable 4  beautiful 3  imagine 3  patience 2  quietly 3
created 3  friend 1  another 3  everyone 3  ordinary 4  memory 3  anxious 2  anxiety 4
curious 3  ocean 2  situation 4  careful 2  lonely 2  entire 2  worries 2  yourself 2
sense 1  pauses 2  ease 1  peaceful 2  idea 3  human 2  humanity 4  mindfulness 3
relationship 4  resilience 4  reality 4  influence 3  value 2  guide 1  building 2  fruit 1
variety 4  society 4  believe 2  easier 3  companion 3  religion 3  question 2  cushion 2
aware 2  square 1  toes 1  goes 1  knees 1  simple 2  possible 3  handled 2  whole 1
circles 2  therapeutic 4  psychological 5  phenomenon 4  unpleasant 3  well-kept 2  it's 1
garden 2  window 2  afternoon 3  tomorrow 3  yesterday 3  shadow 2  river 2  blanket 2
pillow 2  kettle 2  weight 1  shoulders 2  stomach 2  forehead 2  elbow 2  muscles 2
tension 2  lifted 2  carried 2  opened 2  dropped 1  softening 3  loosening 3  remembering 4
forgiving 3  grateful 2  gratitude 3  loneliness 3  sadness 2  anger 2  shame 1  grief 1
criticize 3  perfect 2  failure 2  success 2  courage 2  strength 1  gentleness 3  wisdom 2
universe 3  together 3  neighbour 2  strangers 2  children 2  animal 3  creature 2  breathing 2
eyelids 2  candle 2  flame 1  horizon 3  mountain 2  valley 2  island 2  pleasure 2
"""


def test_most_words_of_practices_are_counted_right() -> None:
    """At least nineteen in twenty."""
    words = COUNTED.split()
    pairs = list(zip(words[::2], map(int, words[1::2]), strict=True))
    wrong = [
        (word, count_syllables(word)) for word, count in pairs if count_syllables(word) != count
    ]
    assert len(wrong) <= len(pairs) / 20, wrong


@pytest.mark.parametrize("word", ["42", "你好", "brr", "e", "Ärger", "x-", "-", ""])
def test_every_word_has_at_least_one(word: str) -> None:
    """Numbers and foreign words, too."""
    assert count_syllables(word) >= 1


@given(st.text(max_size=60))
def test_any_text_is_counted(text: str) -> None:
    """Never more syllables than letters, but for the one that everything has."""
    assert 1 <= count_syllables(text) <= max(1, len(text) * 2)
