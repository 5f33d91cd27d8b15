"""A small portal for tests of the desk, items made of examples, and the documentation made of rules."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from plugins.desk.rules.letters import INVISIBLE
from plugins.desk.rules.rule import Example, Rule
from plugins.model import Portal
from plugins.reader.files import find_files
from plugins.reader.items import ItemReader
from tests.stand_ins import stand_in_portal

ROOT = Path(__file__).parents[1]
ITEM = "---\n{head}\n---\n{body}\n"
HEAD = {"title": "Tin về công tác dân vận", "date": "2022-07-01", "category": "Dân vận"}
BODY = "Đại biểu thảo luận và thống nhất cách làm."


def make_portal(root: Path) -> Portal:
    """With the stand-ins' vocabularies, the project's terms, and one picture."""
    portal = stand_in_portal(root)
    reader = ItemReader(portal)
    portal.read_item, portal.read_page = reader.read_item, reader.read_page
    portal.find_files = lambda: find_files(portal.config)
    portal.config.vocabulary.mkdir(parents=True, exist_ok=True)
    shutil.copy(ROOT / "content/vocabulary/terms.yaml", portal.config.vocabulary)
    (portal.config.content / "images/hoi-nghi.jpg").write_bytes(b"x")
    return portal


def text_of(example: Example) -> str:
    head = dict(HEAD)
    for line in example.head.split("\n") if example.head else ():
        if match := re.match(r"(\w+):\s?(.*)", line):
            head[match[1]] = match[2]
    return ITEM.format(head="\n".join(f"{key}: {value}" for key, value in head.items()), body=example.body or BODY)


def write_example(portal: Portal, example: Example) -> list[str]:
    """Write the example's item and those beside it; their paths below the content folder, its own first."""
    paths = []
    for number, one in enumerate((example, *example.others)):
        name = f"news/2022/07/tin-{number}.md"
        path = portal.config.content / name
        path.parent.mkdir(parents=True, exist_ok=True)
        text = text_of(one)
        if number and not one.body:
            text = text.replace(BODY, f"Việc khác hẳn, số {number}.")
        path.write_text(text, "utf-8")
        paths.append(name)
    return paths


def document(groups: tuple[tuple[str, tuple[Rule, ...]], ...]) -> str:
    """The part of the faults page that tells of the desk's rules."""
    parts = []
    for group, rules in groups:
        parts.append(f"## {group}\n")
        for rule in rules:
            if rule.reader_s:
                continue
            mends = " `check --fix` tự sửa được." if rule.mends else ""
            parts.append(f"### `{rule.code}` {rule.label}\n{rule.explanation}{mends}\n")
            parts.append(f"- Sai:{_shown(rule.bad)}\n- Đúng:{_shown(rule.good)}\n")
    return "\n" + "\n".join(parts) + "\n"


def _shown(example: Example) -> str:
    lines = [*example.head.split("\n"), *re.sub("\n\n+", "\n", example.body).split("\n")]
    lines = [_visible(line) for line in lines if line]
    for other in example.others:
        lines.append("tin kia: " + _visible(" · ".join(filter(None, (*other.head.split("\n"), other.body)))))
    if len(lines) == 1:
        return f" `{lines[0]}`"
    return "\n\n" + "\n".join(f"        {line}" for line in lines) + "\n"


def _visible(line: str) -> str:
    """Letters that nobody sees, as their numbers; a long line, cut."""
    line = INVISIBLE.sub(lambda match: f"<U+{ord(match[0][0]):04X}>", line)
    line = re.sub("[\u0300-\u036f]", lambda match: f"<U+{ord(match[0]):04X}>", line)
    return line if len(line) <= 150 else line[:150].rsplit(" ", 1)[0] + " …"
