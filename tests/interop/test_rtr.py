"""The RPKI-Router protocol with others: our cache for BIRD, and our client at StayRTR."""

from __future__ import annotations

import json
import re
import shutil
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from daemons import Bird, wait_until
from tests.examples.programs import Program, free_port

STAYRTR = shutil.which("stayrtr")
PAYLOADS = [
    {"prefix": "192.0.2.0/24", "maxLength": 28, "asn": "AS64496", "ta": "x"},
    {"prefix": "2001:db8::/32", "maxLength": 48, "asn": 4200000000, "ta": "x"},
]


@pytest.fixture
def programs() -> Iterator[list[Program]]:
    """Return a list; what a test puts there is ended with it."""
    found: list[Program] = []
    yield found
    for program in found:
        program.stop(signal.SIGKILL)


def written(path: Path, *payloads: dict[str, object]) -> Path:
    """Write a file as a validator does."""
    path.write_text(json.dumps({"metadata": {}, "roas": payloads}))
    return path


@pytest.mark.interop
def test_bird_has_what_our_cache_has(programs: list[Program], tmp_path: Path) -> None:
    """RFC 8210 §8.1, §8.2: all of it, and then what has changed."""
    reason = Bird.why_not()
    if reason is not None:
        pytest.skip(reason)
    port, file = free_port(), written(tmp_path / "payloads.json", *PAYLOADS)
    programs.append(Program("rtr_cache.py", "--listen", f"127.0.0.1:{port}", str(file)))
    programs[0].hear("serial 0")
    config = (
        "log stderr all; router id 192.0.2.1; roa4 table r4; roa6 table r6;\n"
        "protocol rpki { roa4 { table r4; }; roa6 { table r6; };"
        f" remote 127.0.0.1 port {port}; refresh keep 1; retry keep 1; }}\n"
    )
    with Bird(config) as bird:
        wait_until(lambda: "192.0.2.0/24-28 AS64496" in bird.query("show", "route"))
        wait_until(lambda: "2001:db8::/32-48 AS4200000000" in bird.query("show", "route"))
        written(file, PAYLOADS[1])
        programs[0].hear("serial 1")
        wait_until(lambda: "192.0.2.0/24" not in bird.query("show", "route"))
        assert "2001:db8::/32-48" in bird.query("show", "route")
        assert re.search(r"Serial number: +1\n", bird.query("show", "protocols", "all"))


@pytest.mark.interop
@pytest.mark.skipif(STAYRTR is None, reason="stayrtr is not installed")
def test_our_client_has_what_stayrtr_has(programs: list[Program], tmp_path: Path) -> None:
    """RFC 8210 §8.1; and version 0, where the cache speaks no other (RFC 6810)."""
    assert STAYRTR is not None
    file = written(tmp_path / "payloads.json", *PAYLOADS)
    for version in (0, 1):
        port = free_port()
        options = ("-checktime=false", "-metrics.addr", "", "-protocol", str(version))
        with subprocess.Popen(
            [STAYRTR, "-bind", f"127.0.0.1:{port}", "-cache", str(file), *options],
            stderr=subprocess.PIPE,
        ) as cache:
            try:
                assert cache.stderr is not None
                lines = iter(cache.stderr.readline, b"")
                assert any(b"Server started" in line for line in lines)
                program = Program("rtr_client.py", "--list", f"127.0.0.1:{port}")
                programs.append(program)
                program.hear("2001:db8::/32-48 AS4200000000")
                assert "2 payloads came, 0 went\n192.0.2.0/24-28 AS64496\n" in program.said
                assert program.stop() == 0
            finally:
                cache.terminate()
