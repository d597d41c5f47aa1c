"""Captures: BGP as it was seen on a link, in files of pcap and pcapng.

    with pcap.read("session.pcapng") as reader:
        for record in reader:
            if isinstance(record, pcap.CapturedMessage):
                print(record.seen, record.source_text, record.message)

`read` puts the segments of TCP in order, cuts the streams into messages, and reads each with what
the OPENs of both sides agreed on. `read_bmp` does it with what routers send to BMP stations.
"""

from __future__ import annotations

from bgplib.formats.error_record import ErrorRecord
from bgplib.formats.pcap.bmp_message import CapturedBmpMessage
from bgplib.formats.pcap.bmp_reader import BmpReader, read_bmp
from bgplib.formats.pcap.message import CapturedMessage
from bgplib.formats.pcap.reader import BGP_PORT, Reader, read

__all__ = [
    "BGP_PORT",
    "BmpReader",
    "CapturedBmpMessage",
    "CapturedMessage",
    "ErrorRecord",
    "Reader",
    "read",
    "read_bmp",
]
