"""The error family of the loader.

DashboardError
└── EtlError
    ├── FileRefused      one file cannot be taken; the others go on
    ├── NothingToLoad    no file was named, or none was found
    ├── LoadRunning      another load has not finished
    ├── PublishFailed    the snapshot could not be written; the last one is still served
    └── BackupRefused    a safe copy cannot be made or put back; nothing was changed
        └── ErasuresUnknown  it is not known here what was erased since the copy was made
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


class BackupRefused(EtlError):  # noqa: N818
    """A safe copy cannot be made or put back as asked; nothing was changed."""


class ErasuresUnknown(BackupRefused):
    """It is not known here what was erased since the safe copy was made, so that is asked for."""
