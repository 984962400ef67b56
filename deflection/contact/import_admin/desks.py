"""Access of other desks in the admin: opened, shown once, revoked."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST
from wagtail.admin import messages

from deflection.contact.import_admin.forms import SourceField
from deflection.contact.import_admin.views import for_owners
from deflection.contact.receiving.access import open_access, revoke_access
from deflection.models import DeskToken


class DeskForm(forms.Form):
    source = SourceField(
        help_text=gettext_lazy("Letters, digits and hyphens. The same name as in its files, so that nothing is counted twice.")
    )


@require_http_methods(["GET", "POST"])
@for_owners
def desks(request: HttpRequest) -> HttpResponse:
    form = DeskForm(request.POST or None)
    token = ""
    if request.method == "POST" and form.is_valid():
        # Answered at once, without a redirect: the token stands in this one page and nowhere else.
        _access, token = open_access(source=form.cleaned_data["source"], by=request.user)
        form = DeskForm()
    context = {
        "page_title": _("Access for other desks"),
        "header_icon": "key",
        "form": form,
        "token": token,
        "address": request.build_absolute_uri(reverse("receive_contacts")),
        "desks": DeskToken.objects.select_related("made_by"),
    }
    # No browser finds the token again on its way back: the whole admin is answered with no-store.
    return render(request, "contact/admin_imports/desks.html", context)


@require_POST
@for_owners
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    revoke_access(access=get_object_or_404(DeskToken, pk=pk))
    messages.success(request, _("The token is revoked: nothing more comes in with it."))
    return redirect("contact_imports:desks")
