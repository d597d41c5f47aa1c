"""Changes that make the AS path longer: prepending, and the local AS of RFC 7705."""

from __future__ import annotations

from typing import Any, Final

import attrs

from bgplib._checks import of_type
from bgplib.context import SessionType
from bgplib.errors import LocalError
from bgplib.kernel.as_path import Segments
from bgplib.policy.context import Direction, PolicyContext
from bgplib.policy.modifiers._changed import with_as_path
from bgplib.policy.parts import Modifier
from bgplib.route import OUR_OWN_AS, Path

__all__ = ["LocalAsIn", "LocalAsOut", "Prepend", "PrependNeighbour", "prepended"]

_SEQUENCE: Final = 2
_CONFED_SEQUENCE: Final = 3
_LONGEST_SEGMENT: Final = 255


def prepended(path: Segments, asns: tuple[int, ...], kind: int = _SEQUENCE) -> Segments:
    """Put AS numbers in front of a path (RFC 4271 §5.1.2).

    Args:
        path: the path.
        asns: the AS numbers, 1 to 255 of them, the one that is to stand first in front.
        kind: AS_SEQUENCE, or AS_CONFED_SEQUENCE (RFC 5065 §4). An AS_SEQUENCE goes behind
            segments of a confederation, which are to be in front.
    """
    at = 0
    while kind == _SEQUENCE and at < len(path) and path[at][0] > _SEQUENCE:
        at += 1
    head, tail = path[:at], path[at:]
    # RFC 4271 §5.1.2: "If the act of prepending will cause an overflow in the AS_PATH segment
    # (i.e., more than 255 ASes), it SHOULD prepend a new segment of type AS_SEQUENCE and prepend
    # its own AS number to this new segment."
    if tail and tail[0][0] == kind and len(tail[0][1]) + len(asns) <= _LONGEST_SEGMENT:
        return (*head, (kind, asns + tail[0][1]), *tail[1:])
    return (*head, (kind, asns), *tail)


def _times(modifier: object, attribute: Any, times: Any) -> None:
    if not isinstance(times, int) or not 1 <= times <= _LONGEST_SEGMENT:
        raise LocalError(f"an AS number is prepended 1 to {_LONGEST_SEGMENT} times, not {times!r}")


def _asn(modifier: object, attribute: Any, asn: Any) -> None:
    if asn is not None and not (isinstance(asn, int) and 0 < asn <= 0xFFFFFFFF):
        raise LocalError(f"{asn!r} is not an AS number")


@attrs.frozen(eq=False)
class Prepend(Modifier):
    """Puts an AS number in front of the path, several times if need be.

    On export a speaker puts its own AS number in front of the result: prepending it once makes the
    path longer by two.

    Raises:
        LocalError: it is not an AS number, or not 1 to 255 times.
    """

    touches = "as_path"

    times: int = attrs.field(default=1, validator=_times)  #: how often
    #: the AS number; None for our own, `PolicyContext.local_as`
    asn: int | None = attrs.field(default=None, validator=_asn)

    def change(self, path: Path, context: PolicyContext) -> Path:
        """Return the changed path."""
        asn = context.local_as if self.asn is None else self.asn
        if asn is None:
            raise LocalError("the context does not say which AS is ours: `local_as`")
        # RFC 5065 §4: towards a peer of another Member-AS, AS numbers go into a segment of the
        # confederation.
        peer = context.peer
        inside = peer is not None and peer.session is SessionType.CONFEDERATION
        is_confederate = inside and context.direction is Direction.EXPORT
        kind = _CONFED_SEQUENCE if is_confederate else _SEQUENCE
        return with_as_path(path, prepended(path.attributes.as_path, (asn,) * self.times, kind))

    def __str__(self) -> str:
        """Return `prepend 65001 3 times`."""
        who = "our own AS" if self.asn is None else str(self.asn)
        return f"prepend {who}" + ("" if self.times == 1 else f" {self.times} times")


@attrs.frozen(eq=False)
class PrependNeighbour(Modifier):
    """Puts the AS number from which a route was received in front of the path once more.

    A route server does so: its own AS number is not in the path (RFC 7947 §2.2.2), and the client
    that announced the route makes itself look further away to another one. The AS number is
    `Path.neighbour_as`. A path that has none, as of a route of our own, is left as it is.

    Raises:
        LocalError: it is not 1 to 255 times.
    """

    touches = "as_path"

    times: int = attrs.field(default=1, validator=_times)  #: how often

    def change(self, path: Path, context: PolicyContext) -> Path:
        """Return the changed path."""
        asn = path.neighbour_as
        if asn == OUR_OWN_AS:
            return path
        return with_as_path(path, prepended(path.attributes.as_path, (asn,) * self.times))

    def __str__(self) -> str:
        """Return `prepend the neighbour AS 3 times`."""
        return "prepend the neighbour AS" + ("" if self.times == 1 else f" {self.times} times")


@attrs.frozen(eq=False)
class LocalAsIn(Modifier):
    """Shows the legacy AS of a session in what comes in by it (RFC 7705 §3.3, "Internal").

    Leave it out for "No Prepend Inbound".

    Raises:
        LocalError: it is not an AS number.
    """

    touches = "as_path"

    asn: int = attrs.field(validator=_asn)  #: the legacy AS, that of our OPEN in this session

    def change(self, path: Path, context: PolicyContext) -> Path:
        """Return the changed path."""
        # RFC 7705 §3.3: "The router SHOULD append the configured "Local AS" ASN in the AS_PATH
        # attribute before installing the route or advertising the UPDATE to an iBGP neighbor."
        return with_as_path(path, prepended(path.attributes.as_path, (self.asn,)))

    def __str__(self) -> str:
        """Return `show local AS 64510`."""
        return f"show local AS {self.asn}"


@attrs.frozen(kw_only=True, eq=False)
class LocalAsOut(Modifier):
    """Puts the legacy AS of a session in front of what goes out by it (RFC 7705 §3.3, "External").

    It does all that is to be done in front of the path: the speaker adds nothing (`own_as`).

    Raises:
        LocalError: it is not an AS number.
    """

    touches = "own_as"

    asn: int = attrs.field(validator=_asn)  #: the legacy AS, that of our OPEN in this session
    global_asn: int = attrs.field(validator=_asn)  #: the AS that all our other peers know
    #: "Replace Old AS": do not show the other one
    replace: bool = attrs.field(default=False, validator=of_type(bool))

    def change(self, path: Path, context: PolicyContext) -> Path:
        """Return the changed path."""
        # RFC 7705 §3.3: "The BGP router SHOULD first append the globally configured ASN to the
        # AS_PATH immediately followed by the "Local AS" value before advertising the UPDATE to an
        # eBGP neighbor."
        # RFC 7705 §3.3: "The BGP router MUST append only the configured "Local AS" ASN value to
        # the AS_PATH attribute before sending the BGP UPDATEs outbound to the eBGP neighbor."
        front = (self.asn,) if self.replace else (self.asn, self.global_asn)
        return with_as_path(path, prepended(path.attributes.as_path, front))

    def __str__(self) -> str:
        """Return `leave by local AS 64510`."""
        return f"leave by local AS {self.asn}" + (" alone" if self.replace else "")
