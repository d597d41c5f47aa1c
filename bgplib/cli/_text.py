"""What the commands print: text that is safe on a terminal, and a little colour."""

from __future__ import annotations

import sys

import click

__all__ = ["bad", "complain", "faint", "safe", "strong", "write"]


def safe(text: object) -> str:
    """Return a text without control characters, which a peer could have put in."""
    return "".join(
        each if each.isprintable() else each.encode("unicode_escape").decode() for each in str(text)
    )


def write(text: str) -> None:
    """Print a line; its colours go with it to a terminal only, and not against NO_COLOR."""
    click.echo(text)


def complain(text: str) -> None:
    """Print an error on standard error, behind what was already printed."""
    sys.stdout.flush()
    click.echo(f"bgplib: {text}", err=True)


def strong(text: str) -> str:
    """Make text stand out."""
    return click.style(text, bold=True)


def faint(text: str) -> str:
    """Make text stand back."""
    return click.style(text, dim=True)


def bad(text: str) -> str:
    """Mark text as an error."""
    return click.style(text, fg="red")
