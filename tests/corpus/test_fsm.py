"""The state machine's table against an independent one."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from bgplib.session.actions import Notify
from bgplib.session.fsm import TABLE


def test_the_published_rows(corpus: Path) -> None:
    """RFC 4271 §8.2.2: all 206 rows of the reference table, actions in order."""
    lines = (corpus / "fsm" / "rfc4271_fsm.jsonl").read_text().splitlines()
    ours = {(row.state.text, int(row.input), row.condition.text): row for row in TABLE}
    compared = 0
    for expected in map(json.loads, lines):
        row = ours[expected["state"], expected["event"], expected["condition"]]
        found: dict[str, Any] = {
            "actions": [str(a) if isinstance(a, Notify) else a.value for a in row.actions],
            "next": row.next.text,
            "name": row.input.text,
            "optional": row.optional,
        }
        assert found == {key: expected[key] for key in found}, expected
        compared += 1
    assert compared == 206
