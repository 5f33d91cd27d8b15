"""Every code that a fault of the gates can bear, with its meaning; docs/faults.md explains each."""

from __future__ import annotations

CODES = {
    "E-LEAK": "Tin chưa được công bố lọt ra ngoài",
    "E-LOST-LINK": "Liên kết không dẫn tới đâu",
    "E-MARKUP": "Trang hoặc dữ liệu sai mã",
    "E-OUTPUT-NAME": "Tên tệp không dùng được ở mọi nơi",
    "E-OUTPUT-SIZE": "Trang hoặc tệp quá nặng",
    "W-OUTPUT-SIZE": "Cả trang vượt mức của máy chủ",
    "E-PREVIEW": "Có dấu vết bản xem trước",
}
