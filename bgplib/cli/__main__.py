"""The entry of the `bgplib` command."""

from __future__ import annotations

import sys
from importlib.util import find_spec

__all__ = ["main"]

_NEEDED = ("click", "rich")


def main() -> None:
    """Run the command with the arguments of the process, and end the process."""
    missing = [name for name in _NEEDED if find_spec(name) is None]
    if missing:
        print(
            f"bgplib: the command needs {' and '.join(missing)}: "
            "install bgplib with the extra cli, pip install 'bgplib[cli]'",
            file=sys.stderr,
        )
        sys.exit(2)
    from bgplib.cli._root import cli

    cli.main(prog_name="bgplib")


if __name__ == "__main__":
    main()
