"""A progress bar on standard error, if that is a terminal."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

from bgplib.cli._text import safe

__all__ = ["nowhere", "progress"]

_STEPS: Final = 200  #: how often the bar is drawn, at most


@contextmanager
def progress(label: str, total: int | None) -> Iterator[Callable[[int], None]]:
    """Show how far a long work is; without a terminal, or a total, nothing is shown.

    Args:
        label: what is being done; control characters, which a name can have, are escaped.
        total: where it ends.

    Yields:
        A function to call with how far it is.
    """
    if not total or not sys.stderr.isatty():
        yield nowhere
        return
    # It takes a while to import, and is hardly ever needed.
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn

    columns = (TextColumn("{task.description}", markup=False), BarColumn(), TaskProgressColumn())
    with Progress(
        *columns, console=Console(stderr=True), transient=True, auto_refresh=False
    ) as bar:
        task = bar.add_task(safe(label), total=total)
        step, due = total // _STEPS + 1, 0

        def advance(position: int) -> None:
            nonlocal due
            if position >= due:
                due = position + step
                bar.update(task, completed=position, refresh=True)

        yield advance


def nowhere(_position: int) -> None:
    """Take a position and show nothing: what is called where there is no bar."""
