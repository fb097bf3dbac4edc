"""The error family of the loader.

DashboardError
└── EtlError
    ├── FileRefused      one file cannot be taken; the others go on
    ├── NothingToLoad    no file was named, or none was found
    ├── LoadRunning      another load has not finished
    └── PublishFailed    the snapshot could not be written; the last one is still served
"""

from __future__ import annotations

from config.errors import DashboardError


class EtlError(DashboardError):
    """A load, or a part of one, could not be done."""


class FileRefused(EtlError):  # noqa: N818 - the field's word for it
    """One file cannot be taken as it is; nothing of it is stored."""


class NothingToLoad(EtlError):  # noqa: N818
    """There is no file to load."""


class LoadRunning(EtlError):  # noqa: N818
    """Another load is running on the same warehouse."""


class PublishFailed(EtlError):  # noqa: N818
    """The new snapshot could not be written; the last good one stays."""
