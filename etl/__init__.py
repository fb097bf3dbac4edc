"""Files in, one checked and encrypted DuckDB snapshot out."""

from etl.loading import FileReport, LoadReport, check, load

__all__ = ["FileReport", "LoadReport", "check", "load"]
