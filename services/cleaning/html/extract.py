"""Extracts an article from a page of HTML: fields by what the page states, body by its layout."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime

from pydantic import TypeAdapter

from schemas.articles import RawArticle, Removed
from services.cleaning import language, page_kind, page_kinds
from services.cleaning.attribution.attribution_lines import Reading, read_attribution
from services.cleaning.attribution.dated_sentences import is_dated_sentence
from services.cleaning.finding import Finding
from services.cleaning.html import (
    authors,
    body,
    hydration,
    published,
    structured_data,
    visible_blocks,
    visible_dates,
)
from services.cleaning.html.blocks.features import PageClues
from services.cleaning.html.section import find_section, labels_of
from services.cleaning.html.structured_data import PageData
from services.cleaning.html.title import find_title, site_names
from services.cleaning.html.visible_blocks import VisibleBlock, VisiblePage
from services.cleaning.lines.boilerplate_phrases import kind_of
from services.cleaning.lines.split import ends_sentence
from services.cleaning.text.extract import ExtractedArticle
from services.cleaning.text_normalisation import comparison_key
from services.cleaning.url_clues import date_in, headline_words, is_month_first, read_url_clues

# Set by hand; measured with `wireroom eval cleaning`.
_HEAD, _TAIL = 3, 2  # paragraphs at the ends of a body where trafilatura may leave a byline
_MAX_ATTRIBUTION = 120  # characters of a paragraph that only says who or when
_FEW = 200  # characters of a page that shows no text of its own
_HYDRATION = 0.8  # confidence of what its scripts say
_LINK = 0.6  # share of a block's characters in links that makes it but a link
_MAX_TAGS = 2  # tags written out in a paragraph; more are the source of a frame within a frame

MOST_BLOCKS = 20_000
"""Blocks of the largest page that is read: with so many, one takes some three seconds."""

IN_PART = "cleaned_in_part"

_REMOVED = TypeAdapter(list[Removed])
"""Makes a page's removed pieces at once: three times as quick as one by one."""
_TAG = re.compile(r"</?[a-z][a-z0-9]*(?:\s[^<>]*)?>")


def extract_html(raw: RawArticle, domain: str | None, limit: datetime) -> ExtractedArticle | None:
    """The article in ``raw.html``, or None where there is no markup in it.

    Behind ``MOST_BLOCKS`` all is removed, with the warning ``IN_PART``.

    ``domain`` is the registered domain of its URL. Dates after ``limit`` do not count.
    """
    assert raw.html is not None
    tree = visible_blocks.parse(raw.html)
    if tree is None:
        return None
    page = visible_blocks.read(tree)
    whole, rest = page, page.blocks[MOST_BLOCKS:]
    page = page._replace(blocks=page.blocks[:MOST_BLOCKS])
    read = page.blocks
    data = structured_data.read_page(tree, raw.url)
    clues = read_url_clues(raw.url, domain)
    slug = headline_words(raw.url)
    title = find_title(data, slug, clues.site)
    headline = title.value if title else None
    code = language.code_of(data.lang)
    month_first = is_month_first(code, domain, (data.lang, data.first("og:locale")))
    shown = visible_dates.find(read, headline, data.title, code, month_first, raw.fetched_at)
    parts = ExtractedArticle(
        title=title,
        section=find_section(data, headline, raw.url),
        authors=authors.find_authors(
            data,
            tree,
            page,
            headline,
            site_names(data, clues.site),
            Reading(code, month_first, raw.fetched_at),
        ),
        published=published.find_published(
            data, tree, shown.published, date_in(raw.url), limit, code, month_first
        ),
        modified=published.find_modified(data, shown.modified, limit, code, month_first),
        stated_language=data.lang,
        stated=page_kind.Stated(
            structured_data.json_ld_types(data),
            data.first("og:type") or "",
            tuple(dict.fromkeys(filter(None, (headline, data.first("og:title"), data.title)))),
            tuple(labels_of(data, headline)),
        ),
    )
    found = body.find_body(
        page,
        tree,
        PageClues(headline, data.first("description", "og:description"), slug),
        structured_data.stated_body(data),
        raw.url,
    )
    parts.paragraphs = _without_headline(found.paragraphs, headline)
    lines = [*found.paragraphs, *found.rules]
    if sum(map(len, parts.paragraphs)) < _FEW and (held := hydration.hydrated(tree)):
        _hydrate(parts, held, limit, code, month_first)
        lines += held.paragraphs
    signed = _attribution_lines(parts.paragraphs, code, month_first, raw.fetched_at or limit)
    parts.paragraphs = [
        line
        for line in parts.paragraphs
        if line not in signed and len(_TAG.findall(line)) <= _MAX_TAGS
    ]
    parts.around = frozenset(comparison_key(one.text) for one in read if _is_around(one))
    if found.method == "blocks":  # a menu that is never closed may hold the article
        parts.around -= {comparison_key(one) for one in parts.paragraphs if ends_sentence(one)}
    if parts.around and headline:  # alone on its page it may be a flash
        parts.around |= {comparison_key(headline)}
    kind = _page_kind(data, read, parts, raw.url)
    if kind == page_kinds.PAYWALL:
        parts.paragraphs = parts.paragraphs[: page_kinds.begin_of_offer(parts.paragraphs)]
    parts.removed = _removed(whole, lines, parts, signed, found.rules)
    parts.warnings += [kind] if kind else []
    parts.warnings += [IN_PART] if rest else []
    return parts


def _hydrate(
    parts: ExtractedArticle,
    held: hydration.Hydrated,
    limit: datetime,
    language: str | None,
    month_first: bool,
) -> None:
    """Take the body, and the fields that are missing or doubtful, from the page's scripts."""
    parts.paragraphs = list(held.paragraphs)
    if held.title and (parts.title is None or parts.title.confidence < _HYDRATION):
        parts.title = Finding(held.title, "hydration", _HYDRATION)
    if parts.authors is None and (named := authors.to_authors(held.authors)):
        parts.authors = Finding(named, "hydration", _HYDRATION)
    if held.published and (parts.published is None or parts.published.confidence < _HYDRATION):
        dated = published.read_date(
            held.published, "hydration", _HYDRATION, limit, language, month_first
        )
        parts.published = dated or parts.published


def _is_around(block: VisibleBlock) -> bool:
    """Whether a block is in a menu, a footer or the like, or is but a link."""
    return block.region in ("navigation", "footer", "caption") or (
        block.link_share > _LINK and not ends_sentence(block.text)
    )


def _without_headline(lines: Sequence[str], headline: str | None) -> list[str]:
    """The paragraphs without the headline, and each that stands twice in a row but once."""
    key = comparison_key(headline or "")
    kept: list[str] = []
    for line in lines:
        if (not key or comparison_key(line) != key) and kept[-1:] != [line]:
            kept.append(line)
    return kept


def _removed(
    page: VisiblePage,
    lines: Sequence[str],
    parts: ExtractedArticle,
    signed: frozenset[str],
    rules: Mapping[str, str],
) -> list[Removed]:
    """What stands on the page beside the body, each text once.

    ``lines`` are those of which the body was made: one that came from no block is told too.
    """
    kept = {comparison_key(line) for line in parts.paragraphs}
    found = {"section": parts.section, "title": parts.title}
    fields = {comparison_key(one.value): name for name, one in found.items() if one}
    removed: dict[str, dict[str, str]] = {}
    for block in page.blocks:
        text = block.text
        if text in removed or (key := comparison_key(text)) in kept:
            continue
        if text in signed:
            removed[text] = {"text": text, "kind": "byline", "rule": "signature"}
        else:
            rule = rules.get(text, "short_link" if block.is_menu else "outside_article")
            kind = _kind(block, fields.get(key), rule)
            removed[text] = {"text": text, "kind": kind, "rule": rule}
    for text in lines:
        if text not in removed and comparison_key(text) not in kept:
            rule = "signature" if text in signed else rules.get(text, "outside_article")
            removed[text] = {"text": text, "kind": kind_of(text) or "other", "rule": rule}
    for text in page.hidden:
        if text not in removed and comparison_key(text) not in kept:
            removed[text] = {"text": text, "kind": "other", "rule": "hidden"}
    return _REMOVED.validate_python(list(removed.values()))


def _kind(block: VisibleBlock, field: str | None, rule: str) -> str:
    """The kind of a removed block: by its phrase, the ``field`` whose value it is, or its place.

    A section's name stands in menus too, so that there the place decides.
    """
    if field == "title" or (field and block.region is None):
        return field
    if rule == "quote_of_paragraph":
        return "repeat"
    by_phrase = kind_of(block.text) if rule.startswith("phrase") or block.region is None else None
    return by_phrase or block.region or "other"


def _page_kind(
    data: PageData, blocks: Sequence[VisibleBlock], parts: ExtractedArticle, url: str | None
) -> str | None:
    return page_kinds.of_page(
        (parts.title.value if parts.title else None) or data.title,
        parts.paragraphs,
        url,
        types=structured_data.json_ld_types(data),
        body=[one for one in parts.paragraphs if comparison_key(one) not in parts.around],
        og_type=data.first("og:type") or "",
        is_free=structured_data.is_free(data),
        is_dated=parts.published is not None,
        around=[(block.text, block.link_share) for block in blocks],
    )


def _attribution_lines(
    lines: list[str], language: str | None, month_first: bool, fetched: datetime
) -> frozenset[str]:
    """The paragraphs at either end that say who or when and little else; never all there are."""
    ends = [*lines[:_HEAD], *lines[-_TAIL:]]
    signed = frozenset(
        line
        for line in ends
        if len(line) <= _MAX_ATTRIBUTION
        and (attribution := read_attribution(line, language, month_first, fetched)) is not None
        and attribution.stands_alone
        and not is_dated_sentence(line, attribution)
    )
    return signed if len(signed) < len(set(lines)) else frozenset()
