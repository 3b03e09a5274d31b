"""Pages that were saved: one article and its other version, without the network.

They lie in a WARC file, or as HTML files in one folder.
"""

from itertools import islice
from pathlib import Path
from urllib.parse import quote, unquote, urljoin, urlsplit

from corpora.address import same_page
from corpora.article import Article, Language
from corpora.extract import NoText, extract
from corpora.links import NoTranslation, find_translation, translation_links
from corpora.page import BadPage, Page, read_page
from corpora.pair import Get, Pair, make_pair, pair_with
from corpora.response import read_response
from corpora.warc import BadWARC, pages, responses

_HOST = "http://saved.invalid"  # stands for the folder while links are resolved; never asked for
_MOST_PAGES = 50  # of an archive, before we ask which one is meant
_MOST_FILES = 200  # of a folder, whose own addresses are compared with a link
_REDIRECTS = 5


def archived(path: Path) -> Get:
    """Return what reads a page by its address from a WARC file, redirects followed.

    The file is read anew for each page, so that an archive of any size takes no memory. The
    function raises LookupError where the archive lacks the page, BadPage where that is no HTML,
    BadWARC where the file is damaged.
    """

    def get(url: str) -> Page:
        wanted = url
        for _ in range(_REDIRECTS + 1):
            target = ""
            for response in responses(path):
                if not same_page(response.url, wanted):
                    continue
                if not 300 <= response.status < 400:
                    return read_response(response)
                target = target or urljoin(response.url, response.header("location"))
            if not target or same_page(target, wanted):
                break
            wanted = target
        raise LookupError(f"{path}: holds no page from {wanted}; fetch it again with --save")

    return get


def find_archived_pair(path: Path) -> Pair:
    """Return the one pair of articles that a WARC file holds.

    Raises NoTranslation where it holds none, BadWARC where it is damaged or holds several.
    """
    held = list(islice(pages(path), _MOST_PAGES + 1))
    if len(held) > _MOST_PAGES:
        raise BadWARC(
            f"{path}: holds more than {_MOST_PAGES} pages; give the address of one before it"
        )
    articles: list[tuple[Page, Article]] = []
    for page in held:
        try:
            articles.append((page, extract(page)))
        except NoText:
            continue
    found: dict[tuple[str, str], Pair] = {}
    for page, article in articles:
        try:
            pair = pair_with(article, page, archived(path))
        except NoTranslation:
            continue
        found.setdefault((pair.source.url, pair.target.url), pair)
    if len(found) > 1:
        first, second = list(found)[:2]
        raise BadWARC(
            f"{path}: holds several pairs, such as {first[0]} and {second[0]};"
            " give the address of one before it"
        )
    if not found and {article.language for _, article in articles} == {"en", "ar"}:
        (_, one), (_, other) = articles[0], articles[-1]
        if len(articles) == 2:
            pair = make_pair(one, other)
            return Pair(pair.source, pair.target)
    if not found:
        raise NoTranslation(
            f"{path}: holds {len(articles)} articles, and none leads to its other version there;"
            " give both addresses, or both pages as HTML"
        )
    return next(iter(found.values()))


def find_saved_pair(path: Path) -> Pair:
    """Return the article of a saved page and its other version, a file in the same folder.

    The page's link is followed as if the folder were a site: never out of it, and never to the
    network. A link to the web is looked up among the addresses that the other files state. Raises
    NoTranslation where that leads to no file, and BadPage, NoText and OSError as reading does.
    """
    page = read_page(path)
    article = extract_saved(page, path)
    folder = path.resolve().parent
    site = f"{_HOST}/{quote(folder.name or 'pages')}/"
    served = Page(site + quote(path.name), page.html)
    wanted: Language = "ar" if article.language == "en" else "en"

    def get(url: str) -> Page:
        file = _file_of(url, site, folder) or _stated(url, folder, path.name)
        if file is None:
            raise LookupError(f"{url}: is not saved in {folder}; save it there")
        return read_page(file)

    for place in (served, page):  # relative links first, then those of the site it came from
        if place.url and translation_links(place, wanted):
            try:
                return pair_with(article, place, get)
            except NoTranslation as error:
                raise NoTranslation(_named(str(error), site, folder)) from error
    try:
        find_translation(served, wanted)
    except NoTranslation as error:
        raise NoTranslation(_named(str(error), site, folder)) from error
    raise AssertionError("a page with no links has no translation")


def extract_saved(page: Page, path: Path) -> Article:
    """Extract the article of a page that was read from `path`, which is named in a NoText."""
    try:
        return extract(page)
    except NoText as error:
        reason = str(error).partition(": ")[2] if not page.url else str(error)
        raise NoText(f"{path}: no article text found: {reason}") from error


def _file_of(url: str, site: str, folder: Path) -> Path | None:
    """Return the file that a link of the folder's own site names, None where it leads out of it."""
    if not url.startswith(site):
        return None
    name = unquote(urlsplit(url).path.removeprefix(urlsplit(site).path))
    try:
        file = (folder / name).resolve()
        return file if file.is_relative_to(folder) and file.is_file() else None
    except (OSError, ValueError):  # a name too long, or with a null in it
        return None


def _stated(url: str, folder: Path, own: str) -> Path | None:
    """Return the HTML file of the folder that states `url` as its address, None for none."""
    files = (file for file in sorted(folder.glob("*.[hH][tT][mM]*")) if file.name != own)
    for file in islice(files, _MOST_FILES):
        try:
            stated = read_page(file).url
        except (OSError, BadPage):
            continue
        if stated and same_page(stated, url):
            return file
    return None


def _named(message: str, site: str, folder: Path) -> str:
    """Return a message with the folder in the place of the address that stood for it."""
    return message.replace(site, f"{folder}/")
