"""Takes codes out of spans: tickers, hashtags, handles and addresses name nothing by themselves."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from services.tagging.mentions.boundaries import NAME_LABELS, Field, Span
from services.tagging.names import any_of, word_list

_EXCHANGE = any_of(word_list("exchanges"))
_ENDING = any_of(word_list("exchange_endings"))
TICKER = rf"\((?:{_EXCHANGE})\s?:\s?[A-Z0-9.-]{{1,12}}\)|\([A-Z0-9]{{1,6}}\.{_ENDING}\)"
"""A pattern of a firm's letters in brackets, with its exchange."""

_CODE = re.compile(
    rf"{TICKER}|<[A-Z]{{1,6}}(?:\.[A-Z]{{1,2}})?>|(?<![\w/])[#@]\w+"
    r"|(?:https?://|www\.|pic\.twitter\.com/|t\.co/)\S+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
)


def without_codes(texts: Mapping[Field, str], spans: Iterable[Span]) -> Iterator[Span]:
    """The spans, of names only what lies outside of codes."""
    codes = {field: [one.span() for one in _CODE.finditer(text)] for field, text in texts.items()}
    starts = {field: [start for start, _ in some] for field, some in codes.items()}
    for span in spans:
        some = codes[span.field]
        if span.label not in NAME_LABELS or not some:
            yield span
            continue
        begin = span.start
        at = max(0, bisect_right(starts[span.field], span.start) - 1)
        while at < len(some) and some[at][0] < span.end:
            start, end = some[at]
            if begin < start:
                yield replace(span, start=begin, end=start)
            begin = max(begin, end)
            at += 1
        if begin < span.end:
            yield replace(span, start=begin)
