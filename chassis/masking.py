"""How personal values are shown to those who may not read them.

A mask holds a star, and no value of these kinds does: so whoever reads what a screen sends back
recognises a masked value, and never writes it over the real one.
"""

import re

STAR = "*"
HIDDEN = STAR * 4

_MOBILE = re.compile(r"(\d{3})\d{4}(\d{4})")
_RESIDENT_ID = re.compile(r"(\d{6})(\d{5}|\d{8})(\d{3}[\dXx])")
_TOWN = re.compile(r"[^\d路巷弄号栋组村]{2,24}?(?:街道|镇|乡|苏木)")
ADDRESS_KEPT = 6
PHONE_KEPT = 4
PHONE_LEAST = 7
ID_KEPT = 2
ID_LEAST = 8


def mask_name(name: str) -> str:
    """张三 → 张*, 张小三 → 张*三, 欧阳小三 → 欧**三."""
    text = name.strip()
    first, hidden, last = text[:1], text[1:-1], text[-1:]
    if not hidden:
        return text[:-1] + STAR
    return first + STAR * len(hidden) + last


def mask_phone(phone: str) -> str:
    """A mobile number as 138****0000; any other keeps its last four."""
    text = phone.strip()
    if found := _MOBILE.fullmatch(text):
        return found[1] + HIDDEN + found[2]
    return HIDDEN + text[-PHONE_KEPT:] if len(text) >= PHONE_LEAST else HIDDEN


def mask_id_number(number: str) -> str:
    """A resident's number keeps place and check part; any other its two ends."""
    text = number.strip()
    if found := _RESIDENT_ID.fullmatch(text):
        return found[1] + STAR * len(found[2]) + found[3]
    if len(text) < ID_LEAST:
        return HIDDEN
    return text[:ID_KEPT] + STAR * (len(text) - 2 * ID_KEPT) + text[-ID_KEPT:]


def mask_address(address: str) -> str:
    """Down to the town, where it names one; never a street, a village or a house."""
    text = address.strip()
    if found := _TOWN.match(text):
        return found[0] + HIDDEN
    return text[: min(ADDRESS_KEPT, len(text) // 2)] + HIDDEN


def mask_email(address: str) -> str:
    name, at, host = address.strip().partition("@")
    return name[:1] + HIDDEN + at + host if at else HIDDEN
