"""Every code a file's faults can bear, with its meaning, and the report that gathers the faults of one file.

In: what the other modules of the room find wrong. Out: `Fault`s. `docs/faults.md` explains each code to editors.
"""

from __future__ import annotations

from plugins.model import Fault

CODES = {
    # the file
    "E-READ": "Không mở được tệp",
    "W-PLACE": "Tệp không được đăng",
    "E-SIZE": "Tệp quá lớn",
    "E-TIME": "Đọc tệp quá lâu",
    "E-MEMORY": "Đọc tệp tốn quá nhiều bộ nhớ",
    "E-ENDED": "Đọc tệp làm chương trình bị ngắt",
    "E-EMPTY": "Tệp trống",
    "E-UTF8": "Tệp không phải UTF-8",
    "E-NUL": "Có ký tự NUL",
    "E-BIDI": "Có ký tự đảo chiều chữ",
    "W-CONTROL": "Có ký tự điều khiển, đã bỏ",
    "W-LETTER": "Chữ cái Kirin hay Hy Lạp lẫn trong từ",
    # the front matter
    "E-HEADER": "Thiếu hoặc hỏng phần thông tin đầu tệp",
    "E-YAML": "Phần thông tin đầu tệp sai cú pháp YAML",
    "E-KEY": "Khoá không có trong danh sách",
    "W-KEY": "Khoá bị bỏ qua",
    "E-KEY-TWICE": "Khoá ghi hai lần",
    "E-REQUIRED": "Thiếu thông tin bắt buộc",
    "W-REQUIRED": "Bản nháp còn thiếu thông tin bắt buộc",
    "E-VALUE": "Giá trị không đúng kiểu",
    "E-LONG": "Giá trị quá dài hoặc quá nhiều",
    "W-LONG": "Tiêu đề dài",
    "W-TITLE-DOT": "Tiêu đề có dấu chấm ở đầu hoặc cuối",
    "E-SLUG": "Đường dẫn không hợp lệ",
    "E-DATE": "Ngày giờ không đọc được",
    "E-DATE-ORDER": "Các ngày trái thứ tự",
    "W-PUBLISH-AT": "Giờ đăng sớm hơn ngày xuất bản",
    "E-REGION": "Địa phương không rõ",
    "E-CATEGORY": "Chuyên mục không có",
    "E-CHAIR": "Người chủ trì không rõ là ai",
    "W-CHAIR": "Người chủ trì chưa có trong sổ cán bộ",
    "E-URL": "Địa chỉ nguồn không hợp lệ",
    "W-EVENT-AHEAD": "Ngày diễn ra sau ngày xuất bản",
    "E-STATUS": "Trạng thái không có",
    "W-WITHDRAWN": "Tin gỡ bỏ mà còn là nháp",
    "E-PLACEMENT": "Vị trí trên trang nhất không có",
    # pictures
    "E-PICTURE": "Ảnh không dùng được",
    "E-PICTURE-REMOTE": "Ảnh nằm ở trang khác",
    "E-PICTURE-BROKEN": "Tệp ảnh hỏng hoặc không phải ảnh",
    "E-PICTURE-SIZE": "Ảnh quá lớn hoặc quá dài",
    "W-PICTURE": "Ảnh đăng được nhưng nên xem lại",
    "W-ALT": "Ảnh thiếu lời mô tả",
    "W-CAPTION": "Ảnh thiếu chú thích",
    # the body
    "W-BODY": "Tin chưa có nội dung",
    "E-LINK": "Liên kết không dùng được",
    "W-ANCHOR": "Liên kết tới mục không có trong bài",
    "E-HTML": "Thẻ HTML không được phép",
    "W-HTML": "Thuộc tính HTML bị bỏ",
    "E-MARKDOWN": "Nội dung không dựng được",
    # between files
    "E-DUPLICATE": "Hai tin trùng địa chỉ",
    "E-ALIAS": "Địa chỉ cũ không dùng được",
    "W-LEAD": "Nhiều tin cùng là tin chính",
    "E-TRANSLATION": "Bản dịch không khớp với tin gốc",
    "W-TRANSLATION": "Bản dịch nên xem lại",
}

MOST_OF_A_KIND = 20  # faults with one code reported per file; a broken file should not bury the others


class Report:
    """The faults of the file at `path`, each held once."""

    def __init__(self, path: str) -> None:
        self.path = path
        self._faults: dict[Fault, None] = {}
        self._counts: dict[str, int] = {}

    def add(self, code: str, line: int, message: str, hint: str = "") -> None:
        # A fault is one line, whatever it quotes: a program that reads the lines must not take the next for its own.
        fault = Fault(self.path, max(line, 1), code, " ".join(message.split()), " ".join(hint.split()))
        if fault in self._faults or self._counts.get(code, 0) >= MOST_OF_A_KIND:
            return
        self._counts[code] = self._counts.get(code, 0) + 1
        self._faults[fault] = None

    @property
    def faults(self) -> tuple[Fault, ...]:
        return tuple(sorted(self._faults))

    @property
    def has_errors(self) -> bool:
        return any(fault.is_error for fault in self._faults)
