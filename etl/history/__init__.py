"""What was loaded: the ledger, the files to load again, and a load undone."""
