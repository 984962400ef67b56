import pytest
from django.contrib.auth.models import AnonymousUser

from kbsite.accounts.audience import Audience, audiences_for, strictest
from kbsite.accounts.joining import open_account
from kbsite.accounts.roles import Role, is_staff_member


@pytest.mark.parametrize(("who", "works_here"), [("ana", False), ("ben", True), ("chi", True), ("mo", True), ("olga", True)])
def test_who_works_here(who, works_here, request, db):
    assert is_staff_member(request.getfixturevalue(who)) is works_here


def test_each_kind_of_person_sees_its_audiences(ana, ben):
    assert audiences_for(AnonymousUser()) == ("public",)
    assert audiences_for(ana) == ("public", "signed_in")
    assert audiences_for(ben) == ("public", "signed_in", "staff")


def test_the_strictest_audience_wins():
    assert strictest(Audience.PUBLIC, Audience.STAFF, Audience.SIGNED_IN) == "staff"
    assert strictest() == "public"


def test_an_opened_account_can_sign_in_at_once_and_is_opened_once(client, db):
    for _ in range(2):
        user = open_account(
            email="noor@lumo.example", display_name="Noor", password="a long enough word", roles=[Role.CUSTOMER, Role.AGENT]
        )
    answer = client.post("/account/login/", {"login": "noor@lumo.example", "password": "a long enough word"})
    assert answer.headers["Location"] == "/"
    assert sorted(group.name for group in user.groups.all()) == ["Agents", "Customers"]
    assert user.emailaddress_set.count() == 1
