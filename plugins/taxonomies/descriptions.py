"""What search engines show below a listing's name, where the vocabulary has no words of its own for it.

In: the listing's kind and title. Out: a sentence in the site's language, which no later item changes.
"""

from __future__ import annotations

from plugins.model import AUTHOR, CATEGORY, DOCUMENT, OFFICIAL, REGION, TAG, Portal, Taxonomy


def describe_listing(portal: Portal, kind: str, title: str) -> str:
    """A sentence about the items of a term, or of a month (`kind` is `month`)."""
    sentences = {
        CATEGORY.name: portal.gettext("Tin chính thức của chuyên mục {title}, xếp theo ngày đăng, có nguồn rõ ràng."),
        REGION.name: portal.gettext("Tin chính thức về {title}, xếp theo ngày đăng, có nguồn rõ ràng."),
        OFFICIAL.name: portal.gettext("Tin về các hội nghị, buổi làm việc do {title} chủ trì, xếp theo ngày đăng."),
        TAG.name: portal.gettext("Tin chính thức gắn thẻ “{title}”, xếp theo ngày đăng, có nguồn rõ ràng."),
        AUTHOR.name: portal.gettext("Tin, bài ký tên {title}, xếp theo ngày đăng."),
        DOCUMENT.name: portal.gettext("Các tin có nhắc đến văn bản {title}, xếp theo ngày đăng."),
    }
    return sentences.get(kind, portal.gettext("Kho lưu trữ: {title}, tin xếp theo ngày đăng.")).format(title=title)


def describe_index(portal: Portal, taxonomy: Taxonomy) -> str:
    """A sentence about the page that names all terms of a taxonomy."""
    return {
        CATEGORY: portal.gettext("Các chuyên mục của cổng tin; mỗi chuyên mục có nguồn tin riêng để theo dõi."),
        REGION: portal.gettext("Tin theo tỉnh, thành phố hiện nay và theo các đơn vị hành chính trước đây."),
        OFFICIAL: portal.gettext("Những người đã chủ trì các hội nghị, sự kiện được đưa tin, xếp theo tên."),
        TAG: portal.gettext("Các thẻ của tin, xếp theo chữ cái đầu."),
        AUTHOR: portal.gettext("Những người và cơ quan đứng tên tin, bài của cổng, xếp theo tên."),
        DOCUMENT: portal.gettext("Các văn bản được nhắc đến trong tin, xếp theo loại văn bản."),
    }[taxonomy]
