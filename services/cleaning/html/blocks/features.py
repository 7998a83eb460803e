"""Describes each block of a page in numbers: its words, its element, and what is around it."""

from collections.abc import Hashable, Iterable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from services.cleaning.html.blocks import element_names, text_features
from services.cleaning.html.blocks.text_features import describe_text
from services.cleaning.html.visible_blocks import LANDMARKS, Elements, VisibleBlock, VisiblePage
from services.cleaning.lines.arrays import Matrix, Vector
from services.cleaning.lines.boilerplate_phrases import KINDS, kinds_of
from services.cleaning.lines.context_features import neighbours, prose_around, stack_columns
from services.cleaning.lines.line_features import topic_words
from services.cleaning.text_normalisation import comparison_key

# The block model was trained on features of these names: a new name asks for a new model.
_PAGE = """
    link_share links bold after_break repeated_before repeated_after is_title below_title
    since_title is_summary overlap overlap_more slug place mass under_kind since_heading
    menus_above menus_below
"""
_FORM = """
    form_share form_count form_links form_words form_most
    own_form_share own_form_count own_form_links own_form_most
"""
_ELEMENT = """
    depth in_core depth_in_core share_1 links_1 count_1 share_2 links_2 count_2
    share_3 links_3 count_3 share_4 links_4
"""
_AROUND = """
    before after none_before none_after near_2 near_5 near_10 since_prose until_prose all_prose
    share_of_prose
"""
_TAGS = """
    p li h1 h2 h3 h4 h5 div td blockquote figcaption section article dd pre label button header
    summary caption address
"""
_NO_BODY = ("navigation", "footer")
_REGIONS = ("navigation", "footer", "related", "banner", "other", "caption")
_SHARED = """
    log_words sentence prose link_share is_title form_share own_form_share overlap capitals
    tag_p tag_li tag_h2 tag_h3 name_related name_comment name_byline name_caption name_body
"""
_SHARED_KINDS = ("share", "newsletter", "related", "comments", "advert", "caption")
_REACH = 2  # blocks before and after that are described with each block
_STEPS = [step for step in range(-_REACH, _REACH + 1) if step]
_OWN = (
    *text_features.NAMES,
    *(f"kind_{kind}" for kind in KINDS),
    *_PAGE.split(),
    *_FORM.split(),
    *_ELEMENT.split(),
    *_AROUND.split(),
    *(f"tag_{tag}" for tag in _TAGS.split()),
    *(f"region_{region}" for region in _REGIONS),
    *(f"name_{name}" for name in element_names.NAMES),
    *(f"around_{name}" for name in element_names.NAMES),
    *(f"in_{landmark}" for landmark in LANDMARKS),
)
_NEIGHBOUR = (*_SHARED.split(), *(f"kind_{kind}" for kind in _SHARED_KINDS))
_LINK_AT = _OWN.index("link_share")
_SENTENCE_AT = _OWN.index("sentence")
_NEIGHBOUR_AT = [_OWN.index(name) for name in _NEIGHBOUR]
NAMES = (
    *_OWN,
    *(f"{name}@{step:+d}" for step in _STEPS for name in _NEIGHBOUR),
    *(f"same_form@{step:+d}" for step in _STEPS),
)
"""Names of the features. ``@-2`` says that a feature is that of the block two before; ``_1`` that
it is that of the block's element, ``_2`` of the one around it; ``name`` that its element or the two
around it are called so, ``around`` that one of all around it is."""

# Chosen by hand before the block model was trained, which then weighs what they give:
# `uv run python -m services.lab.cleaning.train_blocks PATH`.
_SENTENCE, _LONG = 6, 8  # words of a sentence, and of one without its full stop
_LINK = 0.5  # share of its characters in links that makes a block no prose
_FEW = 2  # words; fewer do not tell what a block is about
_CORE = 0.6  # of the page's prose is in its core, the innermost such element
_MIN_SUMMARY, _SAME_START = 20, 60  # characters of a description, and those that are compared
_MAX_TITLE = 400  # characters of a block that may be the headline or the summary
_PROSE_BELOW, _BELOW = 2, 12  # blocks of prose, of so many below it, make a headline the article's
_MAX_PROSE = 3000.0  # words: more of it says nothing new

_TAG_AT = {tag: i for i, tag in enumerate(_TAGS.split())}
_REGION_AT = {region: i for i, region in enumerate(_REGIONS)}
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))

Ids = NDArray[np.int64]


class PageClues(NamedTuple):
    """What a page and its URL say of the article: headline, description, words in the URL."""

    title: str | None = None
    summary: str | None = None
    slug: frozenset[str] = frozenset()


class Description(NamedTuple):
    """The features of a page's blocks, one row of ``NAMES`` each, and what a second pass needs.

    What can be no paragraph has no row: ``places`` are those of the others among the page's blocks.
    ``groups`` are for each of them the ids of its form, of its element's form, of the element
    around its element; ``words`` is its length. ``title_at`` is the row of the headline.
    """

    rows: Matrix
    places: Ids
    words: Vector
    groups: tuple[Ids, Ids, Ids]
    title_at: int | None = None

    @property
    def are_sentences(self) -> NDArray[np.bool_]:
        """Which of the blocks may be a sentence: they end like one, or are long and no link."""
        ends = self.rows[:, _SENTENCE_AT] > 0
        is_long = (self.words >= _LONG) & (self.rows[:, _LINK_AT] < _LINK)
        return (self.words >= _SENTENCE) & (ends | is_long)


def possible(blocks: Sequence[VisibleBlock]) -> Ids:
    """The places of the blocks that may be paragraphs: no short links, no menu, no footer.

    Where menu and footer hold most of the text, they count: an element `nav` that is never closed
    holds the rest of its page. Of 5,544 blocks of labelled bodies two stood in a menu or footer.
    """
    rest = [i for i, block in enumerate(blocks) if not block.is_menu]
    inside = [i for i in rest if blocks[i].region not in _NO_BODY]
    size = sum(len(blocks[i].text) for i in rest)
    most = sum(len(blocks[i].text) for i in inside) >= size / 2
    return np.array(inside if most else rest, dtype=int)


def describe(page: VisiblePage, clues: PageClues) -> Description:
    """One row for each block of a page that may be a paragraph."""
    places = possible(page.blocks)
    if not len(places):
        return Description(np.zeros((0, len(NAMES))), places, np.zeros(0), (places,) * 3)
    blocks = [page.blocks[i] for i in places]
    texts = [describe_text(block.text) for block in blocks]
    words = np.array([text.words for text in texts])
    links = np.array([block.link_share for block in blocks])
    prose = np.array([text.is_prose for text in texts]) * (links < _LINK)
    kinds = _kinds(blocks)
    titles, is_summary = _compared(blocks, clues, words)
    title_at = _title_at(blocks, titles, prose)
    forms, own_forms = _ids(b.form for b in blocks), _ids(b.form[:1] for b in blocks)
    at = np.array([block.element for block in blocks])
    parents = np.maximum(np.array(page.elements.parents), 0)
    prose_words = prose * words / max(float((prose * words).sum()), 1.0)
    own_form = _of_form(own_forms, prose_words, words, links)
    kept = set(places.tolist())
    menus = [block for i, block in enumerate(page.blocks) if i not in kept]
    own = np.concatenate(
        [
            np.array([text.numbers for text in texts], dtype=float),
            kinds,
            stack_columns(
                _on_page(
                    blocks,
                    titles,
                    title_at,
                    is_summary,
                    clues.slug,
                    places,
                    words,
                    prose,
                    links,
                    kinds,
                )
            ),
            stack_columns(
                [
                    *_of_form(forms, prose_words, words, links),
                    *own_form[:3],
                    *own_form[4:],
                    *_of_elements(page.elements, at, parents, prose_words, words, links, menus),
                ]
            ),
            prose_around(prose, words),
            _one_of([_TAG_AT.get(block.tag, -1) for block in blocks], len(_TAG_AT)),
            _one_of([_REGION_AT.get(block.region or "", -1) for block in blocks], len(_REGIONS)),
            _bits(page.elements.names, at, len(element_names.NAMES)),
            _bits(page.elements.names_around, at, len(element_names.NAMES)),
            _bits(page.elements.landmarks, at, len(LANDMARKS)),
        ],
        axis=1,
    )
    same = stack_columns([of == forms for of in neighbours(forms.astype(float), _REACH, -1)])
    rows = np.concatenate([own, *neighbours(own[:, _NEIGHBOUR_AT], _REACH), same], axis=1)
    return Description(rows, places, words, (forms, own_forms, parents[at]), title_at)


def _kinds(blocks: Sequence[VisibleBlock]) -> Matrix:
    """The kinds of piece that the blocks' set phrases tell, one column for each of ``KINDS``."""
    kinds = np.zeros((len(blocks), len(KINDS)))
    for i, block in enumerate(blocks):
        for kind in kinds_of(block.text):
            kinds[i, KINDS.index(kind)] = 1
    return kinds


def _on_page(
    blocks: Sequence[VisibleBlock],
    titles: Vector,
    title_at: int | None,
    is_summary: Vector,
    slug: frozenset[str],
    places: Ids,
    words: Vector,
    prose: Vector,
    links: Vector,
    kinds: Matrix,
) -> list[Vector]:
    """The features of ``_PAGE``."""
    n = len(blocks)
    at = np.arange(n)
    since_title = np.full(n, -1.0)
    if title_at is not None:
        since_title = np.clip(at - title_at, -30, 60) / 60
    heading_at = np.array([block.tag in _HEADINGS for block in blocks])
    last_heading = np.maximum.accumulate(np.where(heading_at, at, -1))
    has_kind: Vector = kinds.max(axis=1)
    before, after = _repeated(blocks)
    return [
        links,
        np.minimum([block.links for block in blocks], 10) / 10,
        np.array([block.bold for block in blocks]),
        np.array([block.after_break for block in blocks], dtype=float),
        before,
        after,
        titles,
        np.zeros(n) if title_at is None else (at > title_at).astype(float),
        since_title,
        is_summary,
        *_overlaps(blocks, slug, words, prose),
        at / max(n - 1, 1),
        np.full(n, min(float((prose * words).sum()), _MAX_PROSE) / _MAX_PROSE),
        has_kind[last_heading] * (last_heading >= 0),
        np.minimum(at - last_heading, 20) / 20,
        np.log1p(np.diff(places, prepend=-1) - 1),
        np.log1p(np.diff(places, append=places[-1] + 1) - 1),
    ]


def _compared(
    blocks: Sequence[VisibleBlock], clues: PageClues, words: Vector
) -> tuple[Vector, Vector]:
    """Which blocks are the headline, and which begin as the page's description does."""
    titles, summaries = np.zeros(len(blocks)), np.zeros(len(blocks))
    headline = comparison_key(clues.title or "")
    summary = comparison_key((clues.summary or "")[: 2 * _SAME_START])[:_SAME_START]
    around = max(8, len(clues.title or "") // 10)  # characters that marks and spaces may make
    for i, block in enumerate(blocks):
        size = len(block.text)
        if size > _MAX_TITLE or words[i] <= 1:
            continue
        if headline and abs(size - len(clues.title or "")) <= around:
            titles[i] = comparison_key(block.text) == headline
        if len(summary) > _MIN_SUMMARY and size >= len(summary):
            start = comparison_key(block.text[: 2 * _SAME_START])
            summaries[i] = start.startswith(summary)
    return titles, summaries


def _title_at(blocks: Sequence[VisibleBlock], titles: Vector, prose: Vector) -> int | None:
    """The block of the headline that has the article below it; else the first `h1`."""
    found = np.flatnonzero(titles)
    if not len(found):
        return next((i for i, block in enumerate(blocks) if block.tag == "h1"), None)
    above_prose = (i for i in found if prose[i + 1 : i + _BELOW].sum() >= _PROSE_BELOW)
    return int(next(above_prose, found[0]))


def _repeated(blocks: Sequence[VisibleBlock]) -> tuple[Vector, Vector]:
    """Whether a block's text stands before it too, and after it."""
    before, after = np.zeros(len(blocks)), np.zeros(len(blocks))
    seen: dict[str, int] = {}
    for i, block in enumerate(blocks):
        if (last := seen.get(block.text)) is not None:
            before[i] = after[last] = 1
        seen[block.text] = i
    return before, after


def _overlaps(
    blocks: Sequence[VisibleBlock],
    slug: frozenset[str],
    words: Vector,
    prose: Vector,
) -> list[Vector]:
    """The share of a block's words in one other block of prose, in two, and in the URL."""
    once: set[str] = set()
    twice: set[str] = set()
    thrice: set[str] = set()
    topics: list[set[str]] = []
    for block, count, is_prose in zip(blocks, words, prose, strict=True):
        found = set(topic_words(block.text)) if count > _FEW else set[str]()
        topics.append(found)
        if is_prose:
            thrice |= twice & found
            twice |= once & found
            once |= found
    # A block of prose is itself one of those that hold its words.
    in_prose = (once, twice, thrice)
    one, two, in_slug = (np.zeros(len(blocks)) for _ in range(3))
    for i, found in enumerate(topics):
        if found:
            is_prose = int(prose[i])
            one[i] = len(found & in_prose[is_prose]) / len(found)
            two[i] = len(found & in_prose[is_prose + 1]) / len(found)
            in_slug[i] = len(found & slug) / len(found)
    return [one, two, in_slug]


def _ids(values: Iterable[Hashable]) -> Ids:
    """A number for each value, the same for equal ones."""
    ids: dict[Hashable, int] = {}
    return np.array([ids.setdefault(value, len(ids)) for value in values])


def _of_form(ids: Ids, prose_words: Vector, words: Vector, links: Vector) -> list[Vector]:
    """The features of ``_FORM``: of all blocks of a form the share of the page's prose, their
    number, their share in links, their length, and whether they hold the most prose."""
    count: Vector = np.bincount(ids).astype(float)
    share: Vector = np.bincount(ids, prose_words).astype(float)
    of_words = np.maximum(np.bincount(ids, words), 1.0)
    most = (share == share.max()) & (share > 0)
    of_form: tuple[Vector, ...] = (
        share,
        np.log1p(count),
        np.bincount(ids, links * words) / of_words,
        np.log1p(of_words / count),
        most.astype(float),
    )
    return [of[ids] for of in of_form]


def _of_elements(
    elements: Elements,
    at: Ids,
    parents: Ids,
    prose_words: Vector,
    words: Vector,
    links: Vector,
    menus: Sequence[VisibleBlock],
) -> list[Vector]:
    """The features of ``_ELEMENT``: of the elements around a block the share of the page's prose,
    the share in links, the number of blocks; and where the page's core is."""
    n = len(parents)
    menu_at = np.array([block.element for block in menus], dtype=int)
    of_menus = np.array([block.text.count(" ") + 1 for block in menus], dtype=float)
    menu_links = of_menus * [block.link_share for block in menus]
    menu_words = np.bincount(menu_at, of_menus, n)
    sums = np.array(
        [
            np.bincount(at, prose_words, n),
            np.bincount(at, words, n) + menu_words,
            np.bincount(at, links * words, n) + np.bincount(menu_at, menu_links, n),
            np.bincount(at, minlength=n) + np.bincount(menu_at, minlength=n),
        ]
    ).T
    depths = np.array(elements.depths)
    for depth in range(int(depths.max()), 0, -1):  # what an element holds, the one around it does
        of_depth = np.flatnonzero(depths == depth)
        np.add.at(sums, parents[of_depth], sums[of_depth])
    share, of_words, of_links, count = sums.T
    # Elements that hold so much lie within each other; the innermost comes last.
    core = int(np.flatnonzero(share >= _CORE)[-1]) if share[0] >= _CORE else 0
    behind = np.flatnonzero(depths[core + 1 :] <= depths[core])
    end = core + 1 + int(behind[0]) if len(behind) else n
    link_share, log_count = of_links / np.maximum(of_words, 1.0), np.log1p(count)
    columns = [
        np.minimum(depths[at], 30) / 30,
        ((at >= core) & (at < end)).astype(float),
        np.clip(depths[at] - depths[core], -10, 10) / 10,
    ]
    around = at
    for level in range(4):
        columns += [share[around], link_share[around], *([log_count[around]] if level < 3 else [])]
        around = parents[around]
    return columns


def _one_of(places: Sequence[int], size: int) -> Matrix:
    """One column for each place: 1 where it is the block's. -1 is none."""
    columns = np.zeros((len(places), size + 1))
    columns[np.arange(len(places)), places] = 1
    return columns[:, :size]


def _bits(masks: Sequence[int], at: Ids, size: int) -> Matrix:
    """One column for each bit of the masks of the blocks' elements."""
    of_blocks = np.array([masks[i] for i in at])
    return ((of_blocks[:, None] >> np.arange(size)) & 1).astype(float)
