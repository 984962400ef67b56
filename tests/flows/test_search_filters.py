"""On a phone the filters stand in a dialog; several can be chosen before looking, and without a script they unfold in place."""

from axe_playwright_python.sync_playwright import Axe

PHONE = {"width": 390, "height": 844}


def test_filters_open_over_the_results_and_stay_open_while_choosing(page_for):
    page = page_for(viewport=PHONE)
    page.goto("/search/?q=vpn")
    opener = page.get_by_role("button", name="Filter", exact=False).first
    assert opener.get_attribute("aria-haspopup") == "dialog"
    opener.click()
    sheet = page.get_by_role("dialog", name="Filter results")
    assert sheet.is_visible()
    assert Axe().run(page).violations_count == 0
    sheet.get_by_role("link", name="Articles").click()
    page.wait_for_url("**kind=article**")
    sheet = page.get_by_role("dialog", name="Filter results")
    assert sheet.is_visible()
    sheet.get_by_role("button", name="Show").click()
    assert sheet.is_hidden()
    assert "#" not in page.url
    assert "kind=article" in page.url


def test_escape_closes_the_filters_and_the_button_has_the_focus_again(page_for):
    page = page_for(viewport=PHONE)
    page.goto("/search/?q=vpn")
    opener = page.get_by_role("button", name="Filter", exact=False).first
    opener.focus()
    page.keyboard.press("Enter")
    assert page.get_by_role("dialog", name="Filter results").is_visible()
    page.keyboard.press("Escape")
    assert page.get_by_role("dialog", name="Filter results").is_hidden()
    assert opener.evaluate("element => element === document.activeElement")


def test_without_a_script_the_filters_unfold_in_place(page_for):
    page = page_for(viewport=PHONE, java_script_enabled=False)
    page.goto("/search/?q=vpn")
    page.locator("details.filter-more summary").click()
    page.locator("details.filter-more").get_by_role("link", name="Articles").click()
    page.wait_for_url("**kind=article**")
