"""The meeting place of the rooms: named values that one room provides and others read.

In: Pelican's settings. Out: one `Portal` per build. A room never imports another; it provides its part here when
Pelican is initialised and reads the others' parts when the build asks it to work.
"""

from __future__ import annotations

import datetime as dt
import gettext
import zoneinfo
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from plugins.model.announced import Announced
from plugins.model.corpus import Corpus
from plugins.model.faults import Fault, SiteError
from plugins.model.files import HERE, Files
from plugins.model.item import LANGUAGE, NewsItem, StaticPage
from plugins.model.limits import Limits, Spread
from plugins.model.taxonomy import AUTHOR, DOCUMENT, OFFICIAL, REGION, TAG, Taxonomy
from plugins.model.text import printable
from plugins.model.views import Alternate, Body, Comments, Fresh, ItemView, Picture, SiteView, Teaser
from plugins.model.vocabularies import Categories, Officials, Regions


class Job(NamedTuple):
    """One output file. A site has several for each item, so that making one must cost little.

    `address` is root-relative (`/tin/2022/07/x/` becomes `tin/2022/07/x/index.html`). `renderer` is the name of a
    template (`item.html`) or of a renderer that a room provides (`feed`). `compose` makes the view when it is needed,
    and depends on nothing but the frozen corpus, the vocabularies and the settings. `inputs` name all of the corpus
    that the view depends on, by digests and short texts: while they, the templates, the code, the vocabularies and the
    settings are the same, the file is. None means not known: the file is made again in every build. `prepare` makes
    what several jobs share; it runs once, before the work is spread over processes, when one of the jobs is to be done.
    `language` is that of the edition whose texts and site view a template sees; empty for the site's own.
    """

    address: str
    renderer: str
    compose: Callable[[], Any]
    inputs: tuple[str, ...] | None = None
    prepare: Callable[[], object] | None = None
    language: str = ""

    @property
    def file(self) -> str:
        """Path below the output folder, in POSIX form."""
        path = self.address.lstrip("/")
        return path + "index.html" if not path or path.endswith("/") else path


class BodyEdit(NamedTuple):
    """An item whose body alone is another: its position in the corpus, itself as it is now, and its whole digest."""

    position: int
    item: NewsItem
    digest: str


class ReadItem(NamedTuple):
    """What reading one file gave: the item (None when it has errors) and every fault found in it."""

    item: NewsItem | StaticPage | None
    faults: tuple[Fault, ...]


class SourceFiles(NamedTuple):
    """Files of the content, absolute and sorted, and a warning for each that looks like news but is not read.

    `others` are all other files below the content folder, with hidden folders and links to folders, not entered.
    """

    news: tuple[Path, ...]
    pages: tuple[Path, ...]
    faults: tuple[Fault, ...]
    others: tuple[Path, ...] = ()


Composer = Callable[["Portal", Corpus], Iterable[Job]]
ItemComposer = Callable[["Portal", Corpus, int, str], Job]  # position; language of a translation, or ""
Renderer = Callable[[Any], bytes]


@dataclass(frozen=True, slots=True)
class Edition:
    """What the portal calls itself in another language."""

    name: str
    tagline: str = ""
    organisation: str = ""


class Interface(NamedTuple):
    """The interface in one language: the language's own name (`English`), its texts, how it writes dates and numbers.

    Message ids are Vietnamese; `filters` are Jinja's.
    """

    name: str
    translations: gettext.NullTranslations
    filters: Mapping[str, Callable[..., Any]]


@dataclass(frozen=True)
class Config:
    """The settings that rooms read, taken from Pelican's. Folders are absolute.

    `drafts` tells whether drafts and held items are shown (under `serve`), `views` whether view counts are; `now` is
    the build's one clock. `editions` are the languages that items may be translated into, by their codes. `host` is the
    kind of host that the site is built for; empty where any will do. `announced` is what the site shows for deploys.
    """

    content: Path
    pages: Path
    vocabulary: Path
    theme: Path
    name: str
    tagline: str
    organisation: str
    url: str
    language: str
    zone: zoneinfo.ZoneInfo
    now: dt.datetime
    drafts: bool = False
    views: bool = False
    page_size: int = 30
    editions: Mapping[str, Edition] = field(default_factory=dict)
    host: str = ""
    announced: Announced = field(default_factory=Announced)
    limits: Limits = field(default_factory=Limits)


def name_file(path: Path, config: Config) -> str:
    """What faults call a file of the content: its path below the content folder, in NFC and POSIX form.

    Pages and vocabularies that lie elsewhere are called as if they lay there.
    """
    place = path.as_posix()
    for folder in (config.content, config.pages.parent, config.vocabulary.parent):
        if place.startswith(f"{folder}/"):
            return printable(place[len(str(folder)) + 1 :])
    return printable(place)


class Portal:
    """The values rooms share, by name. Reading one that no room provided raises SiteError."""

    config: Config
    # vocabulary
    regions: Regions
    officials: Officials
    categories: Categories
    # reader: all files of the content; the item or page in a file, with its faults
    find_files: Callable[[], SourceFiles]
    read_item: Callable[[Path], ReadItem]
    read_page: Callable[[Path], ReadItem]
    # reader: every code that its faults can bear, with its meaning
    codes: Mapping[str, str]
    # images: (src below content, alt, caption, credit) of a cover -> picture for a view
    picture: Callable[[str, str, str, str], Picture]
    # images: the body of an item or page with its pictures
    body: Callable[[NewsItem | StaticPage], Body]
    # images: the address of the card that stands for an item where it is shared; empty when there is none
    social_card: Callable[[NewsItem], str]
    # images: what is wrong with a picture's file, as (code, message, hint); the build cannot use one with an E- code
    inspect_picture: Callable[[Path], tuple[tuple[str, str, str], ...]]
    # images: what the names of all renditions of a picture's file begin with
    picture_stem: Callable[[Path], str]
    # related: older items to show beside the one at a position, best first: (position, the terms both have)
    related: Callable[[Corpus, int], tuple[tuple[int, tuple[tuple[Taxonomy, str], ...]], ...]]
    # related: what the script needs to find newer items for the one at a position
    fresh: Callable[[Corpus, int], Fresh]
    # pages: an item as lists show it
    teaser: Callable[[NewsItem], Teaser]
    # pages: the view of an item's page with the text that the item has now
    change_text: Callable[[ItemView, NewsItem], ItemView]
    # pages: what every template of an edition sees as `site`; the language is empty for the site's own
    describe_site: Callable[[Corpus, str], SiteView]
    # pages: the interface in a language, and the texts in the site's own
    interface: Callable[[str], Interface]
    gettext: Callable[[str], str]
    # build: addresses of the bundled style sheet and script
    styles: str
    script: str
    # offline: the address of the service worker; empty where nothing may be kept, as under `serve`
    worker: str = ""
    # build: a style sheet's text without comments and needless spaces
    slim_style: Callable[[str], str]
    # build: an item of the corpus, which holds no bodies, as its file says it; any other item as it is
    with_body: Callable[[NewsItem], NewsItem] = staticmethod(lambda item: item)
    # voice: what pages in a language are told of the comment server; None where comments are off
    comments: Callable[[str], Comments] | None = None
    # voice: the folder of the files that tell how often items are read; empty where views are not counted
    views: str = ""
    # voice: what was read most, in which period (`week`, `month`, or empty for none), as positions, most read first
    most_read: Callable[[Corpus], tuple[str, tuple[int, ...]]] | None = None
    # search: (edits of bodies, whether the output has a job's file) -> the jobs of what changes; None: compose all anew
    amend_search: Callable[[Sequence[BodyEdit], Callable[[Job], bool]], list[Job] | None] | None = None
    # build: the folder for what rooms keep from one build of this output to the next; it may be gone at any time
    state: Path
    # build: whether the machines that work for it have no folder in common, so that all goes by payloads and results
    is_apart: bool = False
    # build: the content's files as this machine has them
    files: Files = HERE
    # build: Jinja's environment of an edition, by its language; empty for the site's own
    environments: Mapping[str, Any]
    # hosting: (file, content) -> the contents of its compressed copies by their endings; None where the host takes none
    compress: Callable[[str, bytes], Mapping[str, bytes]] | None = None
    # build: (work, count, label, bounds) -> work(0) to work(count - 1) in order, over processes, with a progress bar;
    # work that is Movable goes to other machines where the build has some
    spread: Spread

    def __init__(self, config: Config) -> None:
        self.config = config
        self.composers: dict[str, Composer] = {}  # one per room that makes pages or files
        # Those of them whose jobs depend on no item's body: where only bodies changed, their files stand.
        self.outline_composers: set[str] = set()
        # Those of them whose jobs depend, of all items, on the ten newest alone.
        self.tail_composers: set[str] = set()
        # Of an item's own page; it may depend on the item's body, and on no later item.
        self.item_composer: ItemComposer | None = None
        self.renderers: dict[str, Renderer] = {}  # renderers other than templates
        self.filters: dict[str, Callable[..., Any]] = {}  # Jinja filters
        self.globals: dict[str, Any] = {}  # Jinja globals
        # Files of the content that rooms read beside items, pages and their pictures.
        self.sources: set[Path] = set()
        # Paths of the site's host below which no file answers but another program.
        self.backends: set[str] = set()
        # Digests of what rooms read that is neither content nor setting: while they are the same, a site may stand.
        self.outside: dict[str, str] = {}
        self.notices: list[str] = []  # what a build had to do without
        # Moments at which what a composer made from `config.now` will be another; composers add theirs.
        self.turning_points: list[dt.datetime] = []

    def term_name(self, corpus: Corpus, taxonomy: Taxonomy, term_id: str) -> str:
        """What readers call a term that has items: `Dân vận`, `Bến Lức, Long An`, `Dương Văn Út`."""
        if taxonomy is REGION:
            return self.regions.label(term_id)
        if taxonomy is OFFICIAL:
            return corpus.officials[term_id].name
        if taxonomy is TAG:
            return corpus.tag_names[term_id]
        if taxonomy is DOCUMENT:
            return corpus.documents[term_id].name
        if taxonomy is AUTHOR:
            return corpus.author_names[term_id]
        return self.categories[term_id].name

    def alternates(self, corpus: Corpus, item: NewsItem | None = None) -> tuple[Alternate, ...]:
        """The versions of an item in all its languages, or the fronts of all editions; nothing where there is one."""
        if item is not None:
            places = [(version.language, version.address) for version in corpus.versions.get(item.path, ())]
        else:
            places = [(LANGUAGE, "/"), *((language, edition_address(language)) for language in corpus.languages)]
        if len(places) < 2:
            return ()
        return tuple(Alternate(language, self.interface(language).name, address) for language, address in places)

    def __getattr__(self, name: str) -> Any:
        raise SiteError(f"Chưa có phần «{name}»: thiếu một phần bổ trợ trong PLUGINS của pelicanconf.py.")


def edition_address(language: str) -> str:
    """The front of what is translated into a language."""
    return f"/{language}/"


SETTING = "PORTAL"


def portal_of(settings: Mapping[str, Any]) -> Portal:
    """The portal of this build; the build room puts it among Pelican's settings before any plugin is initialised."""
    portal = settings.get(SETTING)
    if not isinstance(portal, Portal):
        raise SiteError("Hãy dựng cổng bằng `python3 tasks.py build`, không gọi pelican trực tiếp.")
    return portal
