"""Takes a page of HTML apart: fields by what it says about itself, body and rest by layout."""

import re
from datetime import datetime

from schemas.articles import Author, RawArticle, Removed
from services.cleaning import language, page_kinds
from services.cleaning.attribution import byline, selection
from services.cleaning.attribution.attribution_lines import read_signature
from services.cleaning.finding import Finding
from services.cleaning.html import (
    authors,
    paragraph_filter,
    structured_data,
    visible_blocks,
    visible_dates,
)
from services.cleaning.html import published as publication
from services.cleaning.html import section as metadata
from services.cleaning.html import title as titles
from services.cleaning.text.extract import ExtractedArticle
from services.cleaning.text_normalisation import comparison_key
from services.cleaning.url_clues import day_of, headline_in, is_month_first, read_url_clues

_HEAD, _TAIL = 3, 2  # paragraphs at the ends of a body where an extractor leaves a byline
_SHORT = 120  # characters
_NAME = 40  # characters
_MARKUP = re.compile(r"</?[a-z][a-z0-9]*(?:\s[^<>]*)?>")  # as text: of a frame within a frame


def extract_html(raw: RawArticle, domain: str | None, limit: datetime) -> ExtractedArticle | None:
    """The parts of a page, or None where there is no markup. ``limit``: no date after it counts."""
    assert raw.html is not None
    tree = visible_blocks.parse(raw.html)
    if tree is None:
        return None
    data = structured_data.gather(tree)
    blocks = visible_blocks.seen(tree)
    setting = read_url_clues(raw.url, domain)
    title = titles.title(data, headline_in(raw.url), setting.site)
    headline = title.value if title else None
    code = language.code_of(data.lang)
    month_first = is_month_first(code, domain)
    shown = visible_dates.read(blocks, headline, data.title, code, month_first, raw.fetched_at)
    sites = titles.sites_of(data, setting.site)
    parts = ExtractedArticle(
        title=title,
        section=metadata.section(data, headline),
        authors=authors.authors(data, tree, blocks, headline, sites),
        published=publication.published(data, tree, shown.published, day_of(raw.url), limit),
        modified=publication.modified(data, shown.modified, limit),
        language=data.lang,
    )
    summary = data.first("description", "og:description")
    parts.paragraphs = paragraph_filter.refine(
        visible_blocks.paragraphs(tree, raw.url, blocks), blocks, headline, summary
    )
    signed = _signatures(parts.paragraphs, code, month_first)
    if parts.authors is None or not any(byline.is_name(one.name) for one in parts.authors.value):
        line, authors_below = _signed_off(parts.paragraphs)
        parts.authors = authors_below or parts.authors
        signed |= {line}
    parts.paragraphs = [
        line for line in parts.paragraphs if line not in signed and len(_MARKUP.findall(line)) < 3
    ]
    kept = {comparison_key(line) for line in parts.paragraphs}
    fields = {"section": parts.section, "title": parts.title}
    known = {comparison_key(found.value): name for name, found in fields.items() if found}
    removed = [
        Removed(text=block.text, kind="byline", rule="signature")
        if block.text in signed
        else Removed(text=block.text, kind=_kind(block, known.get(said)), rule="outside_article")
        for block in blocks
        if (said := comparison_key(block.text)) not in kept
    ]
    parts.removed = list({piece.text: piece for piece in removed}.values())
    kind = page_kinds.of_page(
        headline or data.title,
        parts.paragraphs,
        raw.url,
        types=structured_data.types(data),
        og_type=data.first("og:type") or "",
        is_free=structured_data.is_free(data),
        is_dated=parts.published is not None,
        around=[(block.text, block.linked) for block in blocks],
    )
    parts.warnings += [kind] if kind else []
    return parts


def _kind(block: visible_blocks.VisibleBlock, field: str | None) -> str:
    """The kind of a block that is no part of the body, by the ``field`` that says the same or by
    its place: the name of a section stands in menus too."""
    if field == "title" or (field and block.region is None):
        return field
    return block.region or "other"


def _signed_off(lines: list[str]) -> tuple[str, Finding[tuple[Author, ...]] | None]:
    """The last line, if it names someone of whom the article does not speak, and whom."""
    prose = " ".join(lines[:-_TAIL])
    for line in lines[-_TAIL:][::-1]:
        named = byline.read(line) if len(line) <= _NAME else None
        if named and prose and selection.may_sign(named, prose):
            return line, Finding(named.authors, "signed_off", 0.5)
    return "", None


def _signatures(lines: list[str], language: str | None, month_first: bool) -> frozenset[str]:
    """The paragraphs at either end that say who or when and nothing else."""
    ends = [*lines[:_HEAD], *lines[-_TAIL:]]
    signed = frozenset(
        line
        for line in ends
        if len(line) <= _SHORT
        and (signature := read_signature(line, language, month_first)) is not None
        and signature.is_bare
    )
    return signed if len(signed) < len(set(lines)) else frozenset()
