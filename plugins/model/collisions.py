"""Items that would be written to one address.

In: all items or pages that were read. Out: a fault for each one whose address another took first.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from plugins.model.faults import Fault
from plugins.model.paths import same_name


class Addressed(Protocol):
    """An item, a page, or what is kept of one."""

    @property
    def path(self) -> str: ...

    @property
    def address(self) -> str: ...


def find_collisions(items: Iterable[Addressed]) -> tuple[Fault, ...]:
    """E-DUPLICATE for every file, by path, whose address an earlier one has, be it in other case or another form.

    File systems and web servers that ignore case would serve one of the two in place of the other. Two files may also
    have one path, which is in NFC, where their names are spelt in different forms.
    """
    first: dict[str, Addressed] = {}
    faults = []
    last = None
    for item in sorted(items, key=lambda item: item.path):
        holder = first.setdefault(same_name(item.address), item)
        if item.path == last:
            message = "hai tệp có cùng tên này, chỉ khác cách ghi dấu"
            faults.append(Fault(item.path, 1, "E-DUPLICATE", message, "đổi tên một trong hai tệp"))
        elif holder is not item:
            message = f"địa chỉ {item.address} đã thuộc về {holder.path}"
            faults.append(Fault(item.path, 1, "E-DUPLICATE", message, "ghi slug khác cho một trong hai tệp"))
        last = item.path
    return tuple(faults)
