"""Performance of links as the routers measure it (RFC 8571 §2, RFC 8570 §4, RFC 7471 §4)."""

from __future__ import annotations

from typing import Final

import attrs

from bgplib.attributes.bgp_ls._records import U24, Form, record
from bgplib.nlri.bgp_ls._layout import BANDWIDTH, AnyLayout, Layout
from bgplib.nlri.bgp_ls._text import Fields
from bgplib.values._field_kinds import kind_of

__all__ = ["PERFORMANCE", "LinkDelay", "LinkDelayRange", "LinkLoss"]

_ANOMALOUS: Final = 0x80
# RFC 8570 §4.4: the unit of loss is 0.000003 percent.
_PERCENT: Final = 0.000003


@attrs.frozen
class LinkDelay(Fields):
    """How long packets need to the other end."""

    anomalous: bool  #: the A bit: it is above a configured maximum, or was and has not recovered
    delay: int  #: in microseconds


@attrs.frozen
class LinkDelayRange(Fields):
    """How long packets need to the other end, at least and at most."""

    anomalous: bool  #: the A bit: one of them is beyond a configured bound
    minimum: int  #: in microseconds
    maximum: int  #: in microseconds


@attrs.frozen
class LinkLoss(Fields):
    """How many packets are lost."""

    anomalous: bool  #: the A bit
    loss: int  #: in units of 0.000003 percent

    @property
    def percent(self) -> float:
        """The same in percent of the packets."""
        return self.loss * _PERCENT


_A_BIT: Final[Form[bool]] = Form(
    1,
    lambda octets: bool(octets[0] & _ANOMALOUS),
    lambda anomalous: bytes((_ANOMALOUS if anomalous else 0,)),
)

PERFORMANCE: Final[dict[int, AnyLayout]] = {
    1114: record(LinkDelay, anomalous=_A_BIT, delay=U24),
    1115: record(LinkDelayRange, anomalous=_A_BIT, minimum=U24, reserved=1, maximum=U24),
    # RFC 8571 §2.3: a reserved octet, and the variation in microseconds.
    1116: Layout(
        lambda octets: int.from_bytes(octets[1:], "big") if len(octets) == 4 else None,
        lambda variation: b"\0" + variation.to_bytes(3, "big"),
        kind_of(int, ""),
    ),
    1117: record(LinkLoss, anomalous=_A_BIT, loss=U24),
    1118: BANDWIDTH,
    1119: BANDWIDTH,
    1120: BANDWIDTH,
}
