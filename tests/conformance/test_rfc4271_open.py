"""RFC 4271 §6.2: what is wrong with an OPEN, and the NOTIFICATION that says so."""

from __future__ import annotations

import pytest

from bgplib.errors import DecodeError
from bgplib.findings import Treatment
from bgplib.messages.decoder import decode
from bgplib.messages.header import frame
from bgplib.messages.open import Open
from bgplib.messages.open_validation import Expected, validate


def open_octets(
    *,
    version: int = 4,
    asn: int = 65001,
    hold_time: int = 90,
    identifier: int = 0x0A000002,
    parameters: bytes = b"\0",
) -> bytes:
    return frame(
        1,
        bytes((version,))
        + asn.to_bytes(2, "big")
        + hold_time.to_bytes(2, "big")
        + identifier.to_bytes(4, "big")
        + parameters,
    )


def read(octets: bytes) -> Open:
    message = decode(octets)
    assert isinstance(message, Open)
    return message


def refusals(message: Open) -> list[tuple[int, int, bytes]]:
    return [
        (one.notification.code, one.notification.subcode, one.notification.data)
        for one in message.findings
        if one.treatment is Treatment.SESSION_RESET
    ]


@pytest.mark.parametrize("version", [0, 1, 3, 5, 255])
def test_an_unsupported_version_is_refused(version: int) -> None:
    """§6.2: Unsupported Version Number, data the largest version that is supported."""
    with pytest.raises(DecodeError) as caught:
        decode(open_octets(version=version))
    assert (caught.value.code, caught.value.subcode, caught.value.data) == (2, 1, b"\0\x04")


def test_version_4_is_accepted() -> None:
    """§4.2: "The current BGP version number is 4."."""
    assert read(open_octets(version=4)).version == 4


def test_a_peer_of_another_as_is_refused() -> None:
    """§6.2: Bad Peer AS when the AS field is unacceptable."""
    expected = Expected(local_as=65000, local_identifier=1, peer_as=65002)
    (finding,) = validate(read(open_octets(asn=65001)), expected)
    assert (finding.notification.code, finding.notification.subcode) == (2, 2)


def test_a_peer_of_the_configured_as_is_accepted() -> None:
    """§6.2: an acceptable AS field."""
    expected = Expected(local_as=65000, local_identifier=1, peer_as=65001)
    assert validate(read(open_octets(asn=65001)), expected) == ()


@pytest.mark.parametrize("hold_time", [1, 2])
def test_a_hold_time_of_one_or_two_seconds_is_refused(hold_time: int) -> None:
    """§6.2: "An implementation MUST reject Hold Time values of one or two seconds."."""
    assert refusals(read(open_octets(hold_time=hold_time))) == [(2, 6, b"")]


@pytest.mark.parametrize("hold_time", [0, 3, 90, 65535])
def test_other_hold_times_are_accepted(hold_time: int) -> None:
    """§4.2: "The Hold Time MUST be either zero or at least three seconds."."""
    message = read(open_octets(hold_time=hold_time))
    assert (message.hold_time, message.findings) == (hold_time, ())


def test_an_unknown_optional_parameter_is_refused() -> None:
    """§6.2: Unsupported Optional Parameters; type 1 (Authentication) is deprecated."""
    for kind in (0, 1, 3, 254):
        with pytest.raises(DecodeError) as caught:
            decode(open_octets(parameters=bytes((2, kind, 0))))
        assert (caught.value.code, caught.value.subcode) == (2, 4)


def test_the_known_optional_parameter_is_accepted() -> None:
    """RFC 5492 §4: type 2."""
    assert read(open_octets(parameters=b"\x04\x02\x02\x02\0")).findings == ()


def test_a_malformed_optional_parameter_is_refused() -> None:
    """§6.2: recognized, but malformed: "the Error Subcode MUST be set to 0 (Unspecific)"."""
    for parameters in (b"\x02\x02\x01", b"\x03\x02\x01\x02", b"\x05\x02\x03\x41\x01\0"):
        with pytest.raises(DecodeError) as caught:
            decode(open_octets(parameters=parameters))
        assert (caught.value.code, caught.value.subcode, caught.value.data) == (2, 0, b"")


def test_the_length_of_the_parameters_is_the_rest_of_the_message() -> None:
    """§4.2: "If the value of this field is zero, no Optional Parameters are present."."""
    assert read(open_octets(parameters=b"\0")).parameters == ()
    for parameters in (b"\0\x02", b"\x01", b"\x02\x02", b"\x01\x02\0"):
        with pytest.raises(DecodeError) as caught:
            decode(open_octets(parameters=parameters))
        assert (caught.value.code, caught.value.subcode) == (2, 0)


def test_a_short_open_is_a_header_error() -> None:
    """§6.1: "the Length field of an OPEN message is less than the minimum length": 1/2."""
    with pytest.raises(DecodeError) as caught:
        decode(frame(1, bytes(9)))
    assert (caught.value.code, caught.value.subcode, caught.value.data) == (1, 2, b"\0\x1c")
    assert len(open_octets()) == 29
