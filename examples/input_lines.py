"""Lines of standard input, as they come, in an asyncio program that does other things too."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from typing import IO

__all__ = ["follow_lines"]

_CHUNK = 65536


def follow_lines(source: IO[str], take: Callable[[str], None]) -> None:
    """Call `take` for each line of a file, from the running loop, until the file ends.

    Its octets are read past the file's own buffer: a line that waits there would wake nobody. A
    last line that nothing ends counts.
    """
    loop, descriptor = asyncio.get_running_loop(), source.fileno()
    rest = b""

    def read() -> bool:
        nonlocal rest
        octets = os.read(descriptor, _CHUNK)
        *lines, rest = (rest + octets).split(b"\n") if octets else (rest, b"")
        for line in lines:
            if line or octets:
                take(line.decode(errors="replace"))
        return bool(octets)

    def awoken() -> None:
        if not read():
            loop.remove_reader(descriptor)

    def read_all() -> None:
        if read():
            loop.call_soon(read_all)

    try:
        loop.add_reader(descriptor, awoken)
    except PermissionError:
        # A plain file, which can be read at any time, is nothing that the system lets wait for.
        loop.call_soon(read_all)
