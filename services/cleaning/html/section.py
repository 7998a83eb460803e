"""Reads an article's section from what its page states."""

from services.cleaning.finding import Finding
from services.cleaning.html.structured_data import PageData, is_article, text_value
from services.cleaning.text_normalisation import comparison_key

_MAX_WORDS = 5  # longer breadcrumbs are headlines

# Set by hand.
_JSON_LD, _META_TAG, _BREADCRUMB = 0.85, 0.8, 0.7  # confidence


def find_section(data: PageData, headline: str | None) -> Finding[str] | None:
    """The section that the page states, else the last breadcrumb that is not the headline."""
    ld = next((text_value(n.get("articleSection")) for n in data.json_ld if is_article(n)), None)
    if ld:
        return Finding(ld, "json_ld", _JSON_LD)
    meta = data.first("article:section", "section", "parsely-section", "og:section")
    if meta:
        return Finding(meta, "meta", _META_TAG)
    crumb = next(
        (
            one
            for one in reversed(_crumbs(data))
            if comparison_key(one) != comparison_key(headline or "")
        ),
        None,
    )
    return Finding(crumb, "breadcrumb", _BREADCRUMB) if crumb else None


def _crumbs(data: PageData) -> list[str]:
    """The names in the page's breadcrumb trail, without the first, which is the whole site."""
    for node in data.json_ld:
        if node.get("@type") == "BreadcrumbList" and isinstance(node.get("itemListElement"), list):
            items = [one for one in node["itemListElement"] if isinstance(one, dict)]
            names = [text_value(one.get("name")) or _named(one.get("item")) for one in items]
            return [name for name in names[1:] if name and len(name.split()) <= _MAX_WORDS]
    return []


def _named(item: object) -> str | None:
    return text_value(item.get("name")) if isinstance(item, dict) else None
