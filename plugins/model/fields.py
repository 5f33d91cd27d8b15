"""The metadata fields of an item: the one list that reader, check, new, README and tests share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal[
    "text", "texts", "slug", "date", "datetime", "regions", "category", "chairs", "source", "cover", "status", "placement",
    "corrections", "withdrawal", "aliases",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Field:
    """One metadata key.

    `kind` says how its value is read; `label` and `description` are Vietnamese, for editors; `example` is YAML as one
    would type it after the key; `header` is the name in Pelican's own `Key: value` header, when there is one.
    """

    name: str
    kind: Kind
    label: str
    description: str
    example: str
    required: bool = False
    header: str = ""


FIELDS = (
    Field("title", "text", "Tiêu đề", "Tiêu đề tin, không chấm ở đầu và cuối.", '"Sơ kết công tác dân vận 6 tháng đầu năm"',
          required=True, header="title"),
    Field("date", "datetime", "Ngày xuất bản", "Lúc xuất bản lần đầu, dạng ISO; không ghi múi giờ thì hiểu là +07:00.",
          "2022-07-01T14:43:32+07:00", required=True, header="date"),
    Field("event_date", "date", "Ngày diễn ra", "Ngày sự kiện diễn ra, nếu khác ngày xuất bản.", "2022-06-30"),
    Field("updated", "datetime", "Ngày cập nhật", "Lúc sửa nội dung lần cuối.", "2022-07-02T08:00:00+07:00", header="modified"),
    Field("region", "regions", "Địa phương",
          "Tên, tên gọi khác hoặc mã của địa phương, theo cách gọi vào ngày diễn ra; một hoặc nhiều.", "Bến Lức, Long An",
          header="region"),
    Field("category", "category", "Chuyên mục", "Tên hoặc mã chuyên mục trong vocabulary/categories.yaml.", "Dân vận",
          required=True, header="category"),
    Field("chairs", "chairs", "Người chủ trì",
          "Những người chủ trì: tên, mã, hoặc {name, position}; chức vụ lấy theo ngày diễn ra.", "[Dương Văn Út]", header="chair"),
    Field("tags", "texts", "Thẻ", "Các từ khoá của tin.", "[dân vận khéo, quy chế dân chủ]", header="tags"),
    Field("summary", "text", "Sapo", "Đoạn dẫn, một đến ba câu, không lặp lại nguyên văn trong bài.",
          '"Hội nghị đánh giá kết quả sáu tháng và bàn nhiệm vụ cuối năm."', header="summary"),
    Field("authors", "texts", "Tác giả", "Bút danh của người viết, người chụp.", "[Việt Hằng, Kim Phượng]", header="authors"),
    Field("source", "source", "Nguồn", "Cơ quan đã đăng tin gốc: {name, url}.",
          "{name: Báo Điện Biên Phủ, url: https://example.vn/}", header="source"),
    Field("cover", "cover", "Ảnh chính", "{src, alt, caption, credit}; src là đường dẫn trong thư mục nội dung.",
          "{src: images/hoi-nghi.jpg, alt: Quang cảnh hội nghị, caption: Quang cảnh hội nghị, credit: Quang Long}"),
    Field("status", "status", "Trạng thái", "draft (nháp), review (chờ duyệt) hoặc published (đăng); không ghi thì hiểu là đăng.",
          "published", header="status"),
    Field("publish_at", "datetime", "Giờ đăng", "Tin được giữ lại đến lúc này.", "2022-07-01T17:00:00+07:00"),
    Field("unpublish_at", "datetime", "Giờ gỡ",
          "Từ lúc này tin tự rời cổng; địa chỉ chỉ còn thông báo đã hết thời hạn đăng.", "2022-12-31T17:00:00+07:00"),
    Field("placement", "placement", "Vị trí trang nhất",
          "lead (tin chính) hoặc featured (tin nổi bật); không ghi expires thì giữ bảy ngày. Bỏ trống thì cổng tự chọn.", "lead"),
    Field("expires", "date", "Ngày hết hạn",
          "Sau ngày này tin rời chỗ đã chọn và mục thông báo trên trang nhất; trang của tin vẫn còn.", "2022-07-31"),
    Field("corrections", "corrections", "Đính chính", "Danh sách {date, text}; hiện công khai dưới bài.",
          "[{date: 2022-07-02, text: Sửa tên cơ quan.}]"),
    Field("withdrawn", "withdrawal", "Gỡ bỏ",
          "{date, reason}: ngày gỡ và lý do, cả hai đều công khai; tin rời cổng ngay, địa chỉ chỉ còn thông báo.",
          "{date: 2022-07-03, reason: Nội dung chưa được cơ quan chủ quản xác nhận.}"),
    Field("slug", "slug", "Đường dẫn", "Phần cuối của địa chỉ; lấy từ tiêu đề nếu để trống.", "so-ket-cong-tac-dan-van",
          header="slug"),
    Field("aliases", "aliases", "Địa chỉ cũ", "Những địa chỉ trước đây của bài, ở trang cũ hay trên cổng; ai mở thì được đưa tới bài.",
          "[/tin-tuc/5.html]"),
)  # fmt: skip

FIELD_NAMES = tuple(field.name for field in FIELDS)
REQUIRED_NAMES = tuple(field.name for field in FIELDS if field.required)
# What the translation of an item says itself; it has the rest from its original.
TRANSLATED_NAMES = (
    "title", "date", "updated", "summary", "authors", "cover", "status", "publish_at", "unpublish_at", "corrections",
    "withdrawn", "slug", "aliases",
)  # fmt: skip
