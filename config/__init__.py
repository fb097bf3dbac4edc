"""What both sides of a snapshot need: paths, the key, partnerships, opening a snapshot."""
