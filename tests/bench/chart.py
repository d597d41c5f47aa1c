"""Draws the figures of a run as bars: `python -m tests.bench.chart FILE.json OUT.svg`.

Bars of one work have one scale, which is linear: a bar that is twice as long took twice as long.
"""

from __future__ import annotations

import json
import sys
from html import escape
from pathlib import Path
from typing import Any, Final

__all__ = ["draw"]

_WIDTH: Final = 760
_LABELS: Final = 170  #: columns for names
_FIGURES: Final = 130  #: columns for numbers
_ROW: Final = 20
_LONGEST: Final = 12  #: bars longer than so many times the median are cut, and say so


def draw(document: dict[str, Any]) -> str:
    """Return a picture of all works in which somebody is compared with bgplib."""
    works: dict[str, list[dict[str, Any]]] = {}
    for row in document["rows"]:
        if "each" in row:
            works.setdefault(row["work"], []).append(row)
    y = 10
    parts = []
    for work, rows in works.items():
        y += 22
        parts.append(f'<text x="0" y="{y}" class="head">{escape(work)}</text>')
        y += 8
        rows.sort(key=lambda row: float(row["each"]))
        # Who takes a hundred times as long would leave nothing to see of the others.
        limit = float(rows[len(rows) // 2]["each"]) * _LONGEST
        scale = (_WIDTH - _LABELS - _FIGURES) / min(float(rows[-1]["each"]) or 1.0, limit or 1.0)
        for row in rows:
            parts += _bar(row, y, scale, limit)
            y += _ROW
    y += 10
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {y}" role="img">\n'
        "<title>CPU time of bgplib and others</title>\n"
        "<style>text{font:13px sans-serif;fill:#888}.head{font-weight:bold}"
        ".ours{fill:#2a7ae2}.theirs{fill:#9aa5b1}</style>\n" + "\n".join(parts) + "\n</svg>\n"
    )


def _bar(row: dict[str, Any], y: int, scale: float, limit: float) -> list[str]:
    """Draw a row of the table."""
    each = float(row["each"])
    width = min(each, limit) * scale
    cut = " (cut)" if each > limit else ""
    kind = "ours" if row["peer"].startswith("bgplib") else "theirs"
    return [
        f'<text x="{_LABELS - 8}" y="{y + 14}" text-anchor="end">{escape(row["peer"])}</text>',
        f'<rect x="{_LABELS}" y="{y + 3}" width="{width:.1f}" height="{_ROW - 6}" class="{kind}"/>',
        f'<text x="{_LABELS + width + 6:.1f}" y="{y + 14}">{each * 1e6:.2f} µs{cut}</text>',
    ]


def main() -> None:
    """Read a file that `--json` has written, and write a picture."""
    source, destination = map(Path, sys.argv[1:])
    destination.write_text(draw(json.loads(source.read_text())))


if __name__ == "__main__":
    main()
