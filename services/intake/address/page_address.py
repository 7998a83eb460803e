"""The address that a page states for itself, where it can be believed.

A page knows more than its URL: which of its forms is the article's. It is also wrong in known ways:
templates state the home page, a section, the first page or another language.
"""

import re
from urllib.parse import SplitResult, urljoin, urlsplit

from services.intake.address.canonical_url import PUBLISHING_HOSTS, canonical_url, domain
from services.intake.address.page_head import Head

MAX_HEAD = 200_000
"""Characters of a page that are read, if its body does not begin before."""
ABSOLUTE = re.compile(r"https?:|//|www\.", re.IGNORECASE)

LANGUAGE = (
    "(ar|az|be|bg|bn|bs|ca|cs|cy|da|de|el|en|es|et|eu|fa|fi|fr|ga|gl|he|hi|hr|hu|hy|id|is|it|ja|ka"
    "|kk|ko|lt|lv|mk|ms|mt|nb|nl|nn|no|pl|pt|ro|ru|sk|sl|sq|sr|sv|sw|ta|te|th|tr|uk|ur|uz|vi|zh)"
)
"""Codes of ISO 639-1 in which sites have forms; another label of two letters is a section."""
LANGUAGE_LABEL = re.compile(LANGUAGE + "(?:[-_][a-z]{2,4})?", re.IGNORECASE)
LANGUAGE_PARAMETER = re.compile(rf"(?:^|&)(?:lang|language|hl|locale)={LANGUAGE}\b", re.I)
LATER_PAGE = re.compile(
    r"/(?:page|seite|pagina)[/_-]?\d+$|[?&](?:page|pg|paged|page_?(?:no|num|number)|seite|pagina)=\d+",
    re.IGNORECASE,
)
ENDING = re.compile(r"\.[a-z]{2,5}$", re.IGNORECASE)
SAYS_ARTICLE = re.compile(r"\d|[^\W_][-_,][^\W_]+[-_,][^\W_]|.{24}")
"""The last part of an article's path: a number, three words, or long."""
NO_ARTICLE = re.compile(
    r"/(?:[a-z]{2}(?:[-_][a-z]{2,4})?|home(?:page)?|index|start|404|error|login|undefined|null)?"
    r"|/(?:19|20)\d\d|(?:/.+)?/(?:19|20)\d\d(?:/\d{1,2}){1,2}",
    re.IGNORECASE,
)


def stated_address(html: str, url: str | None, found: str | None) -> str | None:
    """The page's ``rel=canonical``, else its ``og:url``, as a canonical URL; None if not believed.

    ``url``: where the page was found, if that is known; ``found``: its canonical form. Believed is
    an address of the same site that is an article's, in the same language, and of the same page.
    """
    head = Head(html[:MAX_HEAD].partition("<body")[0])
    if "canonical" not in head.lowered and "og:url" not in head.lowered:
        return None
    base = _base(head, url, found)
    for kind in ("canonical", "og:url"):
        addresses = {canonical_url(one) for one in _stated(head, kind, base)} - {None}
        if len(addresses) != 1:  # of two different ones neither can be believed
            continue
        address = addresses.pop() or ""
        if not found:
            return address if _is_article(urlsplit(address)) else None
        if address == found or (
            _is_believed(address, found)
            and not _are_translations(_alternates(head, base), address, found)
        ):
            return address
    return None


def _base(head: Head, url: str | None, found: str | None) -> str | None:
    """What relative addresses are relative to: the URL as given, if nothing wrapped it."""
    base = found
    if url and found and urlsplit(found).netloc == url.partition("://")[2].partition("/")[0]:
        base = url
    for attributes in head.tags("<base"):
        return _joined(base, attributes.get("href", "")) or base
    return base


def _stated(head: Head, kind: str, base: str | None) -> list[str]:
    """Addresses that stand as the page's ``canonical`` or ``og:url``."""
    found = []
    for attributes in head.tags(kind):
        named = attributes.get("property") or attributes.get("name") or ""
        if kind in attributes.get("rel", "").lower().split() and "hreflang" not in attributes:
            found.append(_joined(base, attributes.get("href", "")))
        elif named.lower() == kind == "og:url":
            found.append(_joined(base, attributes.get("content", "")))
    return found


def _alternates(head: Head, base: str | None) -> dict[str | None, str]:
    """Canonical URLs of the page in other languages, each with its language."""
    return {
        canonical_url(_joined(base, attributes.get("href", ""))): attributes["hreflang"].lower()[:2]
        for attributes in head.tags("hreflang")
        if attributes.get("hreflang")
    }


def _joined(base: str | None, address: str) -> str:
    """The address with a host, empty if it can have none, such as what a template left open."""
    address = address.strip()
    if not address or "{" in address or "<" in address:
        return ""
    try:
        joined = address if ABSOLUTE.match(address) or not base else urljoin(base, address)
    except ValueError:
        return ""
    return joined if ABSOLUTE.match(joined) else ""


def _are_translations(languages: dict[str | None, str], one: str, other: str) -> bool:
    return one in languages and other in languages and languages[one] != languages[other]


def _is_believed(address: str, found: str) -> bool:
    stated, given = urlsplit(address), urlsplit(found)
    return (
        _site(address, stated) == _site(found, given)
        and _is_as_exact(stated, given)
        and not _is_other_language(stated, given)
        and not _is_first_page(address, stated, found, given)
    )


def _site(address: str, parts: SplitResult) -> str:
    registered = domain(address)
    host = (parts.hostname or "").removeprefix("www.")
    return host if registered is None or registered in PUBLISHING_HOSTS else registered


def _is_as_exact(stated: SplitResult, given: SplitResult) -> bool:
    """Not a section, nor a script without what chooses: what is shorter must say an article."""
    if NO_ARTICLE.fullmatch(stated.path) and not stated.query and not stated.fragment:
        return False
    parts, given_parts = stated.path.split("/"), given.path.split("/")
    is_shorter = len(parts) < len(given_parts) or (
        stated.path == given.path and len(stated.query) < len(given.query)
    )
    same_name = parts[-1] == given_parts[-1] and stated.path != given.path
    return not is_shorter or same_name or _is_article(stated)


def _is_article(parts: SplitResult) -> bool:
    """Whether an address looks like an article's by itself."""
    name = ENDING.sub("", parts.path.rpartition("/")[2])
    is_home = NO_ARTICLE.fullmatch(parts.path)
    return bool(parts.query or parts.fragment or (SAYS_ARTICLE.search(name) and not is_home))


def _is_other_language(stated: SplitResult, given: SplitResult) -> bool:
    one, other = _language(stated), _language(given)
    if one and other:
        return one != other
    # Where one form has no label, the rest of the path says that it is another form.
    labelled, plain = (stated, given) if one else (given, stated)
    return bool(one or other) and _without_language(labelled) == _without_language(plain)


def _language(parts: SplitResult) -> str | None:
    labels = [
        *parts.path.split("/")[1:3],
        (parts.hostname or "").removeprefix("www.").split(".")[0],
    ]
    for label in labels:
        found = LANGUAGE_LABEL.fullmatch(label)
        if found:
            return found[1].lower()
    parameter = LANGUAGE_PARAMETER.search(parts.query)
    return parameter[1].lower() if parameter else None


def _without_language(parts: SplitResult) -> list[str]:
    return [one for one in parts.path.split("/") if not LANGUAGE_LABEL.fullmatch(one)]


def _is_first_page(address: str, stated: SplitResult, found: str, given: SplitResult) -> bool:
    """Whether the page found is a later one than the one stated."""
    page = LATER_PAGE.search(found)
    if page and page[0] not in address:
        return True
    return bool(re.fullmatch(re.escape(stated.path) + r"/\d{1,2}", given.path))
