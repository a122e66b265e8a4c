"""Lines kept between runs: exact, private, safe with several processes, never in the way."""

import multiprocessing
import os
import stat
from pathlib import Path

import numpy as np
import pytest

from compassion_audio.audio.clip import Clip, mono
from compassion_audio.voices.cache import Line, LineCache, line_of, packed, unpacked

TOLD = ("espeak", "0.2", "en", "115", "1", "Rest here, for a while.")


def clip(seconds: float = 0.5, *, peak: float = 0.4) -> Clip:
    """Give a line of noise."""
    noise = np.random.default_rng(1).uniform(-peak, peak, round(seconds * 48_000))
    return mono(noise)


def entries(folder: Path) -> list[Path]:
    """List the files of kept lines."""
    return sorted(folder.glob("??/*"))


class Lost(Exception):
    """The sound of a line was not there when it was asked for."""


def lost() -> Line:
    """Be asked to speak it again."""
    raise Lost


def keep(cache: LineCache, sound: Clip, *told: str) -> None:
    """Keep a line."""
    cache.put(line_of(sound), *told)


def got(cache: LineCache, *told: str) -> Clip | None:
    """Find a line, and read its sound; None where either is not there."""
    found = cache.find(*told, again=lost)
    try:
        return found.read() if found else None
    except Lost:
        return None


def test_a_line_comes_back_as_it_was_kept(tmp_path: Path) -> None:
    """With 16 bits under its own peak: the error lies 95 dB below it, however quiet the line."""
    cache = LineCache(tmp_path)
    for peak in (0.9, 0.001):
        kept = clip(peak=peak)
        keep(cache, kept, *TOLD, str(peak))
        found = got(LineCache(tmp_path), *TOLD, str(peak))
        assert found is not None
        assert found.samples.shape == kept.samples.shape
        error = np.abs(found.samples - kept.samples).max() / kept.peak
        assert 20 * np.log10(error) < -95
        assert np.array_equal(found.samples, unpacked(*packed(kept)).samples)


def test_what_is_kept_once_stays_as_it_is(tmp_path: Path) -> None:
    """Packing what was unpacked changes nothing: a kept line and a fresh one sound the same."""
    fresh = unpacked(*packed(clip()))
    assert np.array_equal(unpacked(*packed(fresh)).samples, fresh.samples)
    assert got(LineCache(tmp_path), *TOLD) is None


def test_each_thing_that_decides_the_sound_has_an_entry_of_its_own(tmp_path: Path) -> None:
    """Another pace, voice, version or word is another line, however they are parted."""
    cache = LineCache(tmp_path)
    keep(cache, clip(), *TOLD)
    for index in range(len(TOLD)):
        other = list(TOLD)
        other[index] += "x"
        assert got(cache, *other) is None
    assert got(cache, *TOLD[:-2], TOLD[-2] + TOLD[-1]) is None
    assert got(cache, *TOLD) is not None


@pytest.mark.parametrize("damage", ["cut", "empty", "turned", "head", "figures", "longer"])
def test_a_damaged_entry_is_noticed_and_removed(damage: str, tmp_path: Path) -> None:
    """The line is spoken again, and nobody hears a torn one."""
    cache = LineCache(tmp_path)
    keep(cache, clip(), *TOLD)
    (path,) = entries(tmp_path)
    data = bytearray(path.read_bytes())
    match damage:
        case "cut":
            data = data[:-100]
        case "empty":
            data.clear()
        case "turned":
            data[len(data) // 2] ^= 1
        case "head":
            data[45] ^= 1  # the peak: every sample would be louder
        case "figures":
            data[70] ^= 1  # how loud it is
        case _:
            data += b"\0\0"
    path.write_bytes(data)
    assert got(cache, *TOLD) is None
    assert entries(tmp_path) == []


def test_names_tell_nothing_of_the_words(tmp_path: Path) -> None:
    """They are digests under a key of this folder's own, which only this user can read."""
    one, two = LineCache(tmp_path / "one"), LineCache(tmp_path / "two")
    keep(one, clip(), *TOLD)
    keep(two, clip(), *TOLD)
    (first,), (second,) = entries(tmp_path / "one"), entries(tmp_path / "two")
    assert first.name != second.name
    assert b"Rest" not in first.read_bytes()
    if os.name == "posix":
        assert stat.S_IMODE((tmp_path / "one").stat().st_mode) == 0o700
        assert stat.S_IMODE((tmp_path / "one" / "key").stat().st_mode) == 0o600


def test_a_damaged_key_is_made_anew(tmp_path: Path) -> None:
    """The old lines are not found any more, and the next run keeps new ones."""
    keep(LineCache(tmp_path), clip(), *TOLD)
    (tmp_path / "key").write_bytes(b"short")
    keep(LineCache(tmp_path), clip(), *TOLD)
    keep(LineCache(tmp_path), clip(), *TOLD)
    assert got(LineCache(tmp_path), *TOLD) is not None


def test_the_least_recently_used_are_given_up_first(tmp_path: Path) -> None:
    """A line that was heard again counts as used, and the limit holds when the cache is left."""
    cache = LineCache(tmp_path)
    for index in range(4):
        keep(cache, clip(), str(index))
    size = cache.contents().size // 4
    for index, path in enumerate(sorted(entries(tmp_path), key=lambda one: one.stat().st_mtime)):
        os.utime(path, (index, index))
    assert got(cache, "0") is not None  # the oldest, used just now
    small = LineCache(tmp_path, limit=2 * size)
    small.close()
    assert small.contents().entries == 4  # nothing new was kept: nothing is given up
    keep(small, clip(), "4")
    small.close()
    assert small.contents().entries == 2
    assert [got(small, str(index)) is not None for index in range(5)] == [
        *(True, False, False, False),
        True,
    ]


def test_pruning_says_what_it_gave_up_and_sweeps_what_was_never_finished(tmp_path: Path) -> None:
    """A part that a killed process left is gone after a minute, a fresh one belongs to someone."""
    cache = LineCache(tmp_path)
    keep(cache, clip(), *TOLD)
    (path,) = entries(tmp_path)
    old, fresh = path.with_name(".old.1"), path.with_name(".fresh.2")
    for part in (old, fresh):
        part.write_bytes(b"part")
    os.utime(old, (1, 1))
    assert cache.contents().entries == 1
    gone = cache.prune(0)
    assert (gone.entries, gone.size > 40_000) == (1, True)
    assert entries(tmp_path) == [fresh]


def keep_many(folder: Path, begin: int) -> None:
    """Keep lines, some of which another process keeps at the same moment."""
    cache = LineCache(folder)
    for index in range(begin, begin + 40):
        keep(cache, clip(0.05), str(index))
        assert got(cache, str(index)) is not None


def test_several_processes_may_use_it_at_once(tmp_path: Path) -> None:
    """Begun at the same moment in an empty folder, they find one another's lines, all whole."""
    start = multiprocessing.get_context("spawn")
    workers = [start.Process(target=keep_many, args=(tmp_path, begin)) for begin in (0, 20, 40)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert [worker.exitcode for worker in workers] == [0, 0, 0]
    cache = LineCache(tmp_path)
    assert all(got(cache, str(index)) for index in range(80))
    assert cache.contents().entries == 80


def test_a_folder_that_cannot_be_written_is_told_once_and_keeps_nothing(tmp_path: Path) -> None:
    """Speaking goes on: a cache is never worth an error."""
    (tmp_path / "lines").write_text("a file, where a folder should be")
    cache = LineCache(tmp_path / "lines")
    keep(cache, clip(), *TOLD)
    assert cache.trouble is not None
    assert "cannot keep spoken lines in" in cache.trouble.message
    assert got(cache, *TOLD) is None
    cache.close()


def test_a_cache_that_was_never_used_makes_no_folder(tmp_path: Path) -> None:
    """Neither asking what it holds nor leaving it writes anything."""
    cache = LineCache(tmp_path / "lines")
    assert cache.contents().entries == 0
    cache.close()
    assert not (tmp_path / "lines").exists()


def test_use_is_told_by_the_clock_of_the_files(tmp_path: Path) -> None:
    """Each line that is found is marked as used."""
    cache = LineCache(tmp_path)
    keep(cache, clip(), *TOLD)
    (path,) = entries(tmp_path)
    os.utime(path, (1, 1))
    got(cache, *TOLD)
    assert path.stat().st_mtime > 1
