"""Every developer action, by name: `nox` runs what must pass, `nox -l` lists the rest."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import nox

nox.options.sessions = ["architecture", "lint", "types", "tests", "examples", "docs", "build"]
nox.options.reuse_existing_virtualenvs = True
nox.needs_version = ">=2025.2.9"

#: how many processes run tests; pytest-xdist's word for all cores
WORKERS = os.environ.get("BGPLIB_TEST_WORKERS", "auto")


def install(session: nox.Session, *groups: str, extras: str = "all") -> None:
    """Install bgplib as it is being edited, with extras and groups of development tools."""
    session.install(
        "-e",
        f".[{extras}]",
        *nox.project.dependency_groups(nox.project.load_toml("pyproject.toml"), *groups),
    )


def install_groups(session: nox.Session, *groups: str) -> None:
    """Install groups of development tools alone."""
    session.install(
        *nox.project.dependency_groups(nox.project.load_toml("pyproject.toml"), *groups)
    )


def compiled_house(session: nox.Session) -> Path:
    """Return a copy of the repository whose `bgplib` is that of a wheel with compiled modules.

    The session gets what bgplib depends on, and proof that the modules that should be compiled are
    the ones that are imported, and that with BGPLIB_PURE=1 none of them is.
    """
    session.install("build", "hatchling", ".[all]")
    house = Path(session.create_tmp()) / "house"
    shutil.rmtree(house, ignore_errors=True)
    listed = session.run("git", "ls-files", silent=True, external=True)
    for name in str(listed).splitlines():
        if not name.startswith("bgplib/") and Path(name).exists():
            (house / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(name, house / name)
    dist = Path(session.create_tmp()) / "dist-compiled"
    shutil.rmtree(dist, ignore_errors=True)
    command = ("python", "-m", "build", "-q", "--wheel", "--outdir", str(dist), ".")
    session.run(*command, env={"BGPLIB_COMPILE": "1"}, silent=True)
    (wheel,) = dist.glob("*.whl")
    # For the programs that tests start, and beside the tests themselves.
    session.install("--force-reinstall", "--no-deps", str(wheel))
    session.run("python", "-m", "zipfile", "-e", str(wheel.resolve()), str(house))
    # As an installer does: what a program takes to start is measured, too.
    session.run("python", "-m", "compileall", "-q", str(house / "bgplib"))
    with session.chdir(house):
        session.run("python", "-m", "tests.compiled")
        session.run("python", "-m", "tests.compiled", env={"BGPLIB_PURE": "1"})
    return house.resolve()


@nox.session
def architecture(session: nox.Session) -> None:
    """Check the structure: floors, purity, cards, tables, the public surface. Seconds."""
    install(session, "test")
    session.run("pytest", "-q", "tests/architecture", *session.posargs)


@nox.session
def lint(session: nox.Session) -> None:
    """Check style and formatting, and whether workflows are what their schema allows."""
    session.install(*nox.project.dependency_groups(nox.project.load_toml("pyproject.toml"), "lint"))
    session.run("ruff", "check", ".")
    session.run("ruff", "format", "--check", ".")
    workflows = sorted(map(str, Path(".github/workflows").glob("*.yml")))
    session.run("check-jsonschema", "--builtin-schema", "vendor.github-workflows", *workflows)


@nox.session
def types(session: nox.Session) -> None:
    """Check types, strictly: of the library, and of all that stands beside it."""
    install(session, "types", "test")
    session.run("mypy", *(session.posargs or ("-p", "bgplib")))
    session.run("mypy", "noxfile.py", "hatch_build.py", "docs", "examples", "tests")
    for checked in (("-p", "bgplib"), ("--follow-imports=silent", "tests/unit")):
        session.run("mypy", "--platform", "win32", *checked)


@nox.session
def tests(session: nox.Session) -> None:
    """Run all tests but the structure's and the examples'.

    What needs daemons, tshark, bgpdump or other people's captures is skipped with the reason where
    these are absent.
    """
    install(session, "test")
    session.run(
        "pytest",
        "-q",
        "-n",
        WORKERS,
        "tests",
        "--ignore=tests/architecture",
        "--ignore=tests/interop",
        *session.posargs,
    )


@nox.session
def interop(session: nox.Session) -> None:
    """Run what talks to real daemons on loopback, one test after the other."""
    install(session, "test")
    session.run("pytest", "-q", "tests/interop", *session.posargs)


@nox.session
def differential(session: nox.Session) -> None:
    """Compare best paths with BIRD's, FRR's and GoBGP's; `-- --prefixes 500` for fewer."""
    install(session, "test")
    session.run(
        "python", "-m", "tests.differential", *session.posargs, env={"PYTHONPATH": "examples"}
    )


@nox.session
def properties(session: nox.Session) -> None:
    """Run the property tests with many examples. Long."""
    install(session, "test")
    session.run(
        "pytest",
        "-q",
        "-n",
        WORKERS,
        "--hypothesis-profile=long",
        "tests/properties",
        "tests/oracle",
        *session.posargs,
    )


@nox.session
def fuzz(session: nox.Session) -> None:
    """Fuzz the parsers: each harness for a minute, or as `-- update --seconds 600` says."""
    install(session, "test")
    session.run("python", "-m", "tests.fuzz.run", *session.posargs)


@nox.session
def examples(session: nox.Session) -> None:
    """Compile the examples, and run those that need nothing but bgplib."""
    install(session, "test")
    session.run("python", "-W", "error", "-m", "compileall", "-q", "examples")
    session.run("bgplib", "demo", silent=True)


@nox.session
def docs(session: nox.Session) -> None:
    """Build the documentation with warnings as errors, and run what it shows."""
    install(session, "docs")
    session.run(
        "sphinx-build", "-q", "-W", "--keep-going", "-b", "html", "docs", "docs/_build/html"
    )
    session.run("sphinx-build", "-q", "-W", "-b", "doctest", "docs", "docs/_build/doctest")


@nox.session
def bench(session: nox.Session) -> None:
    """Measure bgplib, pure and compiled, against its peers, in turn, and print ratios.

    A peer that cannot be installed here is left out, and the table says so. Arguments are those of
    `python -m tests.bench`; the file of `--json` is named from where nox runs.
    """
    install_groups(session, "test")
    house = compiled_house(session)
    for peer in nox.project.dependency_groups(nox.project.load_toml("pyproject.toml"), "bench"):
        session.install("--only-binary=pybgpkit-parser", peer, success_codes=[0, 1])
    # yabgp asks for releases of 2015 that it does not need for messages, and builds with
    # setuptools of its time.
    session.install("setuptools<66", "wheel", "netaddr")
    session.install("--no-deps", "--no-build-isolation", "yabgp", success_codes=[0, 1])
    arguments = [
        str(Path(each).resolve()) if before == "--json" else each
        for before, each in zip(["", *session.posargs], session.posargs, strict=False)
    ]
    with session.chdir(house):
        session.run("python", "-m", "tests.bench", *arguments)


@nox.session
def compiled(session: nox.Session) -> None:
    """Build a wheel with the hot modules compiled, prove that they are, and run all tests on it.

    With `-- tests/oracle` or other arguments only those.
    """
    install_groups(session, "test")
    house = compiled_house(session)
    arguments = session.posargs or (
        "tests",
        "--ignore=tests/architecture",
        "--ignore=tests/interop",
    )
    # Captures, RFC texts and the study of errors are looked for beside the repository, not beside
    # its copy.
    beside = {
        "BGPLIB_CORPUS": Path("../shared/data"),
        "BGPLIB_RFC": Path("../shared/rfc"),
        "BGPLIB_STUDY": Path("../shared/reference/errors.md"),
    }
    environment = {
        name: os.environ.get(name, str(place.resolve())) for name, place in beside.items()
    }
    with session.chdir(house):
        session.run("pytest", "-q", "-n", WORKERS, *arguments, env=environment)


@nox.session
def build(session: nox.Session) -> None:
    """Build the wheel; install it bare, then with the command line, and use both."""
    session.install("build")
    dist = Path(session.create_tmp()) / "dist"
    session.run("python", "-m", "build", "-q", "--outdir", str(dist), silent=True)
    (wheel,) = dist.glob("*.whl")
    bare = Path(session.create_tmp()) / "bare"
    session.run("python", "-m", "venv", "--clear", str(bare))
    python = str(bare / "bin" / "python")
    session.run(python, "-m", "pip", "install", "-q", str(wheel), external=True)
    session.run(python, "-c", "import bgplib; bgplib.Prefix.parse('10.0.0.0/8')", external=True)
    session.run(python, "-m", "pip", "install", "-q", f"{wheel}[cli]", external=True)
    session.run(python, "-m", "bgplib", "--help", external=True, silent=True)
    session.run(python, "-m", "bgplib", "demo", external=True, silent=True)
