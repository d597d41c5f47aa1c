"""The cases of `bgplib.testing.malformed` for a router of any AS number and identifier.

The cases are of AS 65001 that speaks to AS 65000, or within AS 65000. For others the AS numbers in
their octets are replaced, and what bgplib makes of the result has to be what it was.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

import attrs

import bgplib
from bgplib.context import Context, SessionType
from bgplib.errors import DecodeError
from bgplib.findings import Treatment
from bgplib.iana import messages
from bgplib.registry import DEFAULT_REGISTRY, Registry
from bgplib.testing.malformed import MalformedCase

__all__ = ["Task", "adapted", "conditions", "tasks", "verdict", "verdict_of_few"]

_OURS: Final = 65001
_ROUTERS: Final = 65000
_ROUTERS_IDENTIFIER: Final = bytes((10, 0, 0, 1))
_AS_TRANS: Final = 23456
_TYPE_AT: Final = 18
#: attributes that every router knows (RFC 4271, RFC 1997, RFC 4456, RFC 4760, RFC 6793)
_EVERYWHERE: Final = frozenset((*range(1, 11), 14, 15, 17, 18))
_FEW: Final = Registry(
    (row for row in DEFAULT_REGISTRY.attributes.codecs if row.code in _EVERYWHERE),
    DEFAULT_REGISTRY.capabilities,
    DEFAULT_REGISTRY.nlri,
)
_MY_AS: Final = slice(20, 22)
_IDENTIFIER: Final = slice(24, 28)


@attrs.frozen(kw_only=True)
class Task:
    """A case as it is sent, or why it cannot be."""

    case: MalformedCase
    octets: bytes  #: what is sent
    context: Context  #: of the session, from the router's side
    identifier: int  #: the router's BGP Identifier
    reason: str = ""  #: why it is not run; empty where it is

    @property
    def kind(self) -> int:
        """The message type."""
        return self.octets[_TYPE_AT] if len(self.octets) > _TYPE_AT else 0

    @property
    def is_open(self) -> bool:
        """Whether it takes the place of our OPEN."""
        return self.case.name.startswith("open-")

    @property
    def is_whole(self) -> bool:
        """Whether the next message can be told from this one."""
        return int.from_bytes(self.octets[16:18], "big") == len(self.octets)


def tasks(
    cases: Iterator[MalformedCase],
    *,
    local_as: int,
    remote_as: int,
    identifier: bytes,
    configured: frozenset[str],
) -> Iterator[Task]:
    """Make of each case what is sent.

    Args:
        cases: the cases.
        local_as: our AS number.
        remote_as: the router's.
        identifier: the router's BGP Identifier.
        configured: what it is configured with: the words that `conditions` yields.
    """
    kind = SessionType.INTERNAL if local_as == remote_as else SessionType.EXTERNAL
    for case in cases:
        octets, context = adapted(case, local_as, remote_as, identifier)
        reason = ""
        lacking = [word for word in conditions(case) if word not in configured]
        if case.context.session is not kind:
            other = case.context.session
            reason = f"it is of sessions of another kind: {other and other.value}"
        elif lacking:
            reason = f"it is for a router that is configured so: {', '.join(lacking)}"
        elif octets is None:
            reason = "with these AS numbers it would be another case"
        yield Task(
            case=case,
            octets=octets or case.octets,
            context=context,
            identifier=int.from_bytes(identifier, "big"),
            reason=reason,
        )


def adapted(
    case: MalformedCase, local_as: int, remote_as: int, identifier: bytes
) -> tuple[bytes | None, Context]:
    """Return the octets and the context of a case for other AS numbers; no octets if none fit."""
    inside = case.context.session is SessionType.INTERNAL
    numbers = {_ROUTERS: remote_as} if inside else {_ROUTERS: remote_as, _OURS: local_as}
    context = attrs.evolve(case.context, local_as=remote_as, peer_as=local_as)
    octets = case.octets
    if len(octets) > _TYPE_AT and octets[_TYPE_AT] == messages.OPEN:
        return _open(octets, numbers, identifier), context
    wide = bool(case.context.four_octet_as)
    octets = _replaced(octets, numbers, 4)
    if not wide:
        if max(numbers.values()) > 0xFFFF:
            return None, context
        octets = _replaced(octets, numbers, 2)
    before, after = verdict(case.octets, case.context), verdict(octets, context)
    return (octets if before == after else None), context


def _open(octets: bytes, numbers: dict[int, int], identifier: bytes) -> bytes:
    whole = bytearray(_replaced(octets, numbers, 4))
    field = int.from_bytes(whole[_MY_AS], "big")
    if len(whole) >= _IDENTIFIER.stop:
        asn = numbers.get(field, field)
        whole[_MY_AS] = (asn if asn <= 0xFFFF else _AS_TRANS).to_bytes(2, "big")
        if whole[_IDENTIFIER] == _ROUTERS_IDENTIFIER:
            whole[_IDENTIFIER] = identifier
    return bytes(whole)


def _replaced(octets: bytes, numbers: dict[int, int], size: int) -> bytes:
    """Replace AS numbers of a size, all at once: one may become another's."""
    table = {old.to_bytes(size, "big"): new.to_bytes(size, "big") for old, new in numbers.items()}
    pattern = re.compile(b"|".join(map(re.escape, table)))
    return pattern.sub(lambda found: table[found[0]], octets)


def verdict_of_few(task: Task) -> Treatment:
    """Say what a router makes of a case that knows no attributes but those which all know."""
    return verdict(task.octets, task.context, _FEW)[0]


def verdict(
    octets: bytes, context: Context, registry: Registry = DEFAULT_REGISTRY
) -> tuple[Treatment, int, int]:
    """Say what bgplib makes of octets: treatment, and how many findings or which error."""
    try:
        message = bgplib.decode(octets, context, registry)
    except DecodeError as error:
        return Treatment.SESSION_RESET, error.code or 0, error.subcode or 0
    findings = getattr(message, "findings", ())
    worst = max((finding.treatment for finding in findings), default=Treatment.NONE)
    return worst, len(findings), 0


def conditions(case: MalformedCase) -> Iterator[str]:
    """Yield what the router has to be configured with, beside sessions and families."""
    context, expected = case.context, case.expected
    for word, holds in (
        ("aigp", context.aigp),
        ("prefix-sid", context.accept_prefix_sid),
        ("no-prefix-sid", context.accept_prefix_sid is False),
        ("no-as-set", context.reject_as_sets),
        ("route-server", not context.enforce_first_as),
        ("enforce-first-as", _depends_on_first_as(case)),
        ("bgpsec", _depends_on_bgpsec(case)),
    ):
        if holds:
            yield word
    if expected is None:
        return
    if expected.peer_as is None:
        yield "any-as"
    elif expected.peer_as not in (_OURS, _ROUTERS):
        yield f"peer-as-{expected.peer_as}"
    if expected.role is not None:
        yield f"role-{expected.role.text}{'-strict' if expected.strict_role else ''}"
    if expected.required:
        yield "required-capabilities"


def _depends_on_first_as(case: MalformedCase) -> bool:
    """Say whether a case is malformed for a router only that looks at the first AS of a path."""
    # RFC 4271 §6.3 lets a router look at it, and does not ask for it.
    if not case.context.enforce_first_as or case.expected is not None:
        return False
    lenient = attrs.evolve(case.context, enforce_first_as=False)
    return verdict(case.octets, lenient) != verdict(case.octets, case.context)


def _depends_on_bgpsec(case: MalformedCase) -> bool:
    """Say whether only a router with which BGPsec was negotiated makes of a case what we make."""
    with_it = case.context
    without = attrs.evolve(with_it, bgpsec_receive=())
    return verdict(case.octets, with_it)[0] is not verdict(case.octets, without)[0]
