"""The line about roles in the report of a negotiation (RFC 9234 §4.2)."""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from bgplib.capabilities import Role
from bgplib.context import SessionType
from bgplib.messages.open import Open
from bgplib.session.agreement import Agreement

__all__ = ["role_lines"]


def role_lines(ours: Open, theirs: Open, session: SessionType | None) -> Iterator[Agreement]:
    """Report the roles of an external session; of others only if an OPEN has one."""
    here, there = ours.capability(Role), theirs.capability(Role)
    is_external = session is None or session is SessionType.EXTERNAL
    if here is None and there is None and not is_external:
        return
    line = Agreement(
        subject="ROLE",
        agreed=False,
        ours=_texts(ours),
        theirs=_texts(theirs),
        reason="",
    )
    if not is_external:
        # RFC 9234 §4.1: "The BGP Role characterizes the relationship between the eBGP speakers
        # forming a session."
        yield attrs.evolve(line, reason="roles belong to external sessions (RFC 9234 §4.1)")
    elif here is None or there is None:
        yield _missing(line, here, there)
    else:
        yield _both(line, here, there, contradicts=len(set(theirs.every(Role))) > 1)


def _missing(line: Agreement, here: Role | None, there: Role | None) -> Agreement:
    if here is None and there is None:
        return attrs.evolve(
            line,
            reason="neither OPEN says a role; nothing detects route leaks (RFC 9234 §5)",
            remedy="say what each AS is to the other (SessionConfig.role, and at the peer)",
        )
    if there is None:
        # RFC 9234 §4.2: "if the BGP Role Capability is sent but one is not received, the BGP
        # Speaker SHOULD ignore the absence of the BGP Role Capability and proceed with session
        # establishment."
        request = _opposite(here)
        return attrs.evolve(
            line,
            reason="the peer says no role; ours holds by itself (RFC 9234 §4.2)",
            remedy=f"let the peer offer {request[0]}" if request else _assigned(),
            request=request,
        )
    offer = _opposite(there)
    return attrs.evolve(
        line,
        reason="our OPEN says no role (RFC 9234 §4.2)",
        remedy=f"offer {offer[0]} (SessionConfig.role)" if offer else _assigned(),
        offer=offer,
    )


def _both(line: Agreement, here: Role, there: Role, *, contradicts: bool) -> Agreement:
    # RFC 9234 §4.2: "If multiple BGP Role Capabilities are received and not all of them have the
    # same value, then the BGP speaker MUST reject the connection".
    if contradicts:
        request = _opposite(here)
        return attrs.evolve(
            line,
            reason="the peer's roles contradict each other (RFC 9234 §4.2)",
            remedy=f"let the peer offer {request[0]} alone" if request else _assigned(),
            request=request,
        )
    if here.opposite == there:
        return attrs.evolve(
            line, agreed=True, reason="the roles correspond (RFC 9234 §4.2, Table 2)"
        )
    offer = _opposite(there)
    request = () if offer else _opposite(here)
    ways = [f"offer {value} instead (SessionConfig.role)" for value in offer]
    ways += [f"let the peer offer {value} instead" for value in _opposite(here)]
    return attrs.evolve(
        line,
        reason="the roles do not correspond (RFC 9234 §4.2, Table 2)",
        remedy=", or ".join(ways) or _assigned(),
        offer=offer,
        request=request,
    )


def _opposite(role: Role | None) -> tuple[Role, ...]:
    """Return what the other end must say; nothing for an unassigned role."""
    opposite = None if role is None else role.opposite
    return () if opposite is None else (opposite,)


def _assigned() -> str:
    return "say a role of RFC 9234 Table 1 at both ends (SessionConfig.role, and at the peer)"


def _texts(message: Open) -> str:
    return ", ".join(dict.fromkeys(value.text for value in message.every(Role)))
