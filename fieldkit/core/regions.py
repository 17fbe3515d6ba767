"""Names of provinces, regencies and districts, by the codes a NIK and a No KK begin with."""

from dataclasses import dataclass
from functools import lru_cache

from fieldkit.core import paths

_PROVINCE, _REGENCY, _DISTRICT = 2, 4, 6
_KINDS = ("Kabupaten Administrasi ", "Kota Administrasi ", "Kabupaten ", "Kota ")


@dataclass(frozen=True, slots=True)
class Region:
    """Where six digits lead; what the list does not know stays blank."""

    province: str = ""
    regency: str = ""
    district: str = ""

    @property
    def is_known(self) -> bool:
        """Whether the list knows the district itself."""
        return bool(self.district)

    @property
    def words(self) -> str:
        """The names as an address ends, the smallest first."""
        return ", ".join(filter(None, (self.district, self.regency, self.province)))


@lru_cache(maxsize=4096)
def region(code: str) -> Region:
    """Return the names behind a code of two, four or six digits (longer is cut)."""
    names = _names()
    return Region(
        names.get(code[:_PROVINCE], ""),
        names.get(code[:_REGENCY], "") if len(code) >= _REGENCY else "",
        names.get(code[:_DISTRICT], "") if len(code) >= _DISTRICT else "",
    )


def bare(regency: str) -> str:
    """Return a regency's name without "Kabupaten" or "Kota", as people write it."""
    for kind in _KINDS:
        if regency.startswith(kind):
            return regency.removeprefix(kind)
    return regency


@lru_cache(maxsize=1)
def _names() -> dict[str, str]:
    text = (paths.resources() / "regions" / "names.txt").read_text(encoding="utf-8")
    return dict(line.split(" ", 1) for line in text.splitlines())
