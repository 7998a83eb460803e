"""Pieces of a path go where they show a form of a page, and stay where they are of its name."""

import pytest

from services.intake.address.path_forms import article_path


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/", "/"),
        ("/a/7/amp/", "/a/7"),
        ("/amp/a/7", "/a/7"),
        ("/news/amp/uk-7", "/news/uk-7"),
        ("/news/amp/gear", "/news/amp/gear"),
        ("/a/7.amp.html", "/a/7.html"),
        ("/a/7-amp.html", "/a/7.html"),
        ("/a/tube-amp.html", "/a/tube-amp.html"),
        ("/champ", "/champ"),
        ("/a/7/print", "/a/7"),
        ("/2031/strike/print/", "/2031/strike"),
        ("/strike/print", "/strike/print"),
        ("/print/a/7", "/a/7"),
        ("/print/port-strike", "/port-strike"),
        ("/print/7", "/print/7"),
        ("/a/7,print.html", "/a/7.html"),
        ("/a/7_print.html", "/a/7.html"),
        ("/a/fine-print.html", "/a/fine-print.html"),
        ("/index.php/a/7", "/a/7"),
        ("/index.php", "/"),
        ("/a/Default.aspx", "/a"),
        ("/a/my-index.html", "/a/my-index.html"),
        ("/a;jsessionid=1.n/b", "/a/b"),
        ("/a;b=1", "/a;b=1"),
        ("/(S(x))/(S(y))/a.aspx", "/a.aspx"),
        ("/wiki/a_(b)", "/wiki/a_(b)"),
        ("/wiki/(b)", "/wiki/(b)"),
        ("/a/7/page/01/", "/a/7"),
        ("/a/7/page/11", "/a/7/page/11"),
        ("/a/seite-1", "/a"),
        ("/a/seite-12", "/a/seite-12"),
        ("/a/7/embed/", "/a/7"),
        ("/embed/7", "/embed/7"),
        ("/a%20%0A", "/a"),
        ("/a%20b", "/a%20b"),
    ],
)
def test_a_path_of_an_article(path: str, expected: str) -> None:
    assert article_path(path) == expected
