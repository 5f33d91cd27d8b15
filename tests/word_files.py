"""Word files for tests, made part by part: no more of the format than Word itself needs to open them.

In: paragraphs. Out: the bytes of a .docx.
"""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass
from xml.sax.saxutils import escape

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_TYPES = (
    '<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/><Default Extension="png" ContentType="image/png"/>'
    '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.'
    'wordprocessingml.document.main+xml"/><Override PartName="/word/styles.xml" ContentType="application/vnd.'
    'openxmlformats-officedocument.wordprocessingml.styles+xml"/></Types>'
)
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
_STYLES = (
    f"<w:styles {_W}>"
    + "".join(
        f'<w:style w:type="paragraph" w:styleId="{name.replace(" ", "")}"><w:name w:val="{name}"/></w:style>'
        for name in ("Title", "heading 1", "heading 2", "caption")
    )
    + "</w:styles>"
)


@dataclass(frozen=True)
class P:
    """A paragraph; `style` is a style's id (`Title`, `heading1`, `caption`), `picture` the bytes of a PNG within it."""

    text: str = ""
    style: str = ""
    bold: bool = False
    italic: bool = False
    picture: bytes = b""
    alt: str = ""


def make_docx(*paragraphs: P | str, extra: dict[str, bytes] | None = None) -> bytes:
    paragraphs = tuple(P(p) if isinstance(p, str) else p for p in paragraphs)
    pictures = [p.picture for p in paragraphs if p.picture]
    body, number = [], 0
    for p in paragraphs:
        number += bool(p.picture)
        body.append(_paragraph(p, number))
    links = "".join(
        f'<Relationship Id="rId{n}" Type="{_RELATIONS}/image" Target="media/image{n}.png"/>'
        for n in range(1, len(pictures) + 1)
    )
    parts = {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}"><Relationship Id="rId1" Type="{_RELATIONS}/officeDocument" '
        'Target="word/document.xml"/></Relationships>',
        "word/document.xml": f'<?xml version="1.0" encoding="UTF-8"?><w:document {_W} xmlns:r="{_RELATIONS}" '
        'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
        'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture" '
        'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing">'
        f"<w:body>{''.join(body)}</w:body></w:document>",
        "word/styles.xml": _STYLES,
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{_PACKAGE}"><Relationship Id="styles" '
        f'Type="{_RELATIONS}/styles" Target="styles.xml"/>{links}</Relationships>',
    }
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, text in parts.items():
            packed.writestr(zipfile.ZipInfo(name), text)
        for n, picture in enumerate(pictures, 1):
            packed.writestr(zipfile.ZipInfo(f"word/media/image{n}.png"), picture)
        for name, data in (extra or {}).items():
            packed.writestr(zipfile.ZipInfo(name), data)
    return file.getvalue()


def _paragraph(p: P, number: int) -> str:
    style = f'<w:pPr><w:pStyle w:val="{p.style}"/></w:pPr>' if p.style else ""
    look = "<w:b/>" * p.bold + "<w:i/>" * p.italic
    text = f'<w:r><w:rPr>{look}</w:rPr><w:t xml:space="preserve">{escape(p.text)}</w:t></w:r>' if p.text else ""
    picture = ""
    if p.picture:
        picture = (
            f'<w:r><w:drawing><wp:inline><wp:docPr id="{number}" name="Picture {number}" descr="{escape(p.alt)}"/>'
            '<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic>'
            f'<pic:blipFill><a:blip r:embed="rId{number}"/></pic:blipFill></pic:pic></a:graphicData></a:graphic>'
            "</wp:inline></w:drawing></w:r>"
        )
    return f"<w:p>{style}{text}{picture}</w:p>"
