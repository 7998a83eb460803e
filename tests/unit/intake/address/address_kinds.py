"""Ways to one article, and addresses of different ones, by kind.

``STORY`` stands for ``https://press.example.org/story/7``. Each line of ``ONE`` leads there; no two
addresses of a line of ``TWO`` are one. A line of ``TWO`` that begins with ``?``, ``#`` or ``/``
holds endings of ``https://press.example.org/view`` or of its host.
"""

STORY = "https://press.example.org/story/7"
ESCAPED = "https%3A%2F%2Fpress.example.org%2Fstory%2F7"

ONE = {
    "tracking": """
        STORY?utm_source=feed&utm_medium=rss
        STORY?utm_source=feed#utm_medium=rss
        STORY#xtor=RSS-16
        STORY#Echobox=1790000000
        STORY?amp;utm_source=a&amp;utm_medium=b
        STORY?amp%3Butm_source=a
        STORY?utm_source=a&amp;amp;amp;utm_medium=b
        STORY?&#038;utm_source=a
        STORY??utm_source=a
        STORY&utm_source=a&utm_medium=b
        STORY%3Futm_source=a%26utm_medium%3Db
        STORY%23utm_source=a
        STORY;utm_source=a
        STORY?fbclid=&gclid=1&msclkid=2&_ga=3
        STORY?_hsenc=a&_hsmi=1&mc_cid=b&mc_eid=c&mkt_tok=d&_ke=e&_kx=f&ck_subscriber_id=9
        STORY?at_medium=RSS&at_campaign=MORNING&at_link_origin=press
        STORY?WT.mc_id=tw&wt_zmc=sm.int&wtrid=a.b
        STORY?cmpid=rss&smid=tw-share&ocid=socialflow_facebook&ncid=txtlnk
        STORY?CMP=share_btn_tw
        STORY?cmp=twitter_daily-41
        STORY?mod=rss_markets_main
        STORY?mod=hp_lead_pos3
        STORY?xid=rss-topstories
        STORY?ref=briefing.example
        STORY?ref=www.briefing.example
        STORY?via=twitter
        STORY?ref=https%3A%2F%2Fbriefing.example%2F
        STORY?utm_source%3Drss
        STORY?from=nav-3
        STORY?source=daily-newsletter
        STORY?src=homepage
        STORY?campaign=email&medium=newsletter
        STORY?ref=&source=
        STORY?ref_src=twsrc%5Etfw
        STORY?s=20&t=k3Jd_dk39fkDkw0
        STORY?share=facebook&nb=1
        STORY?feature=youtu.be
        STORY?feedType=RSS&feedName=topNews
        STORY?spm=a2c.7.0.0
        STORY?from=groupmessage&isappinstalled=0
        STORY?traffic_source=push&leadSource=wall
        STORY?subscriber_email=jo%40mail.example
        """,
    "caches": """
        STORY?rnd=1790000000
        STORY?_=1790000000123
        STORY?ts=1790000000
        STORY?rand=0.8231200341
        STORY?nocache=1
        STORY?doing_wp_cron=1790000000.1234
        """,
    "session": """
        STORY?PHPSESSID=a1
        STORY;jsessionid=0A1B.node2
        STORY;JSESSIONID=0A1B?utm_source=a
        https://press.example.org/(S(abcdefghij0123456789abcd))/story/7
        https://press.example.org/(A(q9)S(abcdefghij0123456789abcd)X(1))/story/7
        https://press.example.org/%28S%28abcdefghij0123456789abcd%29%29/story/7
        STORY?CFID=12&CFTOKEN=34
        STORY?zenid=a&osCsid=b
        STORY?sid=0123456789abcdef0123456789abcdef
        STORY?s=0123456789abcdef0123
        STORY?sessionid=qwe
        STORY?token=0123456789abcdef0123456789abcdef01234567
        """,
    "print": """
        STORY?print=1
        STORY?view=print
        STORY?printable=yes
        STORY?tmpl=component&print=1&page=
        STORY/print
        STORY/print/
        STORY/print.html
        https://press.example.org/print/story/7
        """,
    "mobile": """
        https://m.press.example.org/story/7
        https://mobile.press.example.org/story/7
        https://touch.press.example.org/story/7
        STORY?m=1
        STORY?m=0
        STORY?mobile=true
        STORY?view=mobile
        """,
    "AMP": """
        https://amp.press.example.org/story/7
        https://press.example.org/amp/story/7
        https://press.example.org/story/amp/7
        STORY/amp/
        STORY/amp.html
        STORY.amp
        STORY?amp
        STORY?amp=1&amp_js_v=0.1#aoh=17900000000000&amp_tf=a
        STORY?output=amp
        STORY?view=amp
        https://www.google.com/amp/s/press.example.org/story/7
        https://www.google.co.uk/amp/press.example.org/story/7/amp
        https://google.com/amp/s/press.example.org/story/7%3fusqp=a
        https://www.bing.com/amp/s/press.example.org/story/7
        https://press-example-org.cdn.ampproject.org/c/press.example.org/story/7
        https://press-example-org.cdn.ampproject.org/wp/s/press.example.org/story/7
        https://press-example-org.cdn.ampproject.org/v/s/press.example.org/story/7?amp_js_v=0.1
        https://cdn.ampproject.org/c/s/press.example.org/story/7
        """,
    "page": """
        STORY?page=1
        STORY?page=0
        STORY/page/1/
        STORY?pagewanted=all
        STORY?page=all
        STORY?singlePage=true
        STORY?view=all
        STORY/comment-page-2/#comments
        """,
    "wrapper": """
        https://eur03.safelinks.protection.outlook.com/?url=ESCAPED&amp;data=05
        https://eur03.safelinks.protection.outlook.com/ap/w-59/?url=ESCAPED
        https://www.google.com/url?q=STORY&sa=D
        https://www.google.de/url?sa=t&url=ESCAPED&usg=1
        https://l.facebook.com/l.php?u=ESCAPED%3Ffbclid%3DIw&h=AT
        https://lm.facebook.com/l.php?u=ESCAPED
        https://www.facebook.com/sharer/sharer.php?u=ESCAPED
        https://l.instagram.com/?u=ESCAPED&e=AT
        https://out.reddit.com/t3_a?url=ESCAPED
        https://t.umblr.com/redirect?z=ESCAPED&t=a
        https://www.linkedin.com/redir/redirect?url=ESCAPED&urlhash=a
        https://www.youtube.com/redirect?v=a&q=ESCAPED
        https://slack-redir.net/link?url=ESCAPED
        https://duckduckgo.com/l/?kh=-1&uddg=ESCAPED
        https://r.search.yahoo.com/_ylt=A/RV=2/RU=ESCAPED/RK=2/RS=a
        https://www.bing.com/news/apiclick.aspx?ref=FexRss&url=ESCAPED&c=1
        https://www.bing.com/ck/a?!&&p=1&u=a1aHR0cHM6Ly9wcmVzcy5leGFtcGxlLm9yZy9zdG9yeS83&ntb=1
        https://urldefense.proofpoint.com/v1/url?u=STORY&k=a
        https://urldefense.proofpoint.com/v2/url?u=https-3A__press.example.org_story_7&d=a
        https://urldefense.com/v3/__STORY__;!!Ab!c$
        https://urldefense.com/v3/__https:/press.example.org/story/7__;!!Ab!c$
        https://urldefense.com/v3/__https://press.example.org/*tory/7__;cw!!Ab!c$
        https://urldefense.com/v3/__https://press.example.org/**Bry/7__;c3Rv!!Ab!c$
        https://linkprotect.cudasvc.com/url?a=ESCAPED&c=E
        https://secure-web.cisco.com/1abcdefghijklmnopqrstuvwx/ESCAPED
        https://x1.r.us-east-1.awstrack.me/L0/https:%2F%2Fpress.example.org%2Fstory%2F7/1/0100/a=1
        https://click.pstmrk.it/3s/press.example.org%2Fstory%2F7/a/b
        https://eu.protection.sophos.com/?d=example.org&u=aHR0cHM6Ly9wcmVzcy5leGFtcGxlLm9yZy9zdG9yeS83
        https://url.avanan.click/v2/___STORY___.YXAz
        https://vk.com/away.php?to=ESCAPED
        https://t.me/iv?url=ESCAPED&rhash=a
        https://href.li/?STORY
        https://news.google.com/rss/articles/CBMiIWh0dHBzOi8vcHJlc3MuZXhhbXBsZS5vcmcvc3RvcnkvN9IBAA?oc=5
        """,
    "archive": """
        https://web.archive.org/web/20310501120000/STORY
        https://web.archive.org/web/20310501120000im_/http://press.example.org:80/story/7
        https://web.archive.org/web/2031/press.example.org/story/7
        https://web.archive.org/web/*/STORY
        https://web.archive.org/save/STORY
        https://archive.org/web/2031/STORY?utm_source=a
        https://web.archive.org/web/2031/https%3A//press.example.org/story/7
        https://web.archive.org/web/2031/https://www.google.com/amp/s/press.example.org/story/7
        https://archive.ph/newest/STORY
        https://archive.is/20310501120000/STORY
        https://archive.today/2031.05.01-120000/STORY
        https://archive.ph/?url=ESCAPED
        https://webcache.googleusercontent.com/search?q=cache:Ab_d-fGhIjKl:STORY+&cd=1
        https://webcache.googleusercontent.com/search?q=cache:press.example.org/story/7
        https://arquivo.pt/wayback/20310501120000/STORY
        https://archive.library.example/all/20310501120000mp_/STORY
        https://wayback.archive-it.org/41/20310501120000/STORY
        """,
    "standard": """
        HTTPS://PRESS.Example.org:443/story/7
        http://press.example.org:80/story/7
        http://press.example.org:443/story/7
        https://press.example.org:/story/7
        https://press.example.org./story/7
        https://jo:secret@press.example.org/story/7
        //press.example.org/story/7
        press.example.org/story/7
        https:/press.example.org/story/7
        https:\\\\press.example.org\\story\\7
        http://https://press.example.org/story/7
        http://https//press.example.org/story/7
        feed:https://press.example.org/story/7
        feed://press.example.org/story/7
        <https://press.example.org/story/7>
        https://press.example.org//story///7
        https://press.example.org/a/../story/./7
        https://press.example.org/%73tory/7
        STORY/
        STORY/index.html
        STORY/Default.aspx
        STORY%20
        STORY?
        STORY?&&
        STORY#
        STORY#comments
        STORY#:~:text=port%20strike
        STORY#/
        STORY#!
        STORY#?utm_source=a
        STORY#/?utm_source=a
        """,
}

BREAKS = ["https://press.example.org/\r\n  story/7", "\t STORY \n", "\ufeffSTORY", "STO\u200bRY"]

PAIRS = """
    https://a.example.org/%7ejo                 https://a.example.org/~jo
    https://a.example.org/b%c3%a9               https://a.example.org/bé
    https://a.example.org/be\u0301              https://a.example.org/b\u00e9
    https://a.example.org/b_%28c%29%21%2C%40    https://a.example.org/b_(c)!,@
    https://a.example.org/50%                   https://a.example.org/50%25
    https://a.example.org/?b%5B%5D=1            https://a.example.org/?b[]=1
    https://a.example.org/?q=b+c                https://a.example.org/?q=b%20c
    https://a.example.org/?q=50%                https://a.example.org/?q=50%25
    https://a.example.org/?b=2&a=1              https://a.example.org/?a=1&b=2
    https://a.example.org/?a=1&a=1              https://a.example.org/?a=1
    https://a.example.org/?a=                   https://a.example.org/?a
    https://a.example.org/index.php?a=1         https://a.example.org/?a=1
    https://a.example.org/#!/b/41               https://a.example.org/?_escaped_fragment_=/b/41
    https://a.example.org/#/b/41/?utm_source=c  https://a.example.org/#/b/41
    https://a.example.org/1?id=5?utm_source=c   https://a.example.org/1?id=5
    https://a.example.org/1?b=2;utm_id=3&id=5   https://a.example.org/1?b=2&id=5
    https://köln.example/a                      https://xn--kln-sna.example/a
    https://a.example。org/b                    https://a.example.org/b
    http://[2001:DB8:0:0::1]:80/a               http://[2001:db8::1]/a
    https://news.google.com/rss/articles/CBMiQ?oc=5  https://news.google.com/articles/CBMiQ?hl=en
    https://web.archive.org/web/2031/https://a.example.org/?id=5  https://a.example.org/?id=5
    """

TWO = """
    ?at_id=1 ?at_id=2 ?at_article=1 ?at_page=1 ?ns_id=1 ?ns_id=2 ?ns_story=1
    ?ref=harbour-vote ?ref=flood-alert ?ref=41 ?ref=42 ?ref=story-7 ?ref=AB12 ?ref=story.html
    ?from=flood ?from=budget ?from=2031-05-01 ?via=ferry ?via=route-9 ?source=reuters ?source=ap
    ?campaign=mayor ?campaign=school ?campaign=12 ?medium=oil ?partner=41 ?partner=trust
    ?cmp=1 ?cmp=2 ?cid=1 ?cid=2 ?cmpid=1 ?cmpid=2 ?icid=4 ?icid=5 ?ocid=3 ?smid=4 ?smid=5
    ?s=storm ?s=41 ?s=20 ?sid=41 ?sid=42 ?session=41 ?session=opening ?session_id=41 ?session_id=42
    ?t=41 ?t=42 ?t=budget ?s=20&t=41 ?s=20&t=42
    ?m=203105 ?m=203106 ?mobile=phones ?type=mobile ?type=video ?type=amp
    ?page=2 ?page=3 ?p=1 ?p=2 ?page_id=1 ?page_id=2 ?start=10 ?start=20
    /story/7/2 /story/7/3 /story/7/page/2 /story/7/page/3 /story/7/seite-2 /story/7
    ?id=1 ?id=2 ?ID=2 ?id=1&id=2 ?id=2&id=1 ?lang=de ?lang=en ?gallery=1 ?gallery=2
    ?mod=news&id=4 ?mod=sport&id=4 ?mod=41 ?feature=strike ?share=prices ?view=gallery ?mode=live
    ?hash=0123456789abcdef0123 ?hash=0123456789abcdef0124 ?e=41 ?sh=41 ?token=41 ?v=abc ?v=def
    ?mbid=1a2b-3c ?mbid=1a2b-3d ?at_identifier=1 ?post_term=a ?post_term=b ?ref=a/b
    ?date=1790000000 ?date=1790000001 ?_=41 ?ts=41 ?email=41 ?title=utm_source ?article=amp
    ?url=https://a.example/ ?url=https://b.example/ ?utmost=1 ?utmost=2 ?utm=31 ?utm=32
    #/story/41 #/story/42 #!/story/41 #!/story/42 #/a%2Fb #/a/b
    /#story=41 /#story=42 /?source=a.example /?source=b.example /?p=41&ref=c.example
    /a%2Fb /a/b /a%252Fb /a%3Fb /a?b /a%23b /a%00b /ab /a%5Cb /a%25b /a+b /a%20b
    /A /a /a.html /a.htm /a.php /a;b /a;c
    ?q=a+b ?q=a%2Bb ?q=a%26b ?q=a&b ?q=50%25 ?q=50
    /tube-amp /tube /tube-amp.html /tube.html /fine-print.html /fine.html /print-run /run /amp
    /tag/print /tag/amp-gear /print/41 /41 /business/print /business /m/story /story /mobile/story
    https://bit.ly/3xY https://bit.ly/3xy https://t.co/Ab https://t.co/ab https://archive.ph/Ab1 https://archive.ph/ab1
    https://m.com/a https://com/a https://m.co.uk/a https://co.uk/a https://amp.co.uk/a
    https://m.github.io/a https://amp.github.io/a https://github.io/a https://mobile.substack.com/a https://substack.com/a
    https://a.example.org/b https://c.example.org/b https://example.org/b https://a.example.org:8443/b
    https://192.0.2.1/a https://192.0.2.2/a https://[2001:db8::1]/a https://[2001:db8::2]/a
    https://strasse.example/a https://straße.example/a https://☃.example/a https://☂.example/a https://a_b.example/a
    https://news.google.com/rss/articles/CBMiQ https://news.google.com/rss/articles/CBMiR
    https://feedproxy.google.com/~r/a/~3/b https://feedproxy.google.com/~r/a/~3/c
    https://eu.mimecast.example/s/Ab?domain=a.example https://eu.mimecast.example/s/ab?domain=a.example
    https://www.google.com/search?q=https://a.example/b https://a.example/b https://www.google.com/url?q=/search
    https://a.example/login?next=https://b.example/1 https://a.example/login?next=https://b.example/2
    https://web.archive.org/web/2031/https://a.example/b https://web.archive.org/web/2031/https://a.example/c
    https://archive.org/details/a https://archive.org/details/b https://a-example.translate.goog/b https://a.example/b
    """


def one() -> list[tuple[str, str]]:
    """Each kind with an address of the story."""
    found = [(kind, line.strip()) for kind, lines in ONE.items() for line in lines.split("\n")]
    found += [
        ("breaks", address.replace("STO\u200bRY", STORY.replace("t", "t\u200b")))
        for address in BREAKS
    ]
    return [(kind, given(address)) for kind, address in found if address]


def given(address: str) -> str:
    return address.replace("ESCAPED", ESCAPED).replace("STORY", STORY)


def pairs() -> list[list[str]]:
    return [line.split() for line in PAIRS.strip().split("\n")]


def different() -> list[list[str]]:
    """Addresses, each of another article than the others of its list."""
    host = "https://press.example.org"
    starts = {"?": f"{host}/view", "#": f"{host}/view", "/": host}
    return [
        [starts.get(ending[0], "") + ending for ending in line.split()]
        for line in TWO.strip().split("\n")
    ]
