"""Writes the page that says what is typed and what is carried raw, from the tables themselves."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

import _registries as registries
from _registries import Entry, Untyped

from bgplib.attributes import _table as attributes
from bgplib.attributes import pmsi_tunnel
from bgplib.attributes.bgp_ls._table import ATTRIBUTES as LINK_STATE
from bgplib.attributes.extended_communities import _table as extended_communities
from bgplib.capabilities import _table as capabilities
from bgplib.iana import attributes as attribute_names
from bgplib.iana import bgp_ls as link_state_names
from bgplib.iana import capabilities as capability_names
from bgplib.iana import extended_communities as extended_community_names
from bgplib.iana import messages as message_codes
from bgplib.iana import tunnel_types
from bgplib.iana.families import AFI_L2VPN, Family
from bgplib.nlri import _table as nlri
from bgplib.nlri.bgp_ls._descriptors import NODE_DESCRIPTORS
from bgplib.nlri.bgp_ls._nlri import descriptors_of
from bgplib.nlri.evpn import _table as evpn
from bgplib.nlri.flowspec import _types as flow_types
from bgplib.nlri.mcast_vpls import _table as mcast_vpls
from bgplib.nlri.mup import _table as mup
from bgplib.nlri.mvpn import _table as mvpn
from bgplib.nlri.sfc import _table as sfc

ROOT: Final = Path(__file__).parents[1]
HEAD: Final = ("code", "name", "", "defined in, or why not typed", "file", "tests")
_TESTS: Final = 3  # as many of the test files as a row names

Row = tuple[str, str, str, str, str, str]


def page() -> str:
    """Return the page in Markdown."""
    parts = [
        "# What is typed",
        "",
        "Made from the tables when this documentation is built, beside what IANA's registries",
        "list. *Typed* entries decode to a value with fields. The others are kept octet for octet:",
        "*raw* ones are in no RFC; *deprecated* ones, an RFC asks nobody to recognize any more",
        "(RFC 7606 §7 has a list of attributes that count as unrecognized), and *reserved* numbers",
        "are no entries.",
        "",
    ]
    for title, rows in sections().items():
        parts += [f"## {title}", "", "| " + " | ".join(HEAD) + " |", "|" + "---|" * len(HEAD)]
        parts += ["| " + " | ".join(row) + " |" for row in rows]
        parts.append("")
    return "\n".join(parts)


@cache
def sections() -> dict[str, tuple[Row, ...]]:
    """Return the rows of all tables by title."""
    made: dict[str, Iterable[Row]] = {
        "Path attributes": _attributes(),
        "Capabilities": _capabilities(),
        "Address families": _families(),
        "EVPN route types": _routes(evpn.ROUTES.rows),
        "MCAST-VPN route types": _routes(mvpn.ROUTES.rows),
        "MCAST-VPLS route types": _routes(mcast_vpls.ROUTES.rows),
        "MUP route types": _routes(mup.ROUTES.rows),
        "SFC route types": _routes(sfc.ROUTES.rows),
        "CAR NLRI types": _entries(registries.CAR_TYPES),
        "CAR TLVs": _entries(registries.CAR_TLVS),
        "FlowSpec components": _entries(
            registries.flow_components(
                flow_types.NAMES,
                # Layer 2 has all of them.
                {code: flow_types.form_of(code, AFI_L2VPN) for code in flow_types.NAMES},
            )
        ),
        "BGP-LS NLRI types": _link_state_nlri(),
        "BGP-LS protocols": _entries(registries.protocols(link_state_names.PROTOCOLS)),
        "BGP-LS TLVs": _link_state_tlvs(),
        "Extended communities": _extended_communities(),
        "IPv6 extended communities": _ipv6_extended_communities(),
        "PMSI tunnel types": _entries(registries.pmsi_tunnel_types(pmsi_tunnel.TYPE_NAMES)),
        "Tunnel types": _entries(
            registries.tunnel_types(tunnel_types.NAMES), registries.DEPRECATED_TUNNEL_TYPES
        ),
        "Tunnel sub-TLVs": _entries(registries.TUNNEL_SUB_TLVS, registries.UNTYPED_TUNNEL_SUB_TLVS),
        "SR Policy segment list sub-TLVs": _entries(
            registries.SEGMENTS, registries.DEPRECATED_SEGMENTS
        ),
        "PREFIX_SID TLVs": _entries(registries.PREFIX_SIDS, registries.DEPRECATED_PREFIX_SIDS),
        "SRv6 Service sub-TLVs": _entries(
            registries.SERVICE_SUB_TLVS, registries.RESERVED_SERVICE_TLVS
        ),
        "SRv6 Service Data sub-sub-TLVs": _entries(
            registries.SERVICE_SUB_SUB_TLVS, registries.RESERVED_SERVICE_TLVS
        ),
        "AIGP TLVs": _entries(registries.AIGP_TLVS),
        "ORF types": _entries(registries.ORF_TYPES, registries.RESERVED_ORF_TYPES),
        "NOTIFICATION error codes": _errors(),
        "NOTIFICATION error subcodes": _subcodes(),
    }
    return {title: tuple(rows) for title, rows in made.items()}


def _attributes() -> Iterator[Row]:
    rows = {row.code: row for row in attributes.CODECS}
    for code in sorted(rows.keys() | attribute_names.NAMES.keys() | registries.ATTRIBUTES.keys()):
        name = attribute_names.name(code)
        yield _row(str(code), name, rows.get(code), registries.ATTRIBUTES.get(code))


def _capabilities() -> Iterator[Row]:
    rows = {row.code: row for row in capabilities.CODECS}
    untyped = registries.CAPABILITIES
    for code in sorted(rows.keys() | capability_names.NAMES.keys() | untyped.keys()):
        yield _row(str(code), capability_names.name(code), rows.get(code), untyped.get(code))


def _families() -> Iterator[Row]:
    for codec in nlri.CODECS:
        module = _module_of(codec)
        for family in codec.families:
            names = [name for name, value in vars(Family).items() if value == family]
            tests = _naming("|".join(names)) or ["tests/properties/test_families.py"]
            yield (
                f"{family.afi}/{family.safi}",
                str(family),
                "typed",
                codec.rfc,
                f"`{module}`",
                _listed(tests),
            )
    typed = {family.safi for codec in nlri.CODECS for family in codec.families}
    for safi, entry in registries.SAFIS.items():
        if safi in typed:
            raise LookupError(f"SAFI {safi} is typed, and not untyped")
        yield _row(f"any/{safi}", entry.name, None, entry)


def _module_of(codec: Any) -> str:
    """Return the file, or the folder, whose `CODEC` a row of the families is."""
    names = [
        name
        for name, module in list(sys.modules.items())
        if name.startswith("bgplib.nlri.") and getattr(module, "CODEC", None) is codec
    ]
    name = min(names, key=len)
    file = Path(str(sys.modules[name].__file__))
    return file.relative_to(ROOT).as_posix()


def _routes(rows: Iterable[Any]) -> Iterator[Row]:
    for row in rows:
        yield _row(str(row.route_type), row.name, row)


def _entries(
    entries: Iterable[Entry], untyped: Mapping[int, Untyped] | None = None
) -> tuple[Row, ...]:
    rows = {each.code: _typed(str(each.code), *each[1:]) for each in entries}
    for code, each in (untyped or {}).items():
        rows[code] = _row(str(code), each.name, None, each)
    return tuple(rows[code] for code in sorted(rows))


def _errors() -> Iterator[Row]:
    """List error codes; `Notification` has the names of those that are typed."""
    yield _row("0", "Reserved", None, registries.reserved("Reserved", "RFC 4271"))
    for code, name in message_codes.ERROR_NAMES.items():
        yield _notified(str(code), name, registries.ERRORS[code])


def _subcodes() -> Iterator[Row]:
    """List error subcodes, the code in front."""
    names = message_codes.SUBCODE_NAMES
    for pair in sorted(names.keys() | registries.UNTYPED_SUBCODES.keys()):
        text = "/".join(map(str, pair))
        if pair in registries.UNTYPED_SUBCODES:
            entry = registries.UNTYPED_SUBCODES[pair]
            yield _row(text, entry.name, None, entry)
        else:
            rfc = registries.SUBCODES.get(pair, registries.ERRORS[pair[0]])
            yield _notified(text, names[pair], rfc)


def _notified(code: str, name: str, rfc: str) -> Row:
    """Make the row of an error: its tests are those that have its name, or its constant."""
    constant = re.sub(r"\W", "_", name).upper()
    tests = _listed(_naming(f"{constant}|{re.escape(name)}"))
    return code, name, "typed", rfc, "`bgplib/messages/notification.py`", tests


def _link_state_nlri() -> Iterator[Row]:
    for code, name in link_state_names.NLRI_TYPES.items():
        file = "`bgplib/nlri/bgp_ls/_nlri.py`"
        rfc = {5: "RFC 9857 §4", 6: "RFC 9514 §6"}.get(code, "RFC 9552 §5.2")
        yield str(code), name, "typed", rfc, file, "`tests/unit/nlri/test_bgp_ls.py`"


def _link_state_tlvs() -> Iterator[Row]:
    """List TLVs; those that have a layout are typed, in the attribute or in an NLRI."""
    tables = (LINK_STATE, NODE_DESCRIPTORS, *map(descriptors_of, link_state_names.NLRI_TYPES))
    untyped = registries.LINK_STATE_TLVS
    for code in sorted(link_state_names.TLVS.keys() | untyped.keys()):
        places = [table for table in tables if code in table.layouts]
        if not places:
            entry = untyped[code]
            yield _row(str(code), entry.name, None, entry)
            continue
        name, rfc = link_state_names.TLVS[code]
        part = "attributes" if places[0] is LINK_STATE else "nlri"
        tests = [f"tests/unit/{part}/test_bgp_ls.py", "tests/properties/test_bgp_ls.py"]
        yield str(code), name, "typed", rfc, f"`{_layout_file(code)}`", _listed(tests)


def _layout_file(code: int) -> str:
    """Return the file that has the row of a TLV, as a number or by its name in the registry."""
    numbers = vars(link_state_names).items()
    constant = next((name for name, value in numbers if name.isupper() and value == code), "")
    names = f"{code}|iana\\.{constant}" if constant else str(code)
    row = re.compile(rf"(?:^\s+|\{{|= )(?:{names})(?:[:,]|$)", re.MULTILINE)
    folders = [ROOT / "bgplib" / place / "bgp_ls" for place in ("attributes", "nlri")]
    for path in (path for folder in folders for path in sorted(folder.glob("_*.py"))):
        if row.search(path.read_text(encoding="utf-8")):
            return path.relative_to(ROOT).as_posix()
    raise LookupError(f"no file has a row of TLV {code}")


def _ipv6_extended_communities() -> Iterator[Row]:
    # All have one layout: an address and a number (RFC 5701 §2).
    file = "`bgplib/attributes/ipv6_extended_communities.py`"
    tests = "`tests/unit/attributes/test_ipv6_extended_communities.py`"
    for code, name in extended_community_names.IPV6_NAMES.items():
        yield f"0x{code:04x}", name, "typed", "RFC 5701 §2", file, tests


def _extended_communities() -> Iterator[Row]:
    rows = {code: row for row in extended_communities.CODECS for code in row.codes}
    untyped = registries.EXTENDED_COMMUNITIES
    # Both sweep the whole table, and the first has octets of each kind.
    places = ("unit/attributes", "properties")
    tests = _listed(f"tests/{place}/test_extended_communities.py" for place in places)
    for code in sorted(rows.keys() | extended_community_names.NAMES.keys() | untyped.keys()):
        name = extended_community_names.name(code)
        row = _row(f"0x{code:04x}", name, rows.get(code), untyped.get(code))
        yield (*row[:5], tests) if code in rows else row


def _row(code: str, name: str, row: Any, untyped: Untyped | None = None) -> Row:
    """Make the row of an entry that a table has a codec for, or of one that none has."""
    if row is None:
        if untyped is None:
            raise LookupError(f"nobody says why {code} {name} is not typed")
        return code, untyped.name, untyped.state, untyped.reason, "", ""
    if untyped is not None:
        raise LookupError(f"{code} {name} is typed, and not untyped")
    return _typed(code, name, row.rfc, row.value)


def _typed(code: str, name: str, rfc: str, kind: type) -> Row:
    file = kind.__module__.replace(".", "/") + ".py"
    return code, name, "typed", rfc, f"`{file}`", _listed(_naming(kind.__name__))


def _listed(tests: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in list(tests)[:_TESTS])


@cache
def _test_texts() -> tuple[tuple[str, str], ...]:
    """Return the test files and what is in them, those of units first."""
    paths = sorted((ROOT / "tests").rglob("test_*.py"))
    paths.sort(key=lambda path: "unit" not in path.parts)
    return tuple((path.relative_to(ROOT).as_posix(), path.read_text("utf-8")) for path in paths)


@cache
def _naming(names: str) -> list[str]:
    """Return the test files in which one of the names stands as a word."""
    word = re.compile(rf"\b(?:{names})\b")
    return [name for name, text in _test_texts() if word.search(text)]
