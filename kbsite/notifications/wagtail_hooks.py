"""Outgoing mail in the admin: what waits, what was given up, and one button to send it again."""

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.views.generic import IndexView, InspectView
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import register_permission_policy

from kbsite.notifications.models import MailJob
from kbsite.notifications.retrying import retry_mail


class ReadOnlyPolicy(ModelPermissionPolicy):
    """Mail is made by the product and read here: nobody adds, edits or deletes it, not even a superuser."""

    def user_has_permission(self, user, action: str) -> bool:
        return action == "view" and super().user_has_permission(user, action)

    def user_has_any_permission(self, user, actions) -> bool:
        return any(self.user_has_permission(user, action) for action in actions)

    def user_has_permission_for_instance(self, user, action: str, instance) -> bool:
        return self.user_has_permission(user, action)

    def user_has_any_permission_for_instance(self, user, actions, instance) -> bool:
        return self.user_has_any_permission(user, actions)


register_permission_policy(MailJob, ReadOnlyPolicy(MailJob))


class MailFilterSet(WagtailFilterSet):
    class Meta:
        model = MailJob
        fields = ["state", "language"]


class MailIndexView(IndexView):
    any_permission_required = ["view"]


class MailInspectView(InspectView):
    any_permission_required = ["view"]
    template_name = "notifications/admin_mail/index.html"

    def get_context_data(self, *args, **kwargs):
        context = super().get_context_data(*args, **kwargs)
        context["can_retry"] = self.object.state == MailJob.State.FAILED and self.request.user.has_perm(
            "notifications.retry_mail"
        )
        context["retry_url"] = reverse("notifications_retry_mail", args=[self.object.pk])
        return context


class MailViewSet(ModelViewSet):
    model = MailJob
    icon = "mail"
    menu_label = gettext_lazy("Outgoing mail")
    add_to_admin_menu = False
    add_to_settings_menu = True
    add_to_reference_index = False
    index_view_class = MailIndexView
    inspect_view_class = MailInspectView
    inspect_view_enabled = True
    copy_view_enabled = False
    list_display = ["subject", "to", "state", "attempts", "next_try_at", "created_at", "last_error"]
    search_fields = ["to", "subject"]
    filterset_class = MailFilterSet
    inspect_view_fields = ["subject", "to", "state", "attempts", "last_error", "created_at", "next_try_at", "sent_at", "text"]
    form_fields = ["subject"]  # the generic view wants a form; the policy lets nobody open it


@hooks.register("register_admin_viewset")
def register_mail_viewset() -> MailViewSet:
    return MailViewSet("outgoing_mail")


@permission_required("notifications.retry_mail", raise_exception=True)
@require_POST
def retry(request: HttpRequest, job_id: int) -> HttpResponse:
    job = get_object_or_404(MailJob, pk=job_id)
    if retry_mail(job=job):
        messages.success(request, _("The mail is in the queue again."))
    return redirect("outgoing_mail:inspect", job_id)


@hooks.register("register_admin_urls")
def register_retry_url():
    return [path("outgoing-mail/<int:job_id>/retry/", retry, name="notifications_retry_mail")]
