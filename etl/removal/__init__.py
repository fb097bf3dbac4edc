"""Taking rows out for good: erasure, retention, and all that is held of one reference."""
