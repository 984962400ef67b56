"""The addresses that a text links to itself."""

from kbsite.text.linked import linked_addresses
from kbsite.text.markdown import render_markdown


def test_links_in_reading_order_without_those_in_quotations():
    said = "> said [b](/two/)\n>\n> > deeper [c](/three/)"
    source = f"[a](/one/) and <https://x.example/?a=1&b=2>\n\n{said}\n\n- [d](/four/) [a](/one/)"
    assert linked_addresses(render_markdown(source)) == ("/one/", "https://x.example/?a=1&b=2", "/four/")


def test_code_and_pictures_are_no_links():
    assert linked_addresses(render_markdown("`[a](/one/)` ![x](/media/x.png)")) == ()
