"""The harness itself: daemons start, answer and end, and say why when they do not."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from daemons import Bird, Daemon, Exabgp, Frr, Gobgpd, Openbgpd
from tests.interop import EXAMPLES, free_port, needs

_PORT = free_port()
_NETWORK = EXAMPLES / "demo_network"
_SUBSTITUTE = {"@PORT@": str(_PORT), "127.0.0.": "127.0.1."}


def _bird() -> Daemon:
    return Bird(_NETWORK / "bird.conf", _SUBSTITUTE)


def _frr() -> Daemon:
    return Frr(_NETWORK / "frr.conf", _SUBSTITUTE, addresses=("127.0.1.1",), port=_PORT)


def _gobgp() -> Daemon:
    return Gobgpd(_NETWORK / "gobgpd.toml", _SUBSTITUTE)


def _openbgpd() -> Daemon:
    return Openbgpd(_NETWORK / "openbgpd.conf", _SUBSTITUTE)


def _exabgp() -> Daemon:
    return Exabgp(_NETWORK / "exabgp.conf", _SUBSTITUTE, address="127.0.1.5", port=_PORT)


@pytest.mark.parametrize(
    "make",
    [
        pytest.param(_bird, marks=needs(Bird)),
        pytest.param(_frr, marks=needs(Frr)),
        pytest.param(_gobgp, marks=needs(Gobgpd)),
        pytest.param(_openbgpd, marks=needs(Openbgpd)),
        pytest.param(_exabgp, marks=needs(Exabgp)),
    ],
)
def test_a_daemon_runs_inside_its_block(make: Callable[[], Daemon]) -> None:
    """It runs from the beginning of the block to its end, and leaves nothing behind."""
    with make() as daemon:
        ran = daemon.running
        assert daemon.version()[0].isdigit()
        directory = daemon.directory
        assert directory.is_dir()
    assert (ran, daemon.running) == (True, False)
    assert not directory.exists()


@needs(Bird)
def test_a_daemon_that_does_not_start_says_why() -> None:
    """A configuration that BIRD refuses is an error with BIRD's words, at once."""
    with pytest.raises(RuntimeError, match="syntax error"), Bird("router identity 7;"):
        pass


@needs(Bird)
def test_the_log_comes_with_a_failure() -> None:
    """An exception inside the block carries the log as a note."""
    with pytest.raises(LookupError) as failure, _bird():
        raise LookupError
    (note,) = failure.value.__notes__
    assert "Started" in note


def test_an_absent_daemon_is_a_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    """`why_not` names the program that is not there."""
    monkeypatch.setattr(Bird, "programs", ("/nowhere/bird",))
    assert Bird.why_not() == "bird is not installed (no /nowhere/bird)"
