"""Takes a page of HTML apart: fields by what it says about itself, body and rest by layout."""

from datetime import datetime

from schemas.articles import RawArticle, Removed
from services.cleaning import (
    authors,
    date_lines,
    html,
    kinds,
    language,
    metadata,
    page_data,
    publication,
    titles,
)
from services.cleaning.hygiene import fold
from services.cleaning.plaintext import Parts
from services.cleaning.setting import day_of, headline_in, is_month_first, setting_of


def take_apart(raw: RawArticle, domain: str | None, limit: datetime) -> Parts | None:
    """The parts of a page, or None where there is no markup. ``limit``: no date after it counts."""
    assert raw.html is not None
    tree = html.parse(raw.html)
    if tree is None:
        return None
    data = page_data.gather(tree)
    blocks = html.seen(tree)
    setting = setting_of(raw.url, domain)
    title = titles.title(data, headline_in(raw.url), setting.site)
    headline = title.value if title else None
    code = language.code_of(data.lang)
    month_first = is_month_first(code, domain)
    shown = date_lines.read(blocks, headline, data.title, code, month_first, raw.fetched_at)
    sites = titles.sites_of(data, setting.site)
    parts = Parts(
        title=title,
        section=metadata.section(data),
        authors=authors.authors(data, tree, blocks, headline, sites),
        published=publication.published(data, tree, shown.published, day_of(raw.url), limit),
        modified=publication.modified(data, shown.modified, limit),
        language=data.lang,
    )
    summary = data.first("description", "og:description")
    parts.paragraphs = html.refine(html.paragraphs(tree, raw.url), blocks, headline, summary)
    kept = {fold(line) for line in parts.paragraphs}
    parts.removed = [
        Removed(text=block.text, kind=block.region or "other", rule="outside_article")
        for block in blocks
        if fold(block.text) not in kept
    ]
    kind = kinds.of_page(
        headline or data.title,
        parts.paragraphs,
        raw.url,
        types=page_data.types(data),
        og_type=data.first("og:type") or "",
        is_free=page_data.is_free(data),
        is_dated=parts.published is not None,
        around=[(block.text, block.linked) for block in blocks],
    )
    parts.warnings += [kind] if kind else []
    return parts
