"""How quickly a recording is made, against the usual way: `python benchmarks/sound.py [ROUNDS]`.

The usual way is pydub: clips and silences joined by `+=`, bell and bed laid over, normalised, and
exported through ffmpeg at the same bit rate and LAME quality. Both ways begin with spoken lines.
Each run is a process of its own, the two ways take turns, and what is told are medians: ratios
travel to other machines, seconds do not. Processor time is that of a run on one processor alone:
two that share one core lengthen each other's, which is no more work. What the clock says is of a
run on all of them. The result is written to `benchmarks/RESULTS.md`.
"""

import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from itertools import cycle, islice
from pathlib import Path
from typing import Any

BEGIN = "<!-- sound -->"
END = "<!-- end of sound -->"
RESULTS = Path(__file__).with_name("RESULTS.md")

LINES_A_MINUTE = 4
PAUSE = 8
"""Seconds. With some six and a half of speech, four lines make a minute."""

LONG = (120, 480)
"""Minutes whose memory is compared with that of half an hour."""

LENGTHS = (10, 30, 60, 120)

Figures = dict[str, float]


def sentences() -> Iterator[str]:
    """Give the lines of the bundled practices, twelve words on average, as they come.

    Once all were said, each has a number: every line is spoken, mixed and encoded by itself.
    """
    from compassion_audio import library
    from compassion_audio.script import Say, parse, resolve

    steps = [step for slug in library.slugs() for step in resolve(parse(library.read(slug).text))]
    said = [step.text for step in steps if isinstance(step, Say)]
    lines = sorted(set(said), key=said.index)
    for number, one in enumerate(cycle(lines)):
        yield one if number < len(lines) else f"{one.rstrip('.?')}, for the {number}th time."


def practice(minutes: int, *, edited: bool = False) -> str:
    """Write a practice of about so many minutes."""
    lines = list(islice(sentences(), minutes * LINES_A_MINUTE))
    if edited:
        lines[len(lines) // 2] = "This one line was written anew, and it is a little longer."
    body = f" [pause {PAUSE}s]\n\n".join(lines)
    return f"---\ntitle: A long sitting\n---\n[bell]\n\n{body} [pause {PAUSE}s]\n\n[bell]\n"


def rendering(minutes: int, bed: str, *, edited: bool = False) -> Any:  # noqa: ANN401  # imported late
    """Say what to make."""
    from compassion_audio.library import Source
    from compassion_audio.studio.finish import Finish
    from compassion_audio.studio.rendering import Rendering
    from compassion_audio.units import WordsPerMinute

    source = Source("long", "long.md", practice(minutes, edited=edited))
    return Rendering(source, "espeak", WordsPerMinute(115), finish=Finish(bed=bed or None))


def prepare(folder: Path, minutes: int) -> None:
    """Speak every line, and write what the usual way begins with: lines, bell and bed as WAV."""
    import soundfile

    from compassion_audio.audio.bed import bed
    from compassion_audio.audio.bell import strike
    from compassion_audio.script import Say
    from compassion_audio.settings import Folders
    from compassion_audio.studio.planning import planned

    folders = Folders(folder / "data", folder / "cache")
    (folder / "lines").mkdir(exist_ok=True)
    with planned(rendering(minutes, ""), folders=folders) as plan:
        for cue in plan.timeline.cues:
            if isinstance(cue.step, Say):
                path = folder / "lines" / f"{cue.step.line:06}.wav"
                soundfile.write(path, plan.clips[cue.step].samples, 48_000, subtype="PCM_16")
    soundfile.write(folder / "bell.wav", strike("bowl").samples * 0.4, 48_000)
    soundfile.write(folder / "rain.wav", bed("rain").samples, 48_000)


def ours(folder: Path, minutes: int, bed: str, *, edited: bool = False) -> Callable[[], None]:
    """Make the recording as this program does."""
    from compassion_audio.settings import Folders
    from compassion_audio.studio.render import render

    what = rendering(minutes, bed, edited=edited)
    folders = Folders(folder / "data", folder / "cache")

    def work() -> None:
        render(what, to=folder / "ours.mp3", may_overwrite=True, folders=folders)

    return work


def usual(folder: Path, minutes: int, bed: str) -> Callable[[], None]:
    """Make it as most do today."""
    import warnings

    warnings.simplefilter("ignore")
    from pydub import AudioSegment
    from pydub.effects import normalize

    lines = sorted((folder / "lines").glob("*.wav"))[: minutes * LINES_A_MINUTE]

    def work() -> None:
        pause = AudioSegment.silent(PAUSE * 1000, frame_rate=48_000)
        bell = AudioSegment.from_wav(folder / "bell.wav")
        whole = AudioSegment.silent(4_000, frame_rate=48_000)
        for path in lines:
            whole += AudioSegment.from_wav(path)
            whole += pause
        whole += AudioSegment.silent(16_000, frame_rate=48_000)
        whole = whole.overlay(bell).overlay(bell, position=len(whole) - 16_000)
        if bed:
            under = AudioSegment.from_wav(folder / "rain.wav") - 20
            whole = whole.set_channels(2).overlay(under, loop=True)
        normalize(whole).export(
            folder / "usual.mp3",
            format="mp3",
            bitrate="128k" if bed else "96k",
            parameters=["-compression_level", "5"],
        ).close()

    return work


def lame_alone(folder: Path, minutes: int, bed: str) -> Callable[[], None]:
    """Encode the finished samples in one go, and nothing else."""
    import numpy as np

    from compassion_audio.audio.mix import quantised
    from compassion_audio.delivery.coding import Coding
    from compassion_audio.delivery.mp3 import encoded_level
    from compassion_audio.settings import Folders
    from compassion_audio.studio.planning import planned
    from compassion_audio.studio.sound import sounded

    folders = Folders(folder / "data", folder / "cache")
    with planned(rendering(minutes, bed), folders=folders) as plan:
        sound = sounded(plan)
        gain = 1 / encoded_level(None)
        samples = np.concatenate(list(quantised(sound.blocks, gain=gain)))
    coding = Coding(samples.shape[1])

    def work() -> None:
        encoder = coding.encoder()
        for begin in range(0, len(samples), 48_000):
            encoder.encode(samples[begin : begin + 48_000].tobytes())
        encoder.flush()

    return work


def forget_pieces(folder: Path) -> None:
    """Give up the encoded sound that was kept."""
    subprocess.run(["rm", "-rf", str(folder / "cache" / "pieces")], check=True)


def one(way: str, folder: Path, minutes: int, bed: str, *, is_pinned: bool) -> Figures:
    """Do one run, and measure it without the start of Python."""
    if is_pinned:
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    if way == "edited":
        ours(folder, minutes, bed)()
        # speech is not counted: the new line is spoken before
        prepare_edit(folder, minutes)
        work = ours(folder, minutes, bed, edited=True)
    elif way == "ours":
        forget_pieces(folder)
        work = ours(folder, minutes, bed)
    else:
        work = {"usual": usual, "lame": lame_alone}[way](folder, minutes, bed)
    before, begin = cpu(), time.perf_counter()
    work()
    wall = time.perf_counter() - begin
    return {"wall": wall, "cpu": cpu() - before, "memory": memory()}


def memory() -> float:
    """Give the most memory that this process had at once, in megabytes.

    What `getrusage` tells of it would be no less than what its parent had.
    """
    status = Path("/proc/self/status").read_text()
    (told,) = (line for line in status.splitlines() if line.startswith("VmHWM"))
    return int(told.split()[1]) / 1024


def prepare_edit(folder: Path, minutes: int) -> None:
    """Speak the line that was edited."""
    from compassion_audio.settings import Folders
    from compassion_audio.studio.planning import planned

    folders = Folders(folder / "data", folder / "cache")
    with planned(rendering(minutes, "", edited=True), folders=folders):
        pass


def cpu() -> float:
    """Give the processor seconds of this process, its threads and its children so far."""
    told = os.times()
    return told.user + told.system + told.children_user + told.children_system


def run(way: str, folder: Path, minutes: int, bed: str = "", *, is_pinned: bool = False) -> Figures:
    """Do one run in a process of its own."""
    where = "pinned" if is_pinned else "free"
    command = [sys.executable, __file__, "--one", way, str(folder), str(minutes), bed, where]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    found: Figures = json.loads(done.stdout)
    return found


def both(way: str, *told: Any) -> Figures:  # noqa: ANN401
    """Do a run on all processors, and one for its processor time."""
    return run(way, *told) | {"cpu": run(way, *told, is_pinned=True)["cpu"]}


def paired(ways: tuple[str, ...], rounds: int, *told: Any) -> dict[str, Figures]:  # noqa: ANN401
    """Run several ways in turn, and give the medians of each."""
    every: dict[str, list[Figures]] = {way: [] for way in ways}
    for _ in range(rounds):
        for way in ways:
            every[way].append(both(way, *told))
    return {
        way: {name: statistics.median(run[name] for run in runs) for name in runs[0]}
        for way, runs in every.items()
    }


def table(folder: Path, rounds: int) -> Iterator[str]:
    """Measure everything, and write it as Markdown."""
    yield "| minutes | bed | CPU, pydub | CPU, ours | ratio | wall, pydub | wall, ours | ratio |"
    yield "|---|---|---|---|---|---|---|---|"
    for minutes in LENGTHS:
        for bed in ("", "rain"):
            found = paired(("ours", "usual"), rounds, folder, minutes, bed)
            mine, theirs = found["ours"], found["usual"]
            cells = [str(minutes), bed or "none"]
            for name in ("cpu", "wall"):
                ratio = mine[name] / theirs[name]
                cells += [f"{theirs[name]:.2f} s", f"{mine[name]:.2f} s", f"{ratio:.2f}"]
            yield f"| {' | '.join(cells)} |"
    yield ""
    for bed in ("", "rain"):
        found = paired(("ours", "lame"), rounds, folder, 30, bed)
        ratio = found["ours"]["cpu"] / found["lame"]["cpu"]
        under = f"with {bed}" if bed else "no bed"
        yield f"- CPU against LAME alone on the finished samples, 30 minutes, {under}: {ratio:.2f}"
    edited = [run("edited", folder, 30) for _ in range(rounds)]
    again = statistics.median(figures["wall"] for figures in edited)
    yield f"- One edited line, second render of 30 minutes, its speech not counted: {again:.2f} s"
    for bed in ("", "rain"):
        memory = {minutes: run("ours", folder, minutes, bed)["memory"] for minutes in (30, *LONG)}
        told = ", ".join(f"{minutes} min {size:.0f} MB" for minutes, size in memory.items())
        yield f"- Peak memory, {'with ' + bed if bed else 'no bed'}: {told}"


def main() -> None:
    """Measure, print, and keep the result between its marks in the page of results."""
    if sys.argv[1:2] == ["--one"]:
        way, place, minutes, bed, where = sys.argv[2:7]
        told = one(way, Path(place), int(minutes), bed, is_pinned=where == "pinned")
        print(json.dumps(told))
        return
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        prepare(folder, LONG[-1])
        machine = f"Python {platform.python_version()}, {os.cpu_count()} cores"
        said = f"{machine}; medians of {rounds} runs, in turn; speech was spoken before."
        lines = [said, ""]
        for line in table(folder, rounds):
            print(line, flush=True)
            lines.append(line)
    keep("\n".join(lines))


def keep(text: str) -> None:
    """Put the result between its marks."""
    page = RESULTS.read_text() if RESULTS.exists() else f"# Results\n\n{BEGIN}\n{END}\n"
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    RESULTS.write_text(f"{before}{BEGIN}\n{text}\n{END}{after}")


if __name__ == "__main__":
    main()
