"""What can be wrong with a source.

In: nothing. Out: `SourceError`, whose message and hint are Vietnamese and complete.
"""

from __future__ import annotations

import os


class SourceError(Exception):
    """A source that gives no draft; others are not concerned."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __reduce__(self) -> tuple[type[SourceError], tuple[str, str]]:
        return type(self), (self.message, self.hint)  # errors travel between processes


def unreadable(error: OSError) -> SourceError:
    """The error for a file or folder that the system does not let us read."""
    if isinstance(error, PermissionError):
        return SourceError("không có quyền đọc", "cho phép đọc, ví dụ chmod u+r, hoặc chép tệp sang nơi khác")
    if isinstance(error, FileNotFoundError):
        return SourceError("không có tệp hay thư mục này", "kiểm tra lại đường dẫn")
    return SourceError(f"không đọc được: {os.strerror(error.errno or 0)}", "kiểm tra tệp và ổ đĩa")


def unwritable(error: OSError) -> SourceError:
    """The error for a draft or picture that the system does not let us write."""
    if isinstance(error, PermissionError):
        return SourceError(f"không có quyền ghi vào {error.filename}", "cho phép ghi vào thư mục nội dung")
    hint = "dọn bớt ổ đĩa rồi chạy lại; bài đã nhập không bị nhập lại"
    return SourceError(f"không ghi được: {os.strerror(error.errno or 0)}", hint)
