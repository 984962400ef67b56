"""All addresses. English stands without a prefix, Finnish and Swedish under /fi/ and /sv/; machines' addresses have none."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path
from django.views.generic import RedirectView
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from articles.views.files import picture
from deflection.contact.receiving.endpoint import receive_contacts
from kbsite.health import livez, readyz

urlpatterns = [
    path("livez", livez, name="livez"),
    path("readyz", readyz, name="readyz"),
    # One door for passwords: the admin's own sign-in form would pass by the rate limits and verification of the site's.
    path(settings.ADMIN_PATH.strip("/") + "/login/", RedirectView.as_view(pattern_name="account_login", query_string=True)),
    path(settings.ADMIN_PATH.strip("/") + "/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("media/<path:name>", picture, name="picture"),
    path("look/", include("kbsite.look.urls")),
    path("m/", include("deflection.recording.urls")),
    path("api/contacts/", receive_contacts, name="receive_contacts"),
    path("", include("kbsite.sitemaps")),
]

urlpatterns += i18n_patterns(
    path("account/", include("allauth.account.urls")),
    path("search/", include("kbsite.search.urls")),
    path("privacy/", include("kbsite.visitors.urls")),
    path("notifications/", include("kbsite.notifications.urls")),
    path("community/", include("forum.urls")),
    path("contact/", include("deflection.contact.urls")),
    path("reports/issues/", include("deflection.issues.urls")),
    path("reports/", include("deflection.reporting.urls")),
    path("", include("articles.urls")),
    prefix_default_language=False,
)
