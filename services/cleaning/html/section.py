"""Reads the section from what a page says about itself."""

from services.cleaning.finding import Finding
from services.cleaning.html.structured_data import PageData, is_article, plain
from services.cleaning.text_normalisation import comparison_key

_LONGEST = 5  # words: longer crumbs are headlines


def section(data: PageData, headline: str | None) -> Finding[str] | None:
    """The rubric: stated, or the last crumb above the headline."""
    ld = next((plain(n.get("articleSection")) for n in data.ld if is_article(n)), None)
    if ld:
        return Finding(ld, "json_ld", 0.85)
    meta = data.first("article:section", "section", "parsely-section", "og:section")
    if meta:
        return Finding(meta, "meta", 0.8)
    crumb = next(
        (
            one
            for one in reversed(_crumbs(data))
            if comparison_key(one) != comparison_key(headline or "")
        ),
        None,
    )
    return Finding(crumb, "breadcrumb", 0.7) if crumb else None


def _crumbs(data: PageData) -> list[str]:
    """The names in the page's breadcrumb trail, without the first, which is the whole site."""
    for node in data.ld:
        if node.get("@type") == "BreadcrumbList" and isinstance(node.get("itemListElement"), list):
            items = [one for one in node["itemListElement"] if isinstance(one, dict)]
            names = [plain(one.get("name")) or _named(one.get("item")) for one in items]
            return [name for name in names[1:] if name and len(name.split()) <= _LONGEST]
    return []


def _named(item: object) -> str | None:
    return plain(item.get("name")) if isinstance(item, dict) else None
