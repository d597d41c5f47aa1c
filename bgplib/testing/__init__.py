"""What programs that use bgplib test with.

captures        captures of TCP between two speakers, to write
malformed       malformed messages with their verdict
network         sessions and speakers over virtual wires and a virtual clock
recording       recordings of sessions, to replay
session_tape    all that was done to one session, to do it again
strategies      Hypothesis strategies for everything that BGP speakers exchange
                (needs the extra `testing`)
topology        networks as operators build them, to converge, cut and repair
"""
