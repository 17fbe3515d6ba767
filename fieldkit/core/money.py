"""Whole rupiah: read as people write it, printed as forms want it, and spelled out."""

import re

_AMOUNT = (
    r"(?P<minus>-?)\s*(?:rp\.?)?\s*"
    r"(?P<digits>[0-9]{1,3}(?:\.[0-9]{3})+|[0-9]+)"
    r"\s*(?:,00|[,.]\s*(?:-{1,2}|=))?"
)
_SHORTHAND = r"([0-9]+)(?:[.,]([0-9]{1,3}))?\s*(rb|ribu|k|jt|juta)"
_FACTORS = {"rb": 1_000, "ribu": 1_000, "k": 1_000, "jt": 1_000_000, "juta": 1_000_000}
MOST_DIGITS = 15

_SMALL = (
    "nol", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan",
    "sepuluh", "sebelas",
)  # fmt: skip
_SCALES = ((10**12, "triliun"), (10**9, "miliar"), (10**6, "juta"), (10**3, "ribu"))


def parse_rupiah(text: str) -> int:
    """Return the whole rupiah meant by `Rp. 9.100.000,-`, `Rp5000,-`, `1.500.000` or `1500000`.

    A comma never starts decimals other than `,00`: anything doubtful is a ValueError.
    """
    match = re.fullmatch(_AMOUNT, text.replace("\u00a0", " ").strip(), re.IGNORECASE | re.ASCII)
    if match is None:
        raise ValueError("not an amount")
    digits = match["digits"].replace(".", "").lstrip("0") or "0"
    if len(digits) > MOST_DIGITS:
        raise ValueError("more digits than any amount has")
    return -int(digits) if match["minus"] else int(digits)


def read_amount(text: str) -> int | None:
    """Return the rupiah meant, also by `50rb` or `1,5 jt`; None for blank, else ValueError."""
    bare = text.strip()
    if not bare:
        return None
    match = re.fullmatch(_SHORTHAND, bare.removeprefix("Rp").strip(), re.IGNORECASE)
    if match is None:
        return parse_rupiah(bare)
    factor = _FACTORS[match[3].lower()]
    part = match[2] or ""
    return int(match[1]) * factor + (int(part) * factor // 10 ** len(part) if part else 0)


def format_number(number: int) -> str:
    """Return a whole number with dots between the thousands: `1.500.000`."""
    return f"{number:,}".replace(",", ".")


def format_rupiah(amount: int) -> str:
    """Return an amount as forms print it: `Rp1.500.000`, `-Rp5.000`."""
    sign = "-" if amount < 0 else ""
    return f"{sign}Rp{format_number(abs(amount))}"


def terbilang(amount: int) -> str:
    """Spell an amount in Indonesian as receipts need it: `lima puluh ribu rupiah`."""
    return f"{number_in_words(amount)} rupiah"


def number_in_words(number: int) -> str:
    """Spell a whole number in Indonesian."""
    if abs(number) >= 10**MOST_DIGITS:
        raise ValueError("more digits than can be spelled")
    if number < 0:
        return f"minus {number_in_words(-number)}"
    for size, name in _SCALES:
        if number >= size:
            count, rest = divmod(number, size)
            head = "seribu" if (count, size) == (1, 1000) else f"{_below_thousand(count)} {name}"
            return f"{head} {number_in_words(rest)}" if rest else head
    return _below_thousand(number)


def _below_thousand(number: int) -> str:
    if number < len(_SMALL):
        return _SMALL[number]
    if number < 20:
        return f"{_SMALL[number - 10]} belas"
    if number < 100:
        tens, rest = divmod(number, 10)
        head = f"{_SMALL[tens]} puluh"
    else:
        hundreds, rest = divmod(number, 100)
        head = "seratus" if hundreds == 1 else f"{_SMALL[hundreds]} ratus"
    return f"{head} {_below_thousand(rest)}" if rest else head
