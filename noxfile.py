"""The checks of every change: `nox`; one of them: `nox -s types`; `nox -l` lists them."""

from pathlib import Path

import nox

nox.options.default_venv_backend = "venv"
nox.options.error_on_missing_interpreters = True
nox.options.sessions = ["lint", "floors", "types", "tests", "wheel"]


@nox.session
def lint(session: nox.Session) -> None:
    """Style, docstrings and likely bugs."""
    session.install("-e", ".[dev]")
    session.run("ruff", "check", ".")
    session.run("ruff", "format", "--check", ".")


@nox.session
def floors(session: nox.Session) -> None:
    """Imports go down only."""
    session.install("-e", ".[dev]")
    session.run("lint-imports")


@nox.session
def types(session: nox.Session) -> None:
    """Every name has a type, and the types agree."""
    session.install("-e", ".[dev]")
    session.run("mypy")


@nox.session
def tests(session: nox.Session) -> None:
    """The tests, in a checkout that is installed in place."""
    session.install("-e", ".[test]")
    session.run("python", "-m", "pytest", *session.posargs)


@nox.session
def wheel(session: nox.Session) -> None:
    """The wheel alone, away from the checkout, makes a recording."""
    out = Path(session.create_tmp()).absolute()
    session.install("build")
    session.run("python", "-m", "build", "--wheel", "--outdir", str(out / "dist"), silent=True)
    built = max((out / "dist").glob("*.whl"), key=lambda path: path.stat().st_mtime)
    session.run("python", "-m", "venv", "--clear", str(out / "alone"), silent=True)
    binaries = out / "alone" / ("Scripts" if (out / "alone" / "Scripts").is_dir() else "bin")
    python = str(binaries / "python")
    session.run(python, "-m", "pip", "install", "--quiet", str(built), external=True)
    away = out / "away"
    away.mkdir(exist_ok=True)
    with session.chdir(away):
        compassion = str(binaries / "compassion")
        session.run(compassion, "list", external=True)
        session.run(
            compassion, "render", "self-compassion-break", "--voice", "espeak", external=True
        )
    made = away / "audio_out" / "self-compassion-break.mp3"
    if made.stat().st_size < 1_000_000:
        session.error(f"{made} is too small to be a five-minute recording")


@nox.session(name="system-voices")
def system_voices(session: nox.Session) -> None:
    """The slow proof: 300 passages through the real pyttsx3; its row belongs in docs/proofs.md."""
    session.install(".")
    session.run("python", "benchmarks/system_voices.py", *session.posargs)


@nox.session
def bench(session: nox.Session) -> None:
    """The speed table; run by hand, because a machine that is busy with checks is no judge."""
    session.install(".")
    session.run("python", "benchmarks/run.py", *session.posargs)
    session.run("python", "benchmarks/words.py")
    session.run("python", "benchmarks/voices.py", *session.posargs)
    session.run("python", "benchmarks/first_sound.py", *session.posargs)
    session.run("python", "benchmarks/reminders.py", *session.posargs)


@nox.session
def fuzz(session: nox.Session) -> None:
    """The slow proof: every property of the tests with some forty times as many examples."""
    session.install("-e", ".[test]")
    env = {"COMPASSION_LONG": "1"}
    session.run("python", "-m", "pytest", *session.posargs, env=env)


@nox.session
def reminding(session: nox.Session) -> None:
    """What the running reminders cost, and how soon they are there, on a real desktop."""
    session.install("-e", ".[test]")
    session.run("python", "benchmarks/reminding.py", env={"PYTHONPATH": "."})


@nox.session
def takes(session: nox.Session) -> None:
    """How well long recordings are cut into their lines, on real voices with every kind of slip."""
    session.install("-e", ".[test]")
    session.run("python", "benchmarks/takes.py", env={"PYTHONPATH": "."})


@nox.session
def loudness(session: nox.Session) -> None:
    """Every practice with every voice that is here, bed or none, each preset: a table of proofs."""
    session.install("-e", ".[test]")
    session.run("python", "benchmarks/loudness.py", *session.posargs)


@nox.session
def library(session: nox.Session) -> None:
    """Every guide and course that comes along, really rendered and verified: a table of proofs."""
    session.install(".")
    session.run("python", "benchmarks/library.py", *session.posargs)
