"""Pages that are gone, looked up in a web archive: the Wayback Machine's CDX server, or its like.

The service asks for few requests and forbids asking again after a refusal: use a fetcher with a
pace of `PACE` or more and no retries.
"""

import datetime
import json
import re
from dataclasses import dataclass
from urllib.parse import quote

from corpora.fetch import Fetcher
from corpora.page import BadPage
from corpora.response import unpacked

SERVICE = "https://web.archive.org"
PACE = 2.5  # seconds between two requests: 24 a minute
_ANSWER_LIMIT = 1_000_000
_RAW = re.compile(r"https?://[^/]+/web/\d{14}id_/(https?://.+)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A page as a web archive keeps it: the address of its raw bytes, and when it was taken."""

    url: str
    time: datetime.datetime


def find_snapshot(url: str, fetcher: Fetcher, service: str = SERVICE) -> Snapshot | None:
    """Return the newest good snapshot of the HTML page at `url`, None where there is none.

    Raises FetchError, and BadPage for an answer that is no CDX.
    """
    query = (
        f"{service}/cdx/search/cdx?url={quote(url, safe='')}&output=json&limit=-1"
        "&fl=timestamp,original&filter=statuscode:200&filter=mimetype:text/html"
    )
    response = fetcher.response(query)
    if response.status != 200:
        raise BadPage(f"the web archive answers {response.status}; try again later")
    try:
        rows = json.loads(unpacked(response, _ANSWER_LIMIT) or b"[]")
        if len(rows) < 2:  # the first row names the columns
            return None
        timestamp, original = rows[-1]
        time = datetime.datetime.strptime(timestamp, "%Y%m%d%H%M%S").replace(tzinfo=datetime.UTC)
    except (ValueError, TypeError, RecursionError) as error:
        raise BadPage("the web archive's answer is no CDX; try again later") from error
    return Snapshot(f"{service}/web/{timestamp}id_/{original}", time)


def original_address(url: str) -> str:
    """Return the address that a snapshot's address stands for; another address as it is."""
    found = _RAW.fullmatch(url)
    return found[1] if found else url
