"""Where judgements, the access log and what was erased are kept, apart from the snapshots.

Both sides of a snapshot need it: insight keeps what people judge, etl what was erased for good.
"""
