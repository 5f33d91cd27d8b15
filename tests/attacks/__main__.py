"""Prints the attack table: `python -m tests.attacks [WORD …]`, all cases or those whose row holds one of the words."""

from __future__ import annotations

import sys

from rich.console import Console
from rich.table import Table

from tests.attacks.printing import rows


def main() -> None:
    words = [word.lower() for word in sys.argv[1:]]
    chosen = [row for row in rows() if not words or any(word in " ".join(row).lower() for word in words)]
    if not chosen:
        sys.exit(f"No case has {' or '.join(words)} in it.")
    table = Table("case", "tries", "stock Pelican", "here", title=f"{len(chosen)} attacks", show_lines=True)
    for row in chosen:
        table.add_row(*(cell.replace("[", "\\[") for cell in row))
    Console(width=None if sys.stdout.isatty() else 160).print(table)


if __name__ == "__main__":
    main()
