"""The table of goods."""

from fieldkit.core.db.database import Database
from fieldkit.features.kube import rows
from fieldkit.features.kube.inventory.model import Asset


def of_kube(db: Database, kube_id: str) -> list[Asset]:
    """Read a group's goods, the oldest first."""
    more = "WHERE kube_id = :kube ORDER BY coalesce(got_on, ''), name COLLATE NOCASE, id"
    return rows.all_of(db, Asset, "asset", more, kube=kube_id)


def by_id(db: Database, asset_id: str) -> Asset | None:
    """Read one line."""
    return rows.one_of(db, Asset, "asset", asset_id)
