"""kill -9 of web server and worker at random moments while people write: what was answered with success is there, once.

Guests contact the desk and customers reply in the forum, over HTTP, while both processes are killed again and again. At the end
every accepted contact and reply is in the database, the index has caught up, and each mail left once (a mail whose sending was
cut between the mail server's yes and our note of it may leave again, then with the same Message-ID; such pairs are counted).
"""

import json
import random
import re
import threading
import time
from collections import Counter

import requests

from kbsite.demo.loading import PASSWORD
from tests.flows.running_site import RunningSite, wait_for

TITLE = "Accepted is kept when web and worker are killed"
ROUNDS = 20
WRITERS = 3
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
FORM_TOKEN = re.compile(r'name="form_token" value="([^"]+)"')
MINIMUM_SECONDS = 2.2  # the form takes nobody for a person who sends faster than in two seconds
TELL_STATE = """
import json
from deflection.models import Contact, ContactMessage
from forum.models import Post
from kbsite.notifications.models import MailJob
from kbsite.search.models import Change
print(json.dumps({
    "subjects": list(Contact.objects.exclude(source="demo").values_list("correspondence__subject", flat=True)),
    "replies": list(Post.objects.filter(source__startswith="proof reply").values_list("source", flat=True)),
    "numbers_dense": all(
        list(topic.posts.order_by("number").values_list("number", flat=True)) == list(range(1, topic.post_count + 1))
        for topic in __import__("forum.models", fromlist=["Topic"]).Topic.objects.all()
    ),
    "mail_waiting": MailJob.objects.exclude(state="sent").count(),
    "mail": MailJob.objects.count(),
    "changes": Change.objects.count(),
}))
"""


class NoForm(Exception):
    """The page that came has no such form: a sign-in was cut, or the answer was an error."""


def form_value(field: re.Pattern[str], page: str) -> str:
    found = field.search(page)
    if found is None:
        raise NoForm
    return found[1]


class Writer(threading.Thread):
    """Writes until told to stop; remembers what was accepted. Every failure of the network is a "not accepted"."""

    def __init__(self, site: RunningSite, number: int, stop: threading.Event) -> None:
        super().__init__(daemon=True)
        self.site, self.number, self.stop = site, number, stop
        self.accepted: list[str] = []
        self.refused = 0

    def run(self) -> None:
        count = 0
        while not self.stop.is_set():
            count += 1
            try:
                if self.write(f"{self.number}-{count}"):
                    self.accepted.append(self.name_of(f"{self.number}-{count}"))
                else:
                    self.refused += 1
            except (requests.RequestException, NoForm):
                self.begin_again()
                self.stop.wait(0.05)

    def begin_again(self) -> None:
        """After a failure."""

    def name_of(self, mark: str) -> str:
        raise NotImplementedError

    def write(self, mark: str) -> bool:
        raise NotImplementedError


class Guest(Writer):
    def name_of(self, mark: str) -> str:
        return f"proof contact {mark}"

    def write(self, mark: str) -> bool:
        with requests.Session() as browser:
            # Every guest comes from an own address, so that the rate limit of one address does not end the proof.
            browser.headers.update({"User-Agent": "Mozilla/5.0", "X-Forwarded-For": f"10.{self.number}.{hash(mark) % 250}.7"})
            page = browser.get(f"{self.site.address}/contact/", timeout=10).text
            self.stop.wait(MINIMUM_SECONDS)
            answer = browser.post(
                f"{self.site.address}/contact/",
                data={
                    "csrfmiddlewaretoken": form_value(TOKEN, page),
                    "form_token": form_value(FORM_TOKEN, page),
                    "subject": self.name_of(mark),
                    "message": "The printer on the third floor hums.",
                    "email": f"guest-{mark}@example.test",
                },
                headers={"Referer": f"{self.site.address}/contact/"},
                timeout=10,
                allow_redirects=False,
            )
            return answer.status_code == 302


class Replier(Writer):
    """A demo agent, who may reply often."""

    def __init__(self, site, number, stop, topic_id: int) -> None:
        super().__init__(site, number, stop)
        self.topic_id = topic_id
        self.browser: requests.Session | None = None

    def begin_again(self) -> None:
        self.browser = None

    def name_of(self, mark: str) -> str:
        return f"proof reply {mark}"

    def signed_in(self) -> requests.Session:
        if self.browser is None:
            browser = requests.Session()
            browser.headers.update({"User-Agent": "Mozilla/5.0", "X-Forwarded-For": f"10.99.{self.number}.7"})
            page = browser.get(f"{self.site.address}/account/login/", timeout=10).text
            data = {"csrfmiddlewaretoken": form_value(TOKEN, page), "login": "ben@lumo.example", "password": PASSWORD}
            browser.post(f"{self.site.address}/account/login/", data=data, timeout=10)
            self.browser = browser
        return self.browser

    def write(self, mark: str) -> bool:
        browser = self.signed_in()
        page = browser.get(f"{self.site.address}/community/{self.topic_id}/", timeout=10).text
        self.stop.wait(0.4)
        answer = browser.post(
            f"{self.site.address}/community/{self.topic_id}/reply/",
            data={"csrfmiddlewaretoken": form_value(TOKEN, page), "source": self.name_of(mark)},
            timeout=10,
            allow_redirects=False,
        )
        return answer.status_code == 302


def told(site: RunningSite) -> dict:
    return json.loads(site.manage("shell", "-v", "0", "-c", TELL_STATE).strip().splitlines()[-1])


def run(rounds: int, seed: int) -> dict:
    rng = random.Random(seed)
    site = RunningSite(environment={"TRUSTED_PROXY_COUNT": "1"})
    try:
        find = "from forum.models import Topic; print(Topic.objects.filter(is_locked=False, board__audience='public').first().pk)"
        topic_id = int(site.manage("shell", "-v", "0", "-c", find).strip().splitlines()[-1])
        site.start()
        stop = threading.Event()
        writers: list[Writer] = [Guest(site, number, stop) for number in range(WRITERS)]
        writers.append(Replier(site, 90, stop, topic_id))
        for writer in writers:
            writer.start()
        # Sign-ins take long on a busy machine: kills before anybody wrote would prove nothing.
        wait_for(lambda: _everybody_wrote(writers), seconds=120, what="the first contact and the first reply")
        kills = Counter()
        for _ in range(rounds):
            time.sleep(rng.uniform(1.0, 4.0))
            victim = rng.choice(["web", "worker", "both"])
            kills[victim] += 1
            if victim in ("web", "both"):
                site.kill(site.web)
            if victim in ("worker", "both"):
                site.kill(site.worker)
            if victim in ("web", "both"):
                site.start_web()
            if victim in ("worker", "both"):
                site.start_worker()
        before = sum(len(writer.accepted) for writer in writers)
        wait_for(
            lambda: sum(len(writer.accepted) for writer in writers) > before, seconds=120, what="writing after the last kill"
        )
        stop.set()
        for writer in writers:
            writer.join(timeout=20)
        state = wait_for(lambda: _settled(site), seconds=90, what="index and mail catching up")
        return _judged(site, writers, state, kills)
    finally:
        site.stop()


def _everybody_wrote(writers: list[Writer]) -> bool:
    return all(any(writer.accepted for writer in writers if isinstance(writer, kind)) for kind in (Guest, Replier))


def _settled(site: RunningSite) -> dict | None:
    state = told(site)
    return state if state["changes"] == 0 and state["mail_waiting"] == 0 else None


def _judged(site: RunningSite, writers: list[Writer], state: dict, kills: Counter) -> dict:
    failures = []
    contacts = {name for writer in writers if isinstance(writer, Guest) for name in writer.accepted}
    replies = {name for writer in writers if isinstance(writer, Replier) for name in writer.accepted}
    lost = (contacts - set(state["subjects"])) | (replies - set(state["replies"]))
    if lost:
        failures.append(f"accepted but lost: {sorted(lost)[:5]} ({len(lost)} in all)")
    twice = [name for name, count in Counter(state["replies"]).items() if count > 1]
    twice += [name for name, count in Counter(state["subjects"]).items() if count > 1 and str(name).startswith("proof")]
    if twice:
        failures.append(f"there twice: {twice[:5]}")
    if not state["numbers_dense"]:
        failures.append("post numbers have a gap")
    ids = Counter(message["Message-ID"] for message in site.inbox.messages)
    copies = Counter((message["To"], message["Subject"]) for message in site.inbox.messages)
    resent = sum(count - 1 for count in ids.values())
    if any(count > 1 for count in copies.values()) and not resent:
        failures.append("a person got the same mail twice with different Message-IDs")
    return {
        "kills": dict(kills),
        "contacts_accepted": len(contacts),
        "replies_accepted": len(replies),
        "mails_sent": sum(ids.values()),
        "mails_sent_again_with_the_same_message_id": resent,
        "failures": failures,
    }
