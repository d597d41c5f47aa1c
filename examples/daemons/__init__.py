"""Run real BGP daemons on loopback: BIRD, FRR's bgpd, GoBGP, OpenBGPD and ExaBGP.

    with Bird(Path("bird.conf"), {"@PORT@": "1179"}) as bird:
        print(bird.query("show", "protocols"))

Each daemon runs in the foreground, as a child of this program, in a temporary directory of its
own. No system configuration is read, no system state or kernel route is touched, and only the
process that was started here is ended. When the `with` block fails, the end of the daemon's log
is added to the exception as a note.

All of 127.0.0.0/8 can be bound on Linux, so every speaker gets an address of its own there, and
all can listen on the same unprivileged port. The programs are looked for where Debian 12 puts
them: `apt-get install bird2 frr gobgpd openbgpd exabgp`. OpenBGPD wants root.

Standard library only.
"""

from __future__ import annotations

from daemons.base import Daemon, wait_until
from daemons.bird import Bird
from daemons.exabgp import Exabgp
from daemons.frr import Frr
from daemons.gobgp import Gobgpd
from daemons.openbgpd import Openbgpd

__all__ = ["Bird", "Daemon", "Exabgp", "Frr", "Gobgpd", "Openbgpd", "wait_until"]
