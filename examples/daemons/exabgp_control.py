"""A child of ExaBGP: commands go from a FIFO to ExaBGP, events from ExaBGP to a file.

`exabgp.py` puts a copy into the daemon's directory; FIFO and file are made beside that copy.
"""

from __future__ import annotations

import os
import shutil
import sys
import threading
from pathlib import Path


def main() -> None:
    """Copy both ways until ExaBGP is gone."""
    directory = Path(__file__).parent
    threading.Thread(target=keep_events, args=(directory / "events",)).start()
    os.mkfifo(directory / "commands")
    while True:
        with (directory / "commands").open() as commands:  # until its writer closes it
            shutil.copyfileobj(commands, sys.stdout)
        sys.stdout.flush()


def keep_events(file: Path) -> None:
    """Write down what ExaBGP says; end this process when it says no more."""
    with file.open("w", buffering=1) as events:
        events.writelines(sys.stdin)
    os._exit(0)


main()
