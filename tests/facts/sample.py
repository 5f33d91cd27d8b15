"""Documents for the tests of finding facts. All names of people, papers and events are made up."""

from __future__ import annotations

from plugins.desk.importing.document import Block, Document

FILLER = (
    "Sáu tháng qua, các đơn vị đã triển khai nhiều việc theo kế hoạch, trong đó có việc sửa đường, trồng cây, khám "
    "bệnh và dạy nghề; kết quả được các ngành ghi nhận, tuy còn vài chỗ chậm cần khắc phục trong thời gian tới theo "
    "đúng tiến độ đã được giao từ đầu kỳ."
)
MORE = FILLER.replace("Sáu tháng qua", "Bên cạnh đó")
HEADLINE = "Nhiều việc làm thiết thực vì cuộc sống của người dân"


def paragraphs(*texts: str) -> tuple[Block, ...]:
    return tuple(Block("paragraph", text, text) for text in texts)


def document(*texts: str, **given) -> Document:
    return Document("tin.txt", paragraphs(*texts), **given)


def report(sentence: str, *others: str, **given) -> Document:
    """A made-up report: headline, date line, the sentence as its opening, text."""
    return document(
        HEADLINE,
        "Thứ Sáu, 01/07/2022 14:43",
        sentence,
        FILLER,
        *others,
        **given,
    )


def people(facts) -> list[tuple[str, str]]:
    return [(chair.value.name, chair.value.position) for chair in facts.chairs]
