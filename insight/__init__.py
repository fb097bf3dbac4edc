"""What is counted, who may see it, and how it is worded; reads published snapshots only."""
