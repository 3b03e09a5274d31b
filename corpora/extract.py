"""The article of a page: its title, its paragraphs in order, and what was left out and why.

trafilatura tells which text belongs to the article. Where paragraphs begin and end, and of which
kind they are, is read from the page itself, so that text is exactly what the site printed.
"""

import itertools
import re
from collections.abc import Sequence

from lxml.html import HtmlElement

from corpora.article import Article, Dropped, Paragraph
from corpora.blocks import Block, holder
from corpora.boilerplate import line_reason, related_lists, tail_start
from corpora.dates import page_date
from corpora.fold import fold
from corpora.language import detect_language
from corpora.main_text import main_lines
from corpora.metadata import page_address, page_authors, page_title
from corpora.page import Page
from corpora.page_tree import PageTree, read_tree

_STANDFIRST = re.compile(
    r"(?:^|[\s_-])(?:standfirst|sub-?title|sub-?head(?:ing|line)?|deck|dek|lede)(?:$|[\s_-])"
)
_TITLE = "title"  # the reason of lines that the title paragraph stands for
_LEAVES = ("p", "li", "blockquote", "h2", "h3", "h4")
_ENOUGH = 3  # paragraphs in an <article> that let it speak for the whole page


class NoText(ValueError):
    """Raised when a page holds no article: empty, script only, a menu, or in neither language."""


def extract(page: Page) -> Article:
    """Return the article of `page`.

    The first paragraph is the title (kind "title"). Captions are kept once, at the place where the
    page first shows them. Every other visible line is a paragraph, repeats the title, or is in
    `Article.dropped`.

    Raises `NoText` when there is no article text in English or Arabic.
    """
    return extract_tree(read_tree(page))


def extract_tree(tree: PageTree) -> Article:
    """Do as `extract`, for a page that was taken apart already."""
    page, root, blocks = tree.page, tree.root, tree.blocks
    where = page.url or "the page"
    if root.find("body") is None:
        raise NoText(f"no article text found in {where}: the page is empty")
    reasons = _reasons(tree, _marked(tree))
    title = page_title(root, blocks, page.url)
    reasons = _without_repeats(blocks, reasons, title)
    kept = [block for block, reason in zip(blocks, reasons, strict=True) if reason is None]
    text = " ".join(block.text for block in kept if block.kind != "caption")
    language = detect_language(text)
    if not any(block.kind not in ("heading", "caption") for block in kept):
        raise NoText(f"no article text found in {where}: it is a menu or needs scripts")
    if language is None:
        raise NoText(f"no article text found in {where}: the text is neither English nor Arabic")
    bylines = [block.text for block, why in zip(blocks, reasons, strict=True) if why == "byline"]
    paragraphs = [Paragraph(block.text, block.kind) for block in kept]
    if title:
        paragraphs.insert(0, Paragraph(title, "title"))
    return Article(
        language,
        title,
        tuple(paragraphs),
        page_address(root, page.url, language),
        page_date(root, blocks, page.url),
        page_authors(root, bylines),
        tuple(
            Dropped(block.text, why)
            for block, why in zip(blocks, reasons, strict=True)
            if why and why != _TITLE
        ),
    )


def _marked(tree: PageTree) -> list[bool]:
    """Tell of each block whether the extractor takes it for a part of the article."""
    extracted = main_lines(tree)
    lines, everything = set(extracted), "".join(extracted)

    def taken(text: str) -> bool:
        key = "".join(text.split())
        if key in lines:
            return True
        if len(key) < 40:
            return False
        # The extractor may have joined, split or trimmed it: most of its pieces must be there.
        pieces = [key[at : at + 20] for at in range(0, len(key) - 19, 20)]
        return key in everything or sum(piece in everything for piece in pieces) >= 0.75 * len(
            pieces
        )

    return [taken(block.text) for block in tree.blocks]


def _reasons(tree: PageTree, marked: Sequence[bool]) -> list[str | None]:
    """Return why each block is left out, or None for the blocks of the article."""
    blocks = tree.blocks
    reasons = [tree.region_of(block.element) or line_reason(block) for block in blocks]
    chosen = [n for n, is_marked in enumerate(marked) if is_marked and reasons[n] is None]
    box = _article_box([block for block in blocks if _has_h1(block)])
    boxed = [n for n in chosen if box is not None and box in blocks[n].element.iterancestors()]
    if sum(not _is_slight(blocks[n]) for n in boxed) >= _ENOUGH:
        for n in set(chosen) - set(boxed):
            reasons[n] = "not in the article"
        chosen = boxed
    if not chosen:
        return [reason or "not in the article" for reason in reasons]
    solid = [blocks[n] for n in chosen if not _is_slight(blocks[n])] or [blocks[n] for n in chosen]
    article = holder(solid, 0.8)
    while article is not None and article.tag in _LEAVES:
        article = article.getparent()  # one paragraph outweighs the others
    inside = [article in (block.element, *block.element.iterancestors()) for block in blocks]
    top = next((n for n in range(chosen[0], -1, -1) if _has_h1(blocks[n])), chosen[0])
    parents = {id(blocks[n].element.getparent()) for n in chosen} | {
        id(blocks[n].element) for n in chosen
    }
    for n, block in enumerate(blocks):
        if reasons[n]:
            continue
        if marked[n]:
            # On old pages the extractor takes whole tables of layout, menus and all.
            if not inside[n] and _is_slight(block) and not _has_h1(block):
                reasons[n] = "not in the article"
            continue
        between = chosen[0] < n < chosen[-1]
        near = id(block.element) in parents or id(block.element.getparent()) in parents
        heads = block.kind == "heading" and n + 1 < len(blocks) and marked[n + 1] and n > top
        if block.kind == "caption":
            wanted = top <= n and (inside[n] or n < chosen[-1])
        elif _STANDFIRST.search((block.element.get("class") or "").lower()):
            wanted = top < n < chosen[0] + 1
        else:
            wanted = block.linked < 0.5 and ((between and near) or heads)
        if not wanted:
            reasons[n] = "not in the article"
    _cut(blocks, reasons, inside)
    return reasons


def _article_box(headings: Sequence[Block]) -> HtmlElement | None:
    """Return the `<article>` around the only `<h1>` of a page, or None."""
    if len({heading.element for heading in headings}) != 1:
        return None
    return next(headings[0].element.iterancestors("article"), None)


def _is_slight(block: Block) -> bool:
    """Tell whether a block is mostly link, or too short to be a paragraph on its own."""
    return block.linked >= 0.5 or len(block.text) < 40


def _has_h1(block: Block) -> bool:
    return any(up.tag == "h1" for up in (block.element, *block.element.iterancestors()))


def _cut(blocks: Sequence[Block], reasons: list[str | None], inside: Sequence[bool]) -> None:
    """Add the reasons of what follows the article and of lists of other articles inside it."""
    # Lines that are out for their wording may still mark where the article is over.
    lines = [
        n
        for n, reason in enumerate(reasons)
        if reason is None
        or (inside[n] and reason in ("language link", "read also", "related articles"))
    ]
    texts = [blocks[n] for n in lines]
    end = tail_start(texts)
    while end and texts[end - 1].linked > 0.8 and texts[end - 1].kind == "paragraph":
        end -= 1  # "Print | Send | Top"
    for at in itertools.chain(related_lists(texts), range(end, len(lines))):
        n = lines[at]
        reasons[n] = reasons[n] or ("after the article" if at >= end else "related articles")


def _without_repeats(
    blocks: Sequence[Block], reasons: Sequence[str | None], title: str
) -> list[str | None]:
    """Return the reasons with those of the title in the body and of repeated lines added."""
    result = list(reasons)
    seen = {fold(title)} if title else set()
    for n, block in enumerate(blocks):
        key = fold(block.text)
        if title and key == fold(title) and (result[n] is None or _has_h1(block)):
            result[n] = _TITLE
        elif result[n] is None:
            if key in seen:
                result[n] = "repeated"
            seen.add(key)
    return result
