"""`python -m bgplib`: the `bgplib` command."""

from __future__ import annotations

from bgplib.cli.__main__ import main

if __name__ == "__main__":
    main()
