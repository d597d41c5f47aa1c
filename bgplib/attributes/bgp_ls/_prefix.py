"""TLVs of prefixes that hold no others: RFC 9552 §5.3.3, RFC 9085 §2.3, RFC 9351 §4."""

from __future__ import annotations

from typing import Final

import attrs

from bgplib.attributes.bgp_ls._records import FLAGS, SID, U8, U32, Sid, record
from bgplib.nlri.bgp_ls._layout import (
    OCTETS,
    AnyLayout,
    address,
    flags,
    numbers,
    unsigned,
)
from bgplib.nlri.bgp_ls._text import Fields

__all__ = ["PREFIX", "FlexibleAlgorithmPrefixMetric", "PrefixSegment"]

_IGP_FLAGS: Final = {
    0x80: "is-is-up-down",
    0x40: "ospf-no-unicast",
    0x20: "ospf-local-address",
    0x10: "ospf-propagate-nssa",
}


@attrs.frozen(kw_only=True)
class PrefixSegment(Fields):
    """The SID of a prefix (RFC 9085 §2.3.1)."""

    flags: int = 0  #: as the IGP has them
    algorithm: int = 0  #: by which paths to the prefix are computed
    sid: Sid  #: the SID


@attrs.frozen(kw_only=True)
class FlexibleAlgorithmPrefixMetric(Fields):
    """What a prefix costs by a flexible algorithm (RFC 9351 §4)."""

    algorithm: int  #: 128 to 255
    flags: int = 0  #: as OSPF has them
    metric: int  #: the metric


PREFIX: Final[dict[int, AnyLayout]] = {
    1044: record(FlexibleAlgorithmPrefixMetric, algorithm=U8, flags=FLAGS, reserved=2, metric=U32),
    1152: flags(_IGP_FLAGS),
    1153: numbers(4),
    1154: numbers(8),
    1155: unsigned(4),
    1156: address(4, 16),
    1157: OCTETS,
    1158: record(PrefixSegment, flags=FLAGS, algorithm=U8, reserved=2, sid=SID),
    # RFC 9085 §2.3.2: what the flags mean, and how many there are, depends on the protocol.
    1170: flags({}, 0),
    1171: address(4, 16),
    1174: address(4),
}
