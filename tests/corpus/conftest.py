"""Where the corpus is: messages, dumps and captures that others published, kept elsewhere."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import pytest

#: the directory with `hex/`, `malformed/`, `mrt/`, `pcap/` and `bmp/`
CORPUS: Final = Path(
    os.environ.get("BGPLIB_CORPUS") or Path(__file__).parents[2].parent / "shared" / "data"
)

Record = dict[str, Any]


@pytest.fixture(scope="session")
def corpus() -> Path:
    """Return the directory of the corpus; skip the test when there is none."""
    if not (CORPUS / "hex").is_dir():
        pytest.skip(f"no corpus at {CORPUS}: set BGPLIB_CORPUS")
    return CORPUS


@pytest.fixture(scope="session")
def records(corpus: Path) -> Callable[[str], list[Record]]:
    """Return what reads a file of records: `records("hex/open.jsonl")`; it is never empty."""

    def read(name: str) -> list[Record]:
        lines = (corpus / name).read_text(encoding="utf-8").splitlines()
        assert lines, f"{name} is empty"
        return [json.loads(line) for line in lines]

    return read
