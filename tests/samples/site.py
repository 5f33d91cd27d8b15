"""The site of the samples: its sections, places, teasers and notices."""

from __future__ import annotations

import datetime as dt

from plugins.model.views import (
    Feed,
    Link,
    Picture,
    RegionLabel,
    Rendition,
    SiteView,
    Teaser,
)

ZONE = dt.timezone(dt.timedelta(hours=7))


def at(year: int, month: int, day: int, hour: int = 8, minute: int = 0) -> dt.datetime:
    return dt.datetime(year, month, day, hour, minute, tzinfo=ZONE)


FEEDS = (
    Feed("Atom", "/feeds/all.atom.xml", "application/atom+xml"),
    Feed("RSS", "/feeds/all.rss.xml", "application/rss+xml"),
    Feed("JSON Feed", "/feeds/all.json", "application/feed+json"),
)
CIVIL = Link("Dân vận", "/chuyen-muc/dan-van/")
FRONT = Link("Mặt trận – Đoàn thể", "/chuyen-muc/mat-tran-doan-the/")
POLICY = Link("Văn bản – Chính sách", "/chuyen-muc/van-ban-chinh-sach/")
NOTICE = Link("Thông báo", "/chuyen-muc/thong-bao/")
SECTIONS = (CIVIL, FRONT, Link("Dân chủ cơ sở", "/chuyen-muc/dan-chu-co-so/"), POLICY, NOTICE)
SITE = SiteView(
    name="Cổng tin Dân vận",
    tagline="Tin công tác dân vận và dân chủ ở cơ sở từ các địa phương",
    organisation="Cơ quan thử nghiệm",
    url="https://cong.example.vn",
    language="vi",
    sections=SECTIONS,
    pages=(
        Link("Giới thiệu", "/gioi-thieu/"),
        Link("Chính sách đính chính", "/dinh-chinh/"),
        Link("Trợ năng", "/tro-nang/"),
    ),
    feeds=FEEDS,
    styles="/theme/styles.css",
    script="/theme/script.js",
)

HCMC = RegionLabel("Thành phố Hồ Chí Minh", "/dia-phuong/thanh-pho-ho-chi-minh/")
DIEN_BIEN = RegionLabel("Điện Biên", "/dia-phuong/dien-bien/")
HAU_GIANG = RegionLabel("Hậu Giang", "/dia-phuong/hau-giang/", "Cần Thơ", "/dia-phuong/can-tho/")
BEN_LUC = RegionLabel("Bến Lức, Long An", "/dia-phuong/ben-luc-long-an/", "Tây Ninh", "/dia-phuong/tay-ninh/")

STRESS = "Ễ ở ặ Ậ Ỗ Ử Ẫ Ệ Ợ: NHỮNG CHỮ CÓ HAI DẤU CHỒNG NHAU"
LONG_TITLE = (
    "Hội nghị thử nghiệm tổng kết việc thực hiện quy chế dân chủ ở cơ sở, phong trào thi đua “Dân vận khéo”, công tác "
    "tiếp xúc, đối thoại trực tiếp với nhân dân và giải quyết kiến nghị của cử tri giai đoạn thử nghiệm, bàn phương "
    "hướng, nhiệm vụ trọng tâm và ký kết chương trình phối hợp giữa các cơ quan, đơn vị"
)


def cover(number: int = 1, caption: str = "Tranh minh hoạ thử nghiệm: phòng họp trước giờ khai mạc.") -> Picture:
    renditions = tuple(
        Rendition(width, width * 2 // 3, *(f"/images/{number}-{width}.{suffix}" for suffix in ("avif", "webp", "jpg")))
        for width in (360, 720, 1200)
    )
    return Picture(
        renditions[-1].jpeg,
        "Tranh minh hoạ: phòng họp với các dãy ghế",
        caption,
        "Người thử nghiệm",
        1200,
        800,
        renditions,
        "tone-ae6",
    )


TEASERS = (
    Teaser(
        "Thành phố Hồ Chí Minh đánh giá sáu tháng công tác dân vận, bàn việc nửa cuối năm 2024",
        "/tin/2024/06/tphcm-dan-van-2024/",
        at(2024, 6, 28, 17, 5),
        CIVIL,
        "Thành ủy nhìn lại nửa năm công tác dân vận, giao nhiệm vụ cho các đơn vị trong sáu tháng còn lại.",
        regions=(HCMC,),
        cover=cover(1),
    ),
    Teaser(
        "Hậu Giang tặng cờ ba đơn vị dẫn đầu công tác dân vận năm 2023",
        "/tin/2024/01/hau-giang-dan-van-2023/",
        at(2024, 1, 3, 18, 30),
        FRONT,
        "Hội nghị chiều 3/1 tổng kết năm 2023 và nêu các việc trọng tâm của năm 2024.",
        regions=(HAU_GIANG,),
        cover=cover(2),
    ),
    Teaser(
        "Điện Biên: hơn 200 mô hình “dân vận khéo” được đăng ký trong năm 2022",
        "/tin/2023/01/dien-bien-dan-van-2022/",
        at(2023, 1, 9, 17, 59),
        CIVIL,
        "Tỉnh ủy Điện Biên tổng kết công tác dân vận năm 2022, triển khai nhiệm vụ năm 2023.",
        regions=(DIEN_BIEN,),
        cover=cover(3),
    ),
    Teaser(
        "Huyện ủy Bến Lức sơ kết công tác dân vận sáu tháng đầu năm",
        "/tin/2022/07/ben-luc-so-ket-dan-van/",
        at(2022, 7, 1, 14, 43),
        CIVIL,
        "Hội nghị đánh giá kết quả nửa năm và bàn việc cho nửa năm còn lại.",
        dt.date(2022, 6, 30),
        (BEN_LUC,),
    ),
    Teaser(
        "Cụm thi đua số 4 của TP.HCM kiểm tra công tác dân vận và dân chủ ở cơ sở",
        "/tin/2022/06/cum-thi-dua-so-4/",
        at(2022, 6, 30, 16, 0),
        Link("Dân chủ cơ sở", "/chuyen-muc/dan-chu-co-so/"),
        "Đoàn làm việc với các huyện Cần Giờ, Nhà Bè, Bình Chánh, Hóc Môn và Củ Chi.",
        regions=(HCMC,),
    ),
)
NOTICES = tuple(
    Teaser(title, f"/tin/2026/07/thong-bao-{n}/", at(2026, 7, 20 - n, 9), NOTICE)
    for n, title in enumerate(
        (
            "Tìm tin bằng từ có dấu và không dấu",
            "Theo dõi cổng tin bằng trình đọc tin",
            "In một tin như mẩu báo cắt",
            "Cách gửi yêu cầu đính chính",
            "Đọc cổng tin bằng bàn phím và trình đọc màn hình",
            "Địa danh cũ và mới trên cổng tin từ ngày 01/07/2025",
        )
    )
)
