"""The next snapshot: built from the stored rows, published in one step, kept and brought up."""
