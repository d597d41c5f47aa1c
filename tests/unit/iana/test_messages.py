"""The names of errors are those of IANA's registries "BGP Error (Notification) Codes" and so on."""

from __future__ import annotations

from typing import Final

import pytest

from bgplib.iana import messages
from bgplib.messages.notification import Notification

#: error code: its name, and its subcodes
REGISTRIES: Final[dict[int, tuple[str, dict[int, str]]]] = {
    1: (
        "Message Header Error",
        {1: "Connection Not Synchronized", 2: "Bad Message Length", 3: "Bad Message Type"},
    ),
    2: (
        "OPEN Message Error",
        {
            1: "Unsupported Version Number",
            2: "Bad Peer AS",
            3: "Bad BGP Identifier",
            4: "Unsupported Optional Parameter",
            6: "Unacceptable Hold Time",
            7: "Unsupported Capability",
            11: "Role Mismatch",
        },
    ),
    3: (
        "UPDATE Message Error",
        {
            1: "Malformed Attribute List",
            2: "Unrecognized Well-known Attribute",
            3: "Missing Well-known Attribute",
            4: "Attribute Flags Error",
            5: "Attribute Length Error",
            6: "Invalid ORIGIN Attribute",
            8: "Invalid NEXT_HOP Attribute",
            9: "Optional Attribute Error",
            10: "Invalid Network Field",
            11: "Malformed AS_PATH",
        },
    ),
    4: ("Hold Timer Expired", {}),
    5: (
        "Finite State Machine Error",
        {
            1: "Receive Unexpected Message in OpenSent State",
            2: "Receive Unexpected Message in OpenConfirm State",
            3: "Receive Unexpected Message in Established State",
        },
    ),
    6: (
        "Cease",
        {
            1: "Maximum Number of Prefixes Reached",
            2: "Administrative Shutdown",
            3: "Peer De-configured",
            4: "Administrative Reset",
            5: "Connection Rejected",
            6: "Other Configuration Change",
            7: "Connection Collision Resolution",
            8: "Out of Resources",
            9: "Hard Reset",
            10: "BFD Down",
        },
    ),
    7: ("ROUTE-REFRESH Message Error", {1: "Invalid Message Length"}),
    8: ("Send Hold Timer Expired", {}),
    9: ("Loss of LSDB Synchronization", {}),
}
#: subcodes that an RFC asks nobody to send any more, and that keep a name (RFC 4271, Appendix A)
DEPRECATED: Final = {(2, 5), (3, 7)}


@pytest.mark.parametrize("code", REGISTRIES)
def test_each_error_has_its_name(code: int) -> None:
    """RFC 4271 §4.5: code, and the subcode behind it where it is not 0."""
    name, subcodes = REGISTRIES[code]
    assert Notification(code, 0).name == name
    for subcode, more in subcodes.items():
        assert Notification(code, subcode).name == f"{name}/{more}"
    assert Notification(code, 200).name == f"{name}/UNKNOWN(200)"


def test_no_other_error_has_one() -> None:
    """What the registries do not list has a number alone."""
    listed = {(code, sub) for code, (_, subcodes) in REGISTRIES.items() for sub in subcodes}
    assert messages.SUBCODE_NAMES.keys() == listed | DEPRECATED
    assert messages.ERROR_NAMES.keys() == REGISTRIES.keys()
    assert Notification(200, 3).name == "UNKNOWN(200)/UNKNOWN(3)"
