import pytest
from django.contrib.auth.models import Group


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("permission", "roles"),
    [
        ("view_report", {"Agents", "Editors", "Owners"}),
        ("explain_rows", {"Owners"}),
        ("answer_contacts", {"Agents", "Owners"}),
        ("import_contacts", {"Owners"}),
        ("change_recurringissue", {"Editors", "Owners"}),
    ],
)
def test_only_these_roles_hold_the_permission(permission, roles):
    holders = Group.objects.filter(permissions__codename=permission, permissions__content_type__app_label="deflection")
    assert set(holders.values_list("name", flat=True)) == roles


@pytest.mark.parametrize(("model", "allowed"), [("recurringissue", {"chi", "olga", "ben"}), ("sourcecoverage", {"olga"})])
def test_the_admin_opens_measurement_to_those_who_keep_it(as_user, ben, chi, mo, olga, model, allowed):
    opened = {
        user.username
        for user in (ben, chi, mo, olga)
        if as_user(user).get(f"/admin/snippets/deflection/{model}/").status_code == 200
    }
    assert opened == allowed
