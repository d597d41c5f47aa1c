"""PolicyError: a policy cannot be carried out, and which statement is to blame."""

from __future__ import annotations

from bgplib.errors import BGPError, LocalError

__all__ = ["PolicyError", "text_of"]


class PolicyError(LocalError):
    """A matcher or modifier failed, or a policy of a program's own class did.

    The route was neither accepted nor rejected.

    What it raised is the cause (`__cause__`), unless bgplib found the fault itself.
    """

    def __init__(self, text: str, *, policy: str = "", statement: str = "", part: str = "") -> None:
        where = ""
        if statement:
            where = f"statement {statement!r} of policy {policy!r}"
            where += f", {part}: " if part else ": "
        super().__init__(where + text)
        self.text = text  #: what went wrong, one sentence
        self.policy = policy  #: the name of the policy; empty outside one
        self.statement = statement  #: the name of the statement; empty outside one
        self.part = part  #: the matcher or modifier, as it prints itself


def text_of(error: Exception) -> str:
    """Return what an error says, and of which kind it is unless bgplib raised it."""
    return str(error) if isinstance(error, BGPError) else f"{type(error).__name__}: {error}"
