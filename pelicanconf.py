"""Settings of the portal: Pelican's own, and those that begin with PORTAL_. Editors change the first block only."""

SITENAME = "Cổng tin địa phương"
SITEURL = "http://localhost:8000"  # the public address without a trailing slash; publishconf.py sets the real one
PORTAL_TAGLINE = "Tin chính thức có nguồn, có ngày, có đính chính"
PORTAL_ORGANISATION = "Ban biên tập Cổng tin địa phương"
DEFAULT_LANG = "vi"  # vi or en: the language of the interface; items are Vietnamese
PORTAL_EDITIONS = {  # languages that items may be translated into, and what the portal calls itself in them
    "en": {
        "name": "Local News Portal",
        "tagline": "Official news with its source, its date and its corrections",
        "organisation": "Editorial Board of the Local News Portal",
    },
}
TIMEZONE = "Asia/Ho_Chi_Minh"
PORTAL_PAGE_SIZE = 30  # items on a listing page; changing it moves items between the numbered pages

PATH = "content"
OUTPUT_PATH = "output"
THEME = "theme"
THEME_TEMPLATES_OVERRIDES = ["theme/blocks"]

PLUGINS = [
    "plugins.build",
    "plugins.vocabulary",
    "plugins.reader",
    "plugins.taxonomies",
    "plugins.pages",
    "plugins.images",
    "plugins.related",
    "plugins.search",
    "plugins.feeds",
    "plugins.patterns",
    "plugins.desk",
    "plugins.offline",
    "plugins.voice",
]

JINJA_ENVIRONMENT = {
    "autoescape": True,
    "auto_reload": False,  # each build has an environment of its own and reads each template once
    "trim_blocks": True,
    "lstrip_blocks": True,
    "extensions": ["jinja2.ext.i18n"],
}

# Everything below is Pelican's own output, which the portal replaces: its listings take time that grows with the square
# of the items, and it writes files before every fault is known.
ARTICLE_PATHS: list[str] = []
PAGE_PATHS: list[str] = []
STATIC_PATHS: list[str] = []
THEME_STATIC_PATHS: list[str] = []
DIRECT_TEMPLATES: list[str] = []
READERS = {"rst": None, "html": None}
DELETE_OUTPUT_DIRECTORY = False
LOAD_CONTENT_CACHE = False
ARCHIVES_SAVE_AS = AUTHORS_SAVE_AS = CATEGORIES_SAVE_AS = TAGS_SAVE_AS = ""
FEED_ALL_ATOM = CATEGORY_FEED_ATOM = TRANSLATION_FEED_ATOM = AUTHOR_FEED_ATOM = AUTHOR_FEED_RSS = None
