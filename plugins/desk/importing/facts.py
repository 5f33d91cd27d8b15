"""The facts in a `Document`.

In: a document and the portal's vocabularies. Out: `Facts`, each with where it was found and how sure it is.
"""

from __future__ import annotations

from plugins.desk.importing.document import Document, Facts, Finding
from plugins.model import Portal


def find_facts(document: Document, portal: Portal) -> Facts:
    """The headline; all else stays in the body."""
    del portal
    blocks = document.blocks
    if blocks and blocks[0].kind == "heading":
        return Facts(blocks[1:], Finding(blocks[0].text, "tiêu đề của bài"))
    return Facts(blocks)
