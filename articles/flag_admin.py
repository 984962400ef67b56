"""Flags in Wagtail's admin: the work that waits, whose it is, and how it ended. Every change goes through the verbs."""

import django_filters
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views.generic import EditView, IndexView
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import register_permission_policy

from articles.flagging import close_flag, give_flag
from articles.forms import people_who_work_here
from articles.models import ArticleFlag, FlagOutcome

# The site itself says the last one.
CHOSEN_OUTCOMES = [FlagOutcome.FIXED, FlagOutcome.STILL_RIGHT, FlagOutcome.ARCHIVED]


class FlagPolicy(ModelPermissionPolicy):
    """Flags are raised on the site and end with an outcome: nobody adds or deletes one here."""

    def user_has_permission(self, user, action: str) -> bool:
        return action in ("view", "change") and super().user_has_permission(user, action)

    def user_has_any_permission(self, user, actions) -> bool:
        return any(self.user_has_permission(user, action) for action in actions)

    def user_has_permission_for_instance(self, user, action: str, instance: ArticleFlag) -> bool:
        return self.user_has_permission(user, action)

    def user_has_any_permission_for_instance(self, user, actions, instance: ArticleFlag) -> bool:
        return self.user_has_any_permission(user, actions)


register_permission_policy(ArticleFlag, FlagPolicy(ArticleFlag))


class FlagForm(WagtailAdminModelForm):
    """Pass it on, or end it; both at once makes no sense, and ending wins."""

    outcome = forms.ChoiceField(
        label=_("How did it end?"),
        required=False,
        widget=forms.RadioSelect,
        choices=[("", _("It is still open")), *[(one.value, one.label) for one in CHOSEN_OUTCOMES]],
    )

    class Meta:
        model = ArticleFlag
        fields = ["owner", "outcome", "note"]

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = people_who_work_here()
        self.fields["owner"].required = False
        # The form writes to the instance before it is saved; verbs compare with what is stored.
        if not self.instance.is_open:
            # How it ended is history.
            self.fields["outcome"].choices = [(self.instance.outcome, self.instance.get_outcome_display())]
            for field in self.fields.values():
                field.disabled = True
        self._flag = ArticleFlag.objects.select_related("article", "raised_by", "owner").get(pk=self.instance.pk)

    def save(self, commit: bool = True) -> ArticleFlag:
        data = self.cleaned_data
        if data["outcome"]:
            close_flag(flag=self._flag, by=self.for_user, outcome=FlagOutcome(data["outcome"]), note=data["note"])
        elif data["owner"] is not None and data["owner"] != self._flag.owner:
            give_flag(flag=self._flag, to=data["owner"], by=self.for_user)
        return self._flag


class FlagEditView(EditView):
    template_name = "articles/admin_flag/index.html"

    def get_queryset(self) -> QuerySet:
        return super().get_queryset().select_related("article__locale", "source", "raised_by", "owner", "closed_by")

    def get_page_subtitle(self) -> str:
        return self.object.article.title


class FlagIndexView(IndexView):
    def get_base_queryset(self) -> QuerySet:
        return super().get_base_queryset().select_related("article", "owner")


class FlagFilterSet(WagtailFilterSet):
    is_open = django_filters.BooleanFilter(
        field_name="closed_at", lookup_expr="isnull", label=pgettext_lazy("flag", "Open"), widget=forms.RadioSelect(choices=[])
    )

    class Meta:
        model = ArticleFlag
        fields = ["owner", "reason", "outcome"]

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.filters["is_open"].field.widget.choices = [("", _("All")), ("true", _("Yes")), ("false", _("No"))]
        self.filters["owner"].queryset = people_who_work_here()


class FlagViewSet(ModelViewSet):
    model = ArticleFlag
    icon = "warning"
    menu_label = _("Flags")
    menu_order = 260
    add_to_admin_menu = True
    add_to_reference_index = False
    index_view_class = FlagIndexView
    edit_view_class = FlagEditView
    copy_view_enabled = False
    list_display = [
        TitleColumn("article", label=_("Article"), accessor="article.title", url_name="article_flags:edit"),
        Column("get_reason_display", label=_("Reason")),
        Column("owner", label=pgettext_lazy("flag", "Owner")),
        DateColumn("raised_at", label=_("Raised"), sort_key="raised_at"),
        Column("get_outcome_display", label=_("Outcome")),
    ]
    list_export = ["article", "reason", "comment", "owner", "raised_at", "outcome", "note", "closed_at"]
    filterset_class = FlagFilterSet
    search_fields = ["article__title", "comment"]
    search_backend_name = None
    ordering = ["-raised_at"]

    def get_form_class(self, for_update: bool = False):
        return FlagForm
