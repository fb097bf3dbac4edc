"""``python -m etl.demo_data`` rewrites the demonstration files."""

from __future__ import annotations

import sys

from config.paths import DATA
from etl.demo_data.partnership_files import demonstration

for name, text in demonstration().items():
    path = DATA / "demo" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")
    sys.stdout.write(f"{name}: {text.count(chr(10)) - 1} rows\n")
