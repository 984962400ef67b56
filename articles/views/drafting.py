"""From what people look for to a draft: one button in the admin."""

from django.contrib.auth.decorators import permission_required
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from wagtail.admin import messages

from articles.drafting import draft_article
from kbsite.accounts.models import User
from kbsite.search.learning.actions import GapAction
from kbsite.search.learning.gaps import Gap
from kbsite.text.languages import LANGUAGES


@require_POST
@permission_required("search.view_gaps", raise_exception=True)
def write_article(request: HttpRequest) -> HttpResponse:
    phrase, language = " ".join(request.POST.get("phrase", "").split()), request.POST.get("language", "")
    if not phrase or language not in LANGUAGES:
        raise BadRequest("phrase and language must be given")
    # A title begins with a capital letter; what people type does not.
    article = draft_article(title=phrase[:1].upper() + phrase[1:], language=language, by=request.user)
    messages.success(request, _("This draft is only seen here. Move it if another subject suits it better."))
    return redirect("wagtailadmin_pages:edit", article.pk)


def _address(user: User | AnonymousUser, gap: Gap) -> str:
    return reverse("articles_write_article") if user.has_perm("wagtailadmin.access_admin") else ""


WRITE_ARTICLE = GapAction(name="write", label=gettext_lazy("Write an article"), icon="edit", address_for=_address, is_post=True)
