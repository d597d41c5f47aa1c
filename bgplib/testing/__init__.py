"""What programs that use bgplib test with.

malformed       malformed messages with their verdict
recording       recordings of sessions, to replay
strategies      Hypothesis strategies for everything that BGP speakers exchange
                (needs the extra `testing`)
"""
