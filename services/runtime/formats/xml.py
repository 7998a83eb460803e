"""Parses XML of strangers: nothing is fetched, no entity is expanded, what is broken is mended."""

from lxml import etree


class NotXml(ValueError):
    """The bytes are no XML, also with much good will; says why."""


def parse_xml(body: bytes, encoding: str | None = None) -> tuple[etree._Element, str | None]:
    """The root, and what was wrong with the XML, or None. Raises NotXml."""
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        recover=True,
        remove_comments=True,
        remove_pis=True,
        encoding=encoding,
    )
    try:
        root = etree.fromstring(body.lstrip(), parser)
    except (etree.XMLSyntaxError, ValueError, LookupError, AssertionError) as error:
        raise NotXml(str(error)[:200]) from error
    # The stubs say that it is always there; of nothing but noise, recovering finds none.
    if root is None or not isinstance(root.tag, str):
        raise NotXml("it holds no element")
    errors = [one.message for one in parser.error_log if one.level >= 2]
    return root, errors[0][:200] if errors else None


def local(element: etree._Element) -> str:
    """The element's name without its namespace; ``""`` for what is no element."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def first(parent: etree._Element | None, *path: str) -> etree._Element | None:
    """The first element below by names without namespace, each a child of the one before."""
    for name in path:
        parent = (
            next((one for one in parent if local(one) == name), None)
            if parent is not None
            else None
        )
    return parent


def below(parent: etree._Element, *names: str) -> list[etree._Element]:
    """The elements at any depth that have one of these names, in the order of the document."""
    return [one for one in parent.iter() if local(one) in names]


def words(element: etree._Element | None) -> str | None:
    """The text in an element on one line, or None."""
    if element is None:
        return None
    return " ".join("".join(map(str, element.itertext())).split()) or None


def inner_html(element: etree._Element) -> str:
    """What an element holds as HTML, its namespaces forgotten."""
    for one in element.iter():
        if isinstance(one.tag, str):
            one.tag = local(one)
    etree.cleanup_namespaces(element)
    text = etree.tostring(element, encoding="unicode", method="html", with_tail=False)
    return text[text.find(">") + 1 : text.rfind("</")]
