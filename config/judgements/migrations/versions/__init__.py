"""One module a step; each names the version it makes and the one before."""
