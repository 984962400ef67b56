"""The crawl that says "no broken link" must be able to say the opposite."""

from django.http import HttpResponse

from tests.crawl import crawl

PAGES = {
    "/": '<a class="x" href="/good/">g</a> <a href="/gone/?a=1&amp;q=2">b</a> <a href="/fi/">fi</a>'
    '<img src="https://far.example/x.png">',
    "/good/": '<a href="relative/">r</a> <a href="#top">t</a>'
    '<a href="https://far.example/">out</a> <a href="/static/x.css">s</a>',
    "/good/relative/": '<a href="/breaks/">b</a>',
}


class PlantedSite:
    def get(self, address: str) -> HttpResponse:
        if address == "/breaks/":
            return HttpResponse(status=500)
        return HttpResponse(PAGES[address]) if address in PAGES else HttpResponse(status=404)


def test_a_broken_link_an_error_and_a_foreign_file_are_found():
    found = crawl(PlantedSite(), languages=("en",))
    assert found.pages == 5
    assert found.broken == [("/gone/?a=1&q=2", 404, "/")]
    assert found.errors == [("/breaks/", 500, "/good/relative/")]
    assert found.foreign == {"https://far.example/x.png"}
