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
    elif _contradicts(ours) or _contradicts(theirs):
        yield _contradiction(line, ours, theirs)
    elif here is None or there is None:
        yield _missing(line, here, there)
    else:
        yield _both(line, here, there)


def _contradicts(message: Open) -> bool:
    # RFC 9234 §4.2: "If multiple BGP Role Capabilities are received and not all of them have the
    # same value, then the BGP speaker MUST reject the connection".
    return len(set(message.every(Role))) > 1


def _contradiction(line: Agreement, ours: Open, theirs: Open) -> Agreement:
    here, there = ours.capability(Role), theirs.capability(Role)
    if here is None and there is not None:
        here = there.opposite
    which = " and ".join(
        name for name, each in (("our", ours), ("the peer's", theirs)) if _contradicts(each)
    )
    line = attrs.evolve(
        line,
        reason=f"{which} roles contradict each other (RFC 9234 §4.2)",
        remedy=_assigned(),
    )
    if here is None or here.opposite is None:
        return line
    offer = (here,) if ours.every(Role) == () or _contradicts(ours) else ()
    request = (here.opposite,) if there != here.opposite or _contradicts(theirs) else ()
    ways = [f"offer {value} alone (SessionConfig.role)" for value in offer]
    ways += [f"let the peer offer {value} alone" for value in request]
    return attrs.evolve(line, remedy="; ".join(ways), offer=offer, request=request)


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


def _both(line: Agreement, here: Role, there: Role) -> Agreement:
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
