"""Boxes among the paragraphs of a page, as sites of all kinds put them there."""

import pytest

from tests.unit.cleaning.makers import PARAGRAPHS, TITLE, cleaned

BOXES = {
    "newsletter": '<div class="inline-promo"><p><strong>Want more?</strong> Join 40,000 readers '
    "who get our free weekly letter.</p></div>",
    "newsletter in German": '<aside class="nl"><p>Melden Sie sich für unseren Newsletter an und '
    "verpassen Sie keine Nachricht.</p></aside>",
    "newsletter in French": '<div class="box-abo"><p>Recevez chaque matin notre sélection par '
    'courriel.</p><a href="/nl">Je m’inscris</a></div>',
    "poll": '<form class="poll"><p>Should the barrier be built?</p><label>Yes</label>'
    "<button>Vote</button></form>",
    "link": '<div class="related-inline"><h4>Read also</h4><a href="/a">Fishermen block harbour '
    "entrance over new quotas</a></div>",
    "link in German": '<div class="teaser-box"><p>Lesen Sie auch: <a href="/f">Warum der Deich '
    "zweimal brach</a></p></div>",
    "list of links": '<ul class="recirc"><li><a href="/c">What the council decided on parking</a>'
    '</li><li><a href="/d">Tide tables for the coming month</a></li></ul>',
    "advert": '<div class="ad-slot"><p>Story continues below advertisement</p></div>',
    "caption": '<figure><img src="x.jpg"><figcaption>The harbour mouth at low tide last week. '
    "Photo: Lena Orsk</figcaption></figure>",
    "tags": '<ul class="tags"><li><a href="/t/1">Harbour</a></li><li><a href="/t/2">Council</a>'
    "</li></ul>",
    "comments": '<section id="comments"><h3>4 comments</h3><div class="comment"><p>They should '
    "have built it twenty years ago, when it was half the price.</p></div></section>",
    "hidden": '<div style="display:none"><p>Subscribers can read the printed edition on their '
    "phones from five in the morning.</p></div>",
}
PAGES = {
    "blog": '<article class="post"><h1 class="entry-title">{}</h1>'
    '<div class="entry-content">{}</div></article>',
    "bare": "<h1>{}</h1>{}",
    "hashed": '<main><h1 class="css-9z">{}</h1><section class="css-77x">{}</section></main>',
}


@pytest.mark.parametrize("place", [1, 3, len(PARAGRAPHS)])
@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("box", BOXES)
def test_a_box_goes_and_every_paragraph_stays(box: str, page: str, place: int) -> None:
    pieces = [f"<p>{one}</p>" for one in PARAGRAPHS]
    pieces.insert(place, BOXES[box])
    html = (
        f"<html><head><title>{TITLE} | Ellery Courier</title></head><body><header>"
        '<nav><ul><li><a href="/n">News</a></li><li><a href="/s">Sea</a></li></ul></nav></header>'
        f"{PAGES[page].format(TITLE, ''.join(pieces))}<footer><p>© 2019 Ellery Courier</p></footer>"
        "</body></html>"
    )

    article = cleaned(html=html)

    assert article.body.split("\n\n") == PARAGRAPHS
