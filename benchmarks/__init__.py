"""How fast the dashboard starts, answers a filter and builds, beside a plain version of itself."""
