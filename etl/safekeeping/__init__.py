"""Going back: an earlier snapshot, and the safe copy and its return."""
