"""What a program needs that tests routers: wires to one, cases for it, and a judgement.

`malformed_runner.py` is such a program.
"""
