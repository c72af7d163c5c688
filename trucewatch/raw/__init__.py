"""Raw bytes: what reports were read from, kept under their own hash, in a folder or in a store that speaks S3."""

from trucewatch.raw.folder import FolderStore, raw_folder
from trucewatch.raw.opening import Place, open_store
from trucewatch.raw.store import Kept, RawStore

__all__ = ["FolderStore", "Kept", "Place", "RawStore", "open_store", "raw_folder"]
