"""Parts of a page: which names of elements tell that something is not the article."""

import pytest

from corpora.regions import region_finder
from tests.snippets import LONG, SHORT, blocks_of


@pytest.mark.parametrize(
    ("attributes", "reason"),
    [
        ('class="related-posts"', "related articles"),
        ('class="c-relatedArticles"', "related articles"),
        ('id="jp-relatedposts"', "related articles"),
        ('class="post-tags"', "tags"),
        ('class="share-bar"', "share buttons"),
        ('class="donation-box"', "appeal for support"),
        ('class="newsletter_signup"', "newsletter"),
        ('class="author-box"', "byline"),
        ('class="sidebar"', "sidebar"),
        ('role="navigation"', "navigation"),
        ('class="content-with-sidebar"', None),
        ('class="no-comments"', None),
        ('class="entry-content"', None),
        ('class="tag-bread"', None),
        ('class="shared-text"', None),
    ],
)
def test_regions(attributes: str, reason: str | None) -> None:
    """Elements are told by whole words of their names, not by letters within."""
    blocks = blocks_of(f"<h1>x</h1>{LONG * 2}<div {attributes}><p>inner</p></div>")
    inner = blocks[-1].element
    assert region_finder(inner.getroottree().getroot())(inner) == reason


def test_a_frame_of_the_page_is_no_region() -> None:
    """What holds the title or most of the text is the article, whatever its name."""
    blocks = blocks_of(
        f'<div class="social share"><h1>x</h1></div><div class="sidebar">{LONG * 3}</div>{SHORT}'
    )
    region_of = region_finder(blocks[0].element.getroottree().getroot())
    assert [region_of(block.element) for block in blocks] == [None] * len(blocks)
