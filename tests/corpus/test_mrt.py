"""Real MRT files: no octet is lost, and elements say what the text of bgpdump says."""

from __future__ import annotations

import hashlib
import os
from collections import Counter
from collections.abc import Iterator
from itertools import zip_longest
from pathlib import Path
from typing import Final

import pytest

from bgplib.formats import mrt
from bgplib.formats.compression import OctetStream
from bgplib.formats.text.bgpdump_m import lines

REPOSITORY: Final = Path(__file__).parents[2]
CORPUS: Final = Path(os.environ.get("BGPLIB_CORPUS", REPOSITORY.parent / "shared" / "data"))

pytestmark = pytest.mark.skipif(
    not (CORPUS / "mrt").is_dir(), reason=f"no corpus at {CORPUS}: set BGPLIB_CORPUS"
)

#: damaged places in each file that has some
DAMAGED: Final = {
    "pyasn.rib.20140523.0600_firstMB.bz2": 1,
    "ris.rrc00.updates.20000325.0345.gz": 2,
}
#: records, and elements, that the sources of the files counted
COUNTED: Final = {
    "bgpdump.bview.20020722.2337.gz": (115_521, 115_521),
    "bgpdump.bview.ipv4_unicast_add_path.gz": (32, 62),
    "mrtparse.openbgpd_rib_table-mp": (21, 21),
    "pyasn.rib.20140523.0600_firstMB.bz2": (9_073, 270_005),
    "ris.rrc00.bview.20000111.0032.gz": (2_490, 452_018),
    "ris.rrc00.updates.19990903.1041.gz": (24_242, 65_311),
    "ris.rrc00.updates.20000102.2014.gz": (3_957, 6_343),
    "ris.rrc00.updates.20000325.0345.gz": (2_580, 5_378),
    "routeviews.route-views.jinx.ribs.1401487200.bz2": (497_408, 503_590),
}
#: UPDATEs that RFC 7606 judges, and whose routes the text shows all the same
JUDGED: Final = {
    "bgpdump.updates.et-header.2015.gz": 1,
    "bgpdump.updates.nlri_mask_trailing_bits.gz": 1,
    "mrtparse.bird_bgp": 6,
    "mrtparse.bird6_bgp": 6,
}
#: how many rows of each file are compared column by column
COMPARED: Final = 20_000


def files() -> list[Path]:
    if not (CORPUS / "mrt").is_dir():
        return []
    names = sorted((CORPUS / "mrt").glob("*"))
    return [path for path in names if not path.name.endswith((".txt.gz", ".jsonl"))]


every_file = pytest.mark.parametrize("path", files(), ids=lambda path: path.name)


@every_file
def test_no_octet_is_lost(path: Path) -> None:
    """RFC 6396 §2: all records written again, one after the other, are the file."""
    stream = OctetStream(path)
    expected = hashlib.sha256()
    while octets := stream.read():
        expected.update(octets)
    found = hashlib.sha256()
    kinds: Counter[str] = Counter()
    with mrt.read(path) as reader:
        for record in reader:
            found.update(record.encode())
            kinds["error" if isinstance(record, mrt.ErrorRecord) else record.name] += 1
        assert reader.position == reader.size == stream.position
        assert reader.size == path.stat().st_size
    assert found.digest() == expected.digest()
    assert kinds["error"] == DAMAGED.get(path.name, 0)
    assert not [name for name in kinds if "UNKNOWN" in name]
    if path.name in COUNTED:
        assert kinds.total() - kinds["error"] == COUNTED[path.name][0]


def routes(path: Path) -> Iterator[list[str]]:
    """Return the columns of the lines that are routes, without path identifiers."""
    with lines(path) as found:
        for line in found:
            columns = line.split("|")
            if columns[2] == "STATE":
                continue
            if columns[0].endswith("_AP"):
                del columns[6]
            if columns[0] == "BGP" and len(columns) == 14:
                columns.insert(11, "")
            yield columns


NAMES: Final = {
    "no-export": "65535:65281",
    "no-advertise": "65535:65282",
    "local-AS": "65535:65283",
}


def assert_same(element: mrt.Element, columns: list[str]) -> None:
    assert element.peer_ip in (columns[3], "")
    assert str(element.peer_asn) == columns[4]
    assert element.prefix == columns[5]
    if element.elem_type == "W":
        assert columns[2] == "W"
        return
    assert (element.as_path or "") == columns[6]
    assert (element.origin or "INCOMPLETE") == columns[7]
    assert (element.next_hop or "255.255.255.255") == columns[8]
    assert str(element.local_pref or 0) == columns[9]
    assert str(element.med or 0) == columns[10]
    expected = [NAMES.get(mark, mark) for mark in columns[11].split()]
    assert list(element.communities or ())[: len(expected)] == expected
    assert ("AG" if element.atomic else "NAG") == columns[12]
    if element.aggr_ip is None:
        # RFC 7607 §2: AS 0 makes AGGREGATOR malformed. The text shows what was received.
        assert columns[13] == "" or columns[13].startswith("0 ")
    else:
        assert f"{element.aggr_asn} {element.aggr_ip}" == columns[13]


@every_file
def test_elements_agree_with_the_text(path: Path) -> None:
    """Two readers that share little code: columns of the text are those of the elements.

    The text is compared with bgpdump's in test_bgpdump.py.
    """
    count = 0
    is_judged = path.name in JUDGED
    with mrt.elements(path) as elements:
        if is_judged or path.name == "mrtparse.openbgpd_rib_table-mp":
            # What RFC 7606 withdraws is in one and not in the other; bgpdump prints no ENTRY.
            count = sum(1 for _ in elements)
        else:
            for element, columns in zip_longest(elements, routes(path)):
                if count < COMPARED:
                    assert_same(element, columns)
                count += 1
        errors = elements.error_count
    assert count == COUNTED.get(path.name, (0, count))[1]
    assert errors == (JUDGED if is_judged else DAMAGED).get(path.name, 0)


def test_the_corpus_is_there() -> None:
    """The sweeps above are not empty."""
    names = {path.name for path in files()}
    assert len(names) >= 36
    assert names >= set(DAMAGED) | set(COUNTED) | set(JUDGED)
