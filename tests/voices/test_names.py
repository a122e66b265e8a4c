"""A voice is found by its name, and a name that is wrong is answered with the nearest ones."""

import re
import sys
from pathlib import Path

import pytest

from compassion_audio.audio.clip import Clip
from compassion_audio.errors import EngineMissing, SpeechFailed, VoiceNotFound
from compassion_audio.units import WordsPerMinute
from compassion_audio.voices.engine import Availability, Voice
from compassion_audio.voices.names import GROUP, Chosen, Engines, find_voice


class Choir:
    """An engine with two voices on offer and one it keeps to itself."""

    name = "choir"
    about = "It sings."
    warmth = 50
    is_recorded = False
    hands = 1

    def __init__(self, *, missing: str = "", fix: str = "") -> None:
        self._availability = Availability(missing, fix)

    def available(self) -> Availability:
        """Say what it was told to say."""
        return self._availability

    def voices(self) -> tuple[Voice, ...]:
        """Offer two."""
        return (Voice("choir:alto", "en", "warm"), Voice("choir:tenor", "en", "bright"))

    def knows(self, voice: str) -> bool:
        """Know a third."""
        return voice in ("alto", "tenor", "countertenor")

    def version(self, voice: str) -> str:
        """Give the only one."""
        return f"1 {voice}"

    def speak(self, text: str, *, voice: str, pace: WordsPerMinute) -> Clip:
        """Fail the test: finding a voice never speaks."""
        raise AssertionError(text, voice, pace)

    def close(self) -> None:
        """Nothing to let go of."""


def test_the_bundled_engines_are_found_by_their_entry_points() -> None:
    """They are there, in order, each under the name it gives itself."""
    found = Engines()
    assert {"espeak", "flite", "system", "tone"} <= set(found)
    assert list(found) == sorted(found)
    for name, engine in found.items():
        assert engine.name == name
        assert engine.about
        assert 0 <= engine.warmth <= 100
        assert engine.hands >= 1


def test_the_hum_is_the_least_warm_and_flite_is_warmer_than_espeak() -> None:
    """The program points from one engine to a warmer one, so their order is a promise."""
    found = Engines()
    assert found["tone"].warmth < found["espeak"].warmth < found["flite"].warmth


def test_the_systems_voices_are_the_warmest_where_the_system_has_its_own() -> None:
    """Windows and macOS have; elsewhere they are eSpeak NG again, with a detour."""
    found = Engines()
    if sys.platform in ("win32", "darwin"):
        assert found["system"].warmth > found["flite"].warmth
    else:
        assert found["tone"].warmth < found["system"].warmth < found["espeak"].warmth


def test_every_voice_that_is_offered_is_found_by_its_name() -> None:
    """What `compassion voices` shows can be typed back as it is."""
    found = Engines()
    for engine in found.values():
        if engine.available():
            assert engine.voices()
            for voice in engine.voices():
                assert find_voice(voice.name, found).name == voice.name
                assert voice.about
                assert voice.language


def test_a_whole_name_gives_that_voice() -> None:
    """`choir:tenor` is the tenor of the choir."""
    choir = Choir()
    assert find_voice("choir:tenor", {"choir": choir}) == Chosen(choir, "tenor")


@pytest.mark.parametrize("name", ["choir", "choir:"])
def test_an_engine_alone_gives_its_first_voice(name: str) -> None:
    """Nobody has to know the names of voices to hear one."""
    assert find_voice(name, {"choir": Choir()}).name == "choir:alto"


def test_a_voice_may_be_known_without_being_offered() -> None:
    """An engine may have hundreds; it offers the best."""
    assert find_voice("choir:countertenor", {"choir": Choir()}).voice == "countertenor"


def test_an_unknown_engine_is_answered_with_the_nearest() -> None:
    """A slip of the finger is met with what was meant."""
    with pytest.raises(VoiceNotFound, match=re.escape("no engine called 'chior'")) as caught:
        find_voice("chior:alto", {"organ": Choir(), "choir": Choir()})
    assert caught.value.hint == "did you mean choir?"


def test_an_engine_like_no_other_is_answered_with_all_of_them() -> None:
    """When nothing is near, every engine is named."""
    with pytest.raises(VoiceNotFound) as caught:
        find_voice("xyz", {"choir": Choir(), "organ": Choir()})
    assert caught.value.hint == "the engines are choir, organ"


def test_a_voice_without_its_engine_is_answered_with_its_whole_name() -> None:
    """Who remembers the singer and not the choir is told both."""
    with pytest.raises(VoiceNotFound) as caught:
        find_voice("tenor", {"choir": Choir(), "organ": Choir(missing="the program organ")})
    assert caught.value.hint == "did you mean choir:tenor?"


class Silenced(Choir):
    """A choir that is there, and cannot even tell its voices."""

    def voices(self) -> tuple[Voice, ...]:
        """Fail, as a system whose speech is broken."""
        raise SpeechFailed("the choir does not answer", hint="wake it up")

    def knows(self, voice: str) -> bool:
        """Fail in the same way."""
        raise SpeechFailed(f"the choir does not answer to {voice}", hint="wake it up")


def test_a_broken_engine_keeps_no_other_from_answering() -> None:
    """A slip of the finger is met with what was meant, whatever else is wrong here."""
    with pytest.raises(VoiceNotFound) as caught:
        find_voice("tenor", {"broken": Silenced(), "choir": Choir()})
    assert caught.value.hint == "did you mean choir:tenor?"
    with pytest.raises(SpeechFailed, match="does not answer"):
        find_voice("broken:tenor", {"broken": Silenced(), "choir": Choir()})


def test_a_voice_that_cannot_speak_here_is_not_proposed() -> None:
    """Its name would only lead to the next error."""
    with pytest.raises(VoiceNotFound) as caught:
        find_voice("tenor", {"organ": Choir(missing="the program organ")})
    assert caught.value.hint == "the engines are organ"


def test_an_unknown_voice_is_answered_with_the_nearest() -> None:
    """The name of the engine stays out of the comparison."""
    with pytest.raises(VoiceNotFound, match=re.escape("choir has no voice called 'alt'")) as caught:
        find_voice("choir:alt", {"choir": Choir()})
    assert caught.value.hint == "did you mean alto?"


def test_a_voice_like_no_other_is_answered_with_where_to_look() -> None:
    """When nothing is near, the hint is the command that lists them."""
    with pytest.raises(VoiceNotFound) as caught:
        find_voice("choir:xyz", {"choir": Choir()})
    assert caught.value.hint == "see them with: compassion voices"


@pytest.mark.parametrize("name", ["choir", "choir:alto", "choir:nobody"])
def test_an_engine_that_is_not_here_says_how_to_bring_it(name: str) -> None:
    """What is missing comes first: which voices it would have is no use yet."""
    choir = Choir(missing="the program choir", fix="sudo apt install choir")
    with pytest.raises(EngineMissing, match=f"{name} needs the program choir") as caught:
        find_voice(name, {"choir": choir})
    assert caught.value.hint == "sudo apt install choir"


def install(folder: Path, name: str, code: str) -> None:
    """Install a package with an engine, as pip would: a module, and a folder that declares it."""
    (folder / f"{name}.py").write_text(code)
    declared = folder / f"{name}-1.0.dist-info"
    declared.mkdir()
    (declared / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
    (declared / "entry_points.txt").write_text(f"[{GROUP}]\n{name} = {name}:Engine\n")


@pytest.fixture
def packages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a folder whose packages are installed for one test."""
    folder = tmp_path / "packages"
    folder.mkdir()
    monkeypatch.syspath_prepend(str(folder))
    return folder


def test_anyones_engine_is_found_as_the_bundled_ones_are(packages: Path) -> None:
    """It is enough to install its package."""
    code = "from compassion_audio.voices.tone import ToneEngine as Engine\n"
    install(packages, "someones_hum", code)
    assert find_voice("someones_hum", Engines()).voice == "middle"


@pytest.mark.parametrize(
    ("name", "code", "reason"),
    [
        ("fails_to_import", "import a_package_that_is_gone\n", "ModuleNotFoundError: No module"),
        (
            "fails_to_begin",
            "def Engine(home): raise OSError('no sound card')\n",
            "OSError: no sound",
        ),
        ("is_not_there", "", "AttributeError"),
    ],
)
def test_an_engine_that_cannot_be_loaded_harms_no_other(
    name: str, code: str, reason: str, packages: Path
) -> None:
    """It is shown with the reason, and every other engine speaks."""
    install(packages, name, code)
    found = Engines()
    assert name in list(found)
    broken = found[name]
    assert reason in broken.available().missing
    assert broken.voices() == ()
    assert not broken.knows("")
    assert find_voice("tone:low", found).name == "tone:low"
    for fails in (
        lambda: find_voice(name, found),
        lambda: broken.speak("Hello.", voice="any", pace=WordsPerMinute(115)),
    ):
        with pytest.raises(EngineMissing, match=reason) as caught:
            fails()
        assert "install it again" in caught.value.hint
