"""A Word file (.docx) as a `Document`.

In: the file's bytes. Out: headline, text and pictures as mammoth reads them, the pictures handed to `Pictures`;
SourceError for a file that is protected, damaged or of the old format.
"""

from __future__ import annotations

import io
import zipfile
from typing import Any

from plugins.desk.importing.article import Article, make_document
from plugins.desk.importing.document import Document
from plugins.desk.importing.faults import SourceError
from plugins.desk.importing.html import parse
from plugins.desk.importing.pictures import Pictures
from plugins.desk.importing.pieces import read_pieces
from plugins.model.limits import MOST_PACKED_BYTES, MOST_PACKED_FILES, MOST_PACKED_TEXT

_OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # the container of .doc, and of a protected .docx
_PROTECTED = "EncryptedPackage".encode("utf-16-le")
_STYLES = """
p[style-name='Title'] => h1:fresh
p[style-name='Subtitle'] => p:fresh
p[style-name='caption'] => p.caption:fresh
p[style-name='Caption'] => p.caption:fresh
"""


def read_docx(data: bytes, source: str, pictures: Pictures) -> Document:
    """The article in a Word file."""
    _refuse_unreadable(data)
    import mammoth

    count = 0

    def keep(image: Any) -> dict[str, str]:
        nonlocal count
        count += 1
        with image.open() as file:
            src = pictures.add(file.read(), f"{source.rsplit('/', 1)[-1].rsplit('.', 1)[0]}-{count}")
        return {"src": src or "", "alt": image.alt_text or ""}

    try:
        found = mammoth.convert_to_html(
            io.BytesIO(data), style_map=_STYLES, convert_image=mammoth.images.img_element(keep)
        )
    except MemoryError:
        raise
    except Exception:  # whatever a damaged file makes the library trip over
        raise _damaged() from None
    body = next(parse(f"<html><body>{found.value}</body></html>").iter("body"))
    pieces = read_pieces(body, lambda src: src)
    if not pieces:
        raise SourceError("tệp trống", "kiểm tra tệp, hoặc bỏ nó ra khỏi danh sách nhập")
    return make_document(source, Article(pieces, guessed_subheads=not any(p.block.kind == "picture" for p in pieces)))


def _refuse_unreadable(data: bytes) -> None:
    if data.startswith(_OLD):
        if _PROTECTED in data:
            raise SourceError("tệp Word có đặt mật khẩu", "mở bằng Word, bỏ mật khẩu, lưu lại rồi nhập")
        raise SourceError("tệp Word ở dạng cũ (.doc)", "mở bằng Word hay LibreOffice rồi lưu lại ở dạng .docx")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            sizes = {info.filename: info.file_size for info in packed.infolist()}
            if any(info.flag_bits & 1 for info in packed.infolist()):
                raise SourceError("tệp có đặt mật khẩu", "bỏ mật khẩu, lưu lại rồi nhập")
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        raise _damaged() from None
    if not any(name.startswith("word/") for name in sizes):
        raise SourceError("tệp không phải tài liệu Word", "mở bằng Word rồi lưu lại ở dạng .docx")
    text = max((size for name, size in sizes.items() if name.endswith(".xml")), default=0)
    if sum(sizes.values()) > MOST_PACKED_BYTES or text > MOST_PACKED_TEXT or len(sizes) > MOST_PACKED_FILES:
        raise SourceError("tệp Word quá lớn khi mở ra", "thu nhỏ ảnh trong tệp, hoặc chia tệp")


def _damaged() -> SourceError:
    return SourceError("tệp Word bị hỏng", "mở bằng Word, chọn sửa tệp, lưu lại rồi nhập; hoặc xin lại tệp gốc")
