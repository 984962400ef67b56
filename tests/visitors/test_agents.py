import pytest

from kbsite.visitors.agents import is_robot

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"


@pytest.mark.parametrize(
    "agent",
    [
        FIREFOX,
        "Mozilla/5.0 (Linux; Android 9; CUBOT X19) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Mobile Safari/537.36",
        "Mozilla/5.0 (Linux; U; Android 6.0; Cubot Note S Build/MRA58K) AppleWebKit/534.30 Mobile Safari/534.30",
        "Opera/9.80 (Android; Opera Mini/12.0; U; fi) Presto/2.12.423 Version/12.16",
    ],
)
def test_people_are_people_even_with_a_phone_called_cubot(agent):
    assert not is_robot(agent)


@pytest.mark.parametrize(
    "agent",
    [
        "",
        "curl/8.5.0",
        "python-requests/2.32",
        "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
        "Mozilla/5.0 (Linux; Android 9; CUBOT X19) AppleWebKit/537.36 (compatible; bingbot/2.0) Mobile Safari/537.36",
        "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/120.0.0.0 Safari/537.36",
        "Mozilla/5.0 (compatible; SomeNewbot/0.1)",
        "Mozilla/5.0 (compatible; UptimeRobot/2.0)",
    ],
)
def test_robots_are_robots_even_on_a_phone_called_cubot(agent):
    assert is_robot(agent)
