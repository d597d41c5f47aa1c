"""ExaBGP takes the flow specifications that we print for it."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import Final

import pytest

from bgplib.nlri.flowspec import FlowSpecNlri
from bgplib.nlri.flowspec._names import ICMP_CODES, ICMP_TYPES
from daemons.exabgp import Exabgp
from tests.interop import needs

pytestmark = needs(Exabgp)

_CONFIG: Final = """
neighbor 127.0.32.1 {
    router-id 127.0.32.5;
    local-address 127.0.32.5;
    local-as 65005;
    peer-as 65001;
    family { ipv4 flow; ipv4 flow-vpn; ipv6 flow; ipv6 flow-vpn; }
    flow {
        route example {
@BLOCK@
            then { discard; }
        }
    }
}
"""


def _is_taken(block: str, folder: Path) -> bool:
    """Say whether ExaBGP finds nothing wrong with a configuration that has the block."""
    config = folder / "exabgp.conf"
    # ExaBGP reads one statement a line.
    config.write_text(_CONFIG.replace("@BLOCK@", block.replace("; ", ";\n").replace("{ ", "{\n")))
    environment = {**os.environ, "exabgp.log.destination": "stdout"}
    command = (Exabgp.programs[0], "-t", str(config))
    run = subprocess.run(command, env=environment, capture_output=True, timeout=30, check=False)
    return run.returncode == 0


@pytest.mark.parametrize(
    "text",
    [
        "destination 10.0.0.0/24 source 10.1.0.0/16 protocol ==6 ==17",
        "destination 10.0.0.0/24 destination-port >=80&<=90 ==443 source-port !=8080&>1024",
        "destination 10.0.0.0/24 tcp-flags =syn+ack&!=fin !rst fragment =is-fragment dont-fragment",
        "source 10.0.0.0/24 icmp-type ==8 icmp-code ==0 packet-length >1500 dscp <=46",
        "destination 2001:db8::/32 source 2001:db8::/16-48 protocol ==58 label ==100 dscp ==10",
        "rd 65000:1 destination 10.0.0.0/24 port ==53",
    ],
)
def test_flow_specifications(text: str, tmp_path: Path) -> None:
    """Each kind of component has its word, and each operator its sign."""
    flow = FlowSpecNlri.parse(text)
    assert _is_taken(flow.exabgp_text(), tmp_path)
    assert FlowSpecNlri.parse(flow.exabgp_text()) == flow


@pytest.mark.parametrize(
    ("component", "names"), [("icmp-type", ICMP_TYPES), ("icmp-code", ICMP_CODES)]
)
def test_names_of_icmp(component: str, names: dict[str, int], tmp_path: Path) -> None:
    """What we take for the name of a type or a code, ExaBGP does, too."""
    assert _is_taken(f"match {{ {component} [ {' '.join(names)} ]; }}", tmp_path)
    assert not _is_taken(f"match {{ {component} [ {' '.join(names)} nonsense ]; }}", tmp_path)


def test_a_block_that_is_none(tmp_path: Path) -> None:
    """The check above can fail: ExaBGP refuses what it does not know."""
    assert not _is_taken("match { destination 10.0.0.0/99; }", tmp_path)
    assert not _is_taken("match { destination 10.0.0.0/24; colour [ =5 ]; }", tmp_path)
