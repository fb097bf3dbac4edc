"""The root of every error this project raises on purpose.

DashboardError
├── KeyFileError        (config.key)
├── SnapshotError       (config.snapshot)
│   ├── NewerSnapshotError    the program is older than the data
│   └── EarlierSnapshotError  the data are older than the program
├── StoreDamaged        (config.judgements.store)
├── PartnershipError    (config.partnerships)
└── EtlError            (etl.errors, drawn there)
"""

from __future__ import annotations


class DashboardError(Exception):
    """An error whose text is one or two sentences for a business-support officer.

    It says what is wrong, where, and what to do; it never quotes a value from the data.
    """
