"""Reads the section from what a page says about itself."""

from services.cleaning.findings import Finding
from services.cleaning.page_data import PageData, is_article, plain


def section(data: PageData) -> Finding[str] | None:
    ld = next((plain(n.get("articleSection")) for n in data.ld if is_article(n)), None)
    if ld:
        return Finding(ld, "json_ld", 0.85)
    meta = data.first("article:section", "section", "parsely-section", "og:section")
    return Finding(meta, "meta", 0.8) if meta else None
