"""A pair of articles from HTML files that were saved into one folder, without the network."""

from itertools import islice
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

from corpora.address import same_page
from corpora.article import Language
from corpora.links import NoTranslation, find_translation, translation_links
from corpora.page import BadPage, Page, read_page
from corpora.pair import Pair, pair_with
from corpora.read import extract_page

_HOST = "http://saved.invalid"  # stands for the folder while links are resolved; never asked for
_MOST_FILES = 200  # of a folder, whose own addresses are compared with a link


def find_saved_pair(path: Path) -> Pair:
    """Return the article of a saved page and its other version, a file in the same folder.

    The page's link is followed as if the folder were a site: never out of it, and never to the
    network. A link to the web is looked up among the addresses that the other files state. Raises
    NoTranslation where that leads to no file, and BadPage, NoText and OSError as reading does.
    """
    page = read_page(path)
    article = extract_page(page, path)
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
