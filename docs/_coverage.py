"""Writes the page that says what is typed and what is carried raw, from the tables themselves."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final

from bgplib.attributes import _table as attributes
from bgplib.attributes.bgp_ls._table import ATTRIBUTES as LINK_STATE
from bgplib.attributes.extended_communities import _table as extended_communities
from bgplib.capabilities import _table as capabilities
from bgplib.iana import attributes as attribute_names
from bgplib.iana import bgp_ls as link_state_names
from bgplib.iana import capabilities as capability_names
from bgplib.iana import extended_communities as extended_community_names
from bgplib.iana.families import Family
from bgplib.nlri import _table as nlri
from bgplib.nlri.bgp_ls._descriptors import NODE_DESCRIPTORS
from bgplib.nlri.bgp_ls._nlri import descriptors_of
from bgplib.nlri.evpn import _table as evpn
from bgplib.nlri.mup import _table as mup
from bgplib.nlri.mvpn import _table as mvpn

ROOT: Final = Path(__file__).parents[1]
HEAD: Final = ("code", "name", "", "RFC", "file", "tests")


def page() -> str:
    """Return the page in Markdown."""
    parts = [
        "# What is typed",
        "",
        "Made from the tables when this documentation is built.",
        "*Typed* entries decode to a value with fields; *raw* ones are kept octet for octet.",
        "",
    ]
    parts += _section("Path attributes", HEAD, _attributes())
    parts += _section("Capabilities", HEAD, _capabilities())
    parts += _section("Address families", HEAD, _families())
    for title, table in (("EVPN", evpn), ("MCAST-VPN", mvpn), ("MUP", mup)):
        parts += _section(f"{title} route types", HEAD, _routes(table.ROUTES.rows))
    parts += _section("BGP-LS NLRI types", HEAD, _link_state_nlri())
    parts += _section("BGP-LS TLVs", HEAD, _link_state_tlvs())
    parts += _section("Extended communities", HEAD, _extended_communities())
    parts += _section("IPv6 extended communities", HEAD, _ipv6_extended_communities())
    return "\n".join(parts) + "\n"


def _section(title: str, head: Iterable[str], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    columns = tuple(head)
    yield f"## {title}"
    yield ""
    yield "| " + " | ".join(columns) + " |"
    yield "|" + "---|" * len(columns)
    for row in rows:
        yield "| " + " | ".join(row) + " |"
    yield ""


def _attributes() -> Iterator[tuple[str, ...]]:
    rows = {row.code: row for row in attributes.CODECS}
    for code in sorted(rows.keys() | attribute_names.NAMES.keys()):
        yield _row(str(code), attribute_names.name(code), rows.get(code))


def _capabilities() -> Iterator[tuple[str, ...]]:
    rows = {row.code: row for row in capabilities.CODECS}
    for code in sorted(rows.keys() | capability_names.NAMES.keys()):
        yield _row(str(code), capability_names.name(code), rows.get(code))


def _families() -> Iterator[tuple[str, ...]]:
    rows = {family: row for row in nlri.CODECS for family in row.families}
    for family in sorted(rows.keys() | set(Family.known())):
        yield _row(f"{family.afi}/{family.safi}", str(family), rows.get(family))


def _routes(rows: Iterable[Any]) -> Iterator[tuple[str, ...]]:
    for row in rows:
        yield _row(str(row.route_type), row.name, row)


def _link_state_nlri() -> Iterator[tuple[str, ...]]:
    for code, name in link_state_names.NLRI_TYPES.items():
        file = "`bgplib/nlri/bgp_ls/_nlri.py`"
        yield str(code), name, "typed", "RFC 9552 §5.2", file, "`unit/nlri/test_bgp_ls.py`"


def _link_state_tlvs() -> Iterator[tuple[str, ...]]:
    """List TLVs; those that have a layout are typed, in the attribute or in an NLRI."""
    tables = (LINK_STATE, NODE_DESCRIPTORS, *map(descriptors_of, link_state_names.NLRI_TYPES))
    for code, (name, rfc) in link_state_names.TLVS.items():
        places = [table for table in tables if code in table.layouts]
        if not places:
            yield str(code), name, "raw", rfc, "", ""
            continue
        part = "attributes" if places[0] is LINK_STATE else "nlri"
        tests = f"`unit/{part}/test_bgp_ls.py`, `properties/test_bgp_ls.py`"
        yield str(code), name, "typed", rfc, f"`{_layout_file(code)}`", tests


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


def _ipv6_extended_communities() -> Iterator[tuple[str, ...]]:
    # All have one layout: an address and a number (RFC 5701 §2).
    file = "`bgplib/attributes/ipv6_extended_communities.py`"
    tests = "`unit/attributes/test_ipv6_extended_communities.py`"
    for code, name in extended_community_names.IPV6_NAMES.items():
        yield f"0x{code:04x}", name, "typed", "RFC 5701 §2", file, tests


def _extended_communities() -> Iterator[tuple[str, ...]]:
    rows = {code: row for row in extended_communities.CODECS for code in row.codes}
    for code in sorted(rows.keys() | extended_community_names.NAMES.keys()):
        yield _row(f"0x{code:04x}", extended_community_names.name(code), rows.get(code))


def _row(code: str, name: str, row: Any) -> tuple[str, ...]:
    if row is None:
        return code, name, "raw", "", "", ""
    file = _file(row)
    return code, name, "typed", row.rfc, f"`{file}`", _tests(row)


def _file(row: Any) -> str:
    """Return the file that defines the values of a row."""
    kind = getattr(row, "value", None)
    module = kind.__module__ if isinstance(kind, type) else row.decode.__module__
    return module.replace(".", "/") + ".py"


def _tests(row: Any) -> str:
    """Return the test files that name the class of the values."""
    kind = getattr(row, "value", None)
    if not isinstance(kind, type):
        return "`tests/properties/test_families.py`"
    word = re.compile(rf"\b{kind.__name__}\b")
    found = [
        path.relative_to(ROOT / "tests").as_posix()
        for path in sorted((ROOT / "tests").rglob("test_*.py"))
        if word.search(path.read_text(encoding="utf-8"))
    ]
    return ", ".join(f"`{name}`" for name in found[:3])
