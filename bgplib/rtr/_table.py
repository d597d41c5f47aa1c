"""From octets to PDUs."""

from __future__ import annotations

import struct
from collections.abc import Callable
from typing import Final

from bgplib._checks import octets_of
from bgplib.errors import DecodeError, ParseError
from bgplib.octets import Reader
from bgplib.policy.rpki.aspa import Aspa
from bgplib.policy.rpki.roa import Roa
from bgplib.rtr import codes
from bgplib.rtr.control import (
    CacheReset,
    CacheResponse,
    EndOfData,
    ResetQuery,
    SerialNotify,
    SerialQuery,
)
from bgplib.rtr.error import PduError
from bgplib.rtr.error_report import ErrorReport
from bgplib.rtr.payload import AspaPdu, PrefixPdu, RouterKey, RouterKeyPdu
from bgplib.rtr.pdu import HEADER, Pdu
from bgplib.values.prefix import Prefix

__all__ = ["decode"]


#: Flags, Prefix Length, Max Length, zero, the address, the AS number; there are many of them
_PREFIX: Final = {size: struct.Struct(f">BBBx{size}sI") for size in (4, 16)}


def decode(octets: bytes) -> Pdu:
    """Read one PDU.

    Args:
        octets: all of it.

    Raises:
        LocalError: it is no octets.
        PduError: it is no PDU; `error_code` is what a router or cache reports.
    """
    octets = octets_of(octets, "octets")
    if len(octets) < HEADER.size:
        raise PduError(f"a PDU has {len(octets)} octets, which is less than its header")
    version, kind, field, length = HEADER.unpack_from(octets)
    if version not in codes.VERSIONS:
        raise PduError(f"the version is {version}", error_code=codes.UNSUPPORTED_VERSION)
    read = _READERS.get(kind)
    # A type of a later version is none in this one.
    if read is None or version < _SINCE.get(kind, 0):
        name = codes.name_of(codes.PDU_NAMES, kind)
        raise PduError(
            f"the type is {name} in version {version}", error_code=codes.UNSUPPORTED_PDU_TYPE
        )
    if length != len(octets):
        raise PduError(f"the Length is {length}, of {len(octets)} octets")
    reader = Reader(octets, HEADER.size)
    try:
        pdu = read(version, field, reader)
        reader.finish()
    except (DecodeError, ParseError) as error:
        if isinstance(error, PduError):
            raise
        raise PduError(f"{codes.PDU_NAMES[kind]}: {error}") from None
    return pdu


def _serial_notify(version: int, field: int, reader: Reader) -> Pdu:
    return SerialNotify(version=version, session_id=field, serial=reader.u32())


def _serial_query(version: int, field: int, reader: Reader) -> Pdu:
    return SerialQuery(version=version, session_id=field, serial=reader.u32())


def _reset_query(version: int, _field: int, _reader: Reader) -> Pdu:
    return ResetQuery(version=version)


def _cache_response(version: int, field: int, _reader: Reader) -> Pdu:
    return CacheResponse(version=version, session_id=field)


def _end_of_data(version: int, field: int, reader: Reader) -> Pdu:
    serial = reader.u32()
    if version == 0:
        return EndOfData(version=version, session_id=field, serial=serial)
    refresh, retry, expire = reader.u32(), reader.u32(), reader.u32()
    return EndOfData(
        version=version,
        session_id=field,
        serial=serial,
        refresh=refresh,
        retry=retry,
        expire=expire,
    )


def _cache_reset(version: int, _field: int, _reader: Reader) -> Pdu:
    return CacheReset(version=version)


def _ipv4_prefix(version: int, _field: int, reader: Reader) -> Pdu:
    return _prefix(version, reader, 4)


def _ipv6_prefix(version: int, _field: int, reader: Reader) -> Pdu:
    return _prefix(version, reader, 16)


def _prefix(version: int, reader: Reader, size: int) -> Pdu:
    layout = _PREFIX[size]
    flags, length, longest, address, asn = layout.unpack(reader.take(layout.size))
    prefix = Prefix.from_address(address, length)
    if prefix.address != address:
        raise PduError(f"{prefix} has bits behind its length")
    # RFC 8210 §5.1: Max Length "MUST NOT be less than the Prefix Length element."
    roa = Roa(prefix=prefix, asn=asn, max_length=longest)
    return PrefixPdu(version=version, announce=bool(flags & 1), roa=roa)


def _router_key(version: int, field: int, reader: Reader) -> Pdu:
    identifier, asn = reader.take(20), reader.u32()
    key = RouterKey(asn=asn, identifier=identifier, key=reader.rest())
    return RouterKeyPdu(version=version, announce=bool(field >> 8 & 1), router_key=key)


def _aspa(version: int, field: int, reader: Reader) -> Pdu:
    announce = bool(field >> 8 & 1)
    if not announce and reader.remaining != 4:
        # Up to draft-ietf-sidrops-8210bis-10 the flags stood in the body, beside an address family.
        raise PduError("the ASPA is withdrawn with providers, or laid out as in an older draft")
    customer = reader.u32()
    providers = []
    while reader.remaining:
        providers.append(reader.u32())
    if announce and not providers:
        raise PduError("the ASPA is announced without providers")
    return AspaPdu(version=version, announce=announce, aspa=Aspa(customer, providers))


def _error_report(version: int, field: int, reader: Reader) -> Pdu:
    octets = reader.take(reader.u32())
    text = reader.take(reader.u32()).decode("utf-8", "backslashreplace")
    return ErrorReport(version=version, code=field, octets=octets, text=text)


_READERS: Final[dict[int, Callable[[int, int, Reader], Pdu]]] = {
    codes.SERIAL_NOTIFY: _serial_notify,
    codes.SERIAL_QUERY: _serial_query,
    codes.RESET_QUERY: _reset_query,
    codes.CACHE_RESPONSE: _cache_response,
    codes.IPV4_PREFIX: _ipv4_prefix,
    codes.IPV6_PREFIX: _ipv6_prefix,
    codes.END_OF_DATA: _end_of_data,
    codes.CACHE_RESET: _cache_reset,
    codes.ROUTER_KEY: _router_key,
    codes.ERROR_REPORT: _error_report,
    codes.ASPA: _aspa,
}
_SINCE: Final = {codes.ROUTER_KEY: codes.ROUTER_KEY_SINCE, codes.ASPA: codes.ASPA_SINCE}
