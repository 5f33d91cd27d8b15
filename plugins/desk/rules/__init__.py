"""All rules of the desk in one table, in the order of the documentation. `check` runs them; `build` runs none."""

from plugins.desk.rules import (
    copies,
    dates,
    leftovers,
    letters,
    links,
    names,
    pictures,
    positions,
    privacy,
    repeats,
    terms,
    titles,
    tones,
    typography,
)
from plugins.desk.rules.rule import Rule

GROUPS: tuple[tuple[str, tuple[Rule, ...]], ...] = (
    ("Chữ và ký tự", letters.RULES),
    ("Tiêu đề", titles.RULES),
    ("Dấu câu và dấu cách", (*typography.RULES, *tones.RULES)),
    ("Ngày tháng", dates.RULES),
    ("Tên, chức vụ, thuật ngữ", (*names.RULES, *positions.RULES, *terms.RULES)),
    ("Lặp lại và quá dài", repeats.RULES),
    ("Ảnh, liên kết, tin khác", (*pictures.RULES, *links.RULES, *copies.RULES)),
    ("Chữ thừa và dữ liệu cá nhân", (*leftovers.RULES, *privacy.RULES)),
)
RULES: tuple[Rule, ...] = tuple(rule for _, rules in GROUPS for rule in rules)

__all__ = ["GROUPS", "RULES", "Rule"]
