"""TShark and bgplib read the same in every published message, field by field.

The messages are those of `hex/`, of captures, BMP streams, and the first of each MRT file. What
bgplib has read is put into the names of TShark's fields (`tests/corpus/tshark`), and the values of
each field are compared. A field that nothing stands against fails, unless its reason is listed.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final

import pytest

from tests.corpus.conftest import Record
from tests.corpus.test_hex import REFUSED
from tests.corpus.tshark.comparison import Comparison, compare
from tests.corpus.tshark.differences import DIFFERING, GIVEN_UP
from tests.corpus.tshark.published import published
from tests.corpus.tshark.unread import REASONS, UNREAD


def _version() -> str:
    """Return the version of TShark, empty where there is none."""
    if shutil.which("tshark") is None:
        return ""
    said = subprocess.run(["tshark", "--version"], capture_output=True, text=True, check=True)
    found = re.search(r"\d+\.\d+", said.stdout)
    return found[0] if found else ""


#: what TShark knows, and how it names it, changes from version to version
pytestmark = pytest.mark.skipif(_version() != "4.0", reason="the lists are of TShark 4.0")

#: no BGP message, though a capture has it as one: the header of an UPDATE alone
_MALFORMED: Final = r"tcpdump__bgp-infinite-loop\.pcap#0"
#: fields of which TShark shows something else wherever they occur, or nothing
_NEVER: Final = {
    "bgp.evpn.nlri.esi.system_mac_discr": "disagreement 15",
    "bgp.sr_policy_nlri_endpoint_ipv6": "TShark 4.0 gives up before it",
    "bgp.update.path_attribute.pmsi.mldp.fec.root_nodev6": "disagreement 28",
}


@pytest.fixture(scope="module")
def compared(corpus: Path, records: Callable[[str], list[Record]]) -> Comparison:
    """Compare all messages once."""
    return compare(published(corpus, records))


def patterns_of(names: Iterable[str], patterns: Iterable[str]) -> dict[str, str]:
    """Return the one pattern that fits each name; all patterns are needed."""
    listed = list(patterns)
    found = {}
    for name in names:
        fitting = [pattern for pattern in listed if re.fullmatch(pattern, name)]
        assert len(fitting) == 1, (name, fitting)
        found[name] = fitting[0]
    assert set(found.values()) == set(listed)
    return found


def test_values_of_every_field_are_those_of_tshark(compared: Comparison) -> None:
    """What differs is listed, by message and field."""
    differing = {(id, field) for id, field, _, _ in compared.differing}
    patterns = patterns_of({id for id, _ in differing}, DIFFERING)
    assert differing == {
        (id, field) for id, pattern in patterns.items() for field in DIFFERING[pattern][0]
    }
    assert compared.agreed.total() >= 565_000


def test_each_field_agrees_somewhere(compared: Comparison) -> None:
    """A word that we have and TShark has not would compare nothing."""
    never = {field for field in compared.spoken if not compared.agreed[field]}
    assert never == set(_NEVER)
    assert len(compared.spoken) >= 355


def test_what_nothing_stands_against_is_listed(compared: Comparison) -> None:
    """Every field of TShark is compared, or on the list of reasons; none is on it in vain."""
    assert set(compared.unread) == set(UNREAD)
    assert len(UNREAD) == sum(map(len, REASONS.values()))


def test_where_tshark_gives_up_is_listed(compared: Comparison) -> None:
    """Messages that TShark takes for malformed and bgplib does not."""
    patterns_of(compared.given_up, GIVEN_UP)


def test_what_we_refuse_is_listed(compared: Comparison) -> None:
    """The records of `hex/` that are no messages, and one of a capture."""
    patterns_of(compared.refused, [*REFUSED, _MALFORMED])
