"""Tags are found by a word in them, wherever and however they are written."""

from services.intake.address.page_head import MAX_TAGS, Head


def test_attributes_stand_in_any_order_and_quotes() -> None:
    head = Head("<LINK HREF='a&amp;b' rel=Canonical ><meta x><link href=c REL = \"canonical\">")
    assert list(head.tags("canonical")) == [
        {"rel": "Canonical", "href": "a&b"},
        {"rel": "canonical", "href": "c"},
    ]


def test_of_two_attributes_with_a_name_the_first_counts() -> None:
    assert list(Head("<base href=/a href=/b>").tags("<base")) == [{"href": "/a"}]


def test_what_is_hidden_is_none() -> None:
    tag = "<link rel=canonical href=a>"
    for hidden in (
        f"<!--{tag}-->",
        f"<script>{tag}</script>",
        f"<style>{tag}</style>",
        f"<!--{tag}",
    ):
        assert list(Head(hidden).tags("canonical")) == []
        assert len(list(Head(f"{hidden}-->{tag}").tags("canonical"))) == 1


def test_no_more_tags_are_read_than_sites_have() -> None:
    assert len(list(Head("<link hreflang=de>" * 100).tags("hreflang"))) == MAX_TAGS
    assert list(Head("canonical <a canonical>").tags("canonical")) == []
