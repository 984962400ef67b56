"""Boards and topics in Wagtail's admin, for moderators. Every change goes through the verbs."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views.generic import DeleteView, EditView, IndexView
from wagtail.admin.viewsets.base import ViewSetGroup
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import register_permission_policy

from forum.arranging import check_no_circle, save_board
from forum.models import Board, Topic
from forum.moderating import refile_topic


class BoardPolicy(ModelPermissionPolicy):
    """A board that holds something is not deleted: its topics are moved first."""

    def user_has_permission_for_instance(self, user, action: str, instance: Board) -> bool:
        if action == "delete" and (instance.topics.exists() or instance.children.exists()):
            return False
        return super().user_has_permission_for_instance(user, action, instance)

    def user_has_any_permission_for_instance(self, user, actions, instance: Board) -> bool:
        return any(self.user_has_permission_for_instance(user, action, instance) for action in actions)


class TopicPolicy(ModelPermissionPolicy):
    """Topics are asked on the site and hidden there, with a reason; here they are only filed."""

    def user_has_permission(self, user, action: str) -> bool:
        return action in ("view", "change") and super().user_has_permission(user, action)

    def user_has_any_permission(self, user, actions) -> bool:
        return any(self.user_has_permission(user, action) for action in actions)

    def user_has_permission_for_instance(self, user, action: str, instance: Topic) -> bool:
        return self.user_has_permission(user, action)

    def user_has_any_permission_for_instance(self, user, actions, instance: Topic) -> bool:
        return self.user_has_any_permission(user, actions)


register_permission_policy(Board, BoardPolicy(Board))
register_permission_policy(Topic, TopicPolicy(Topic))


class BoardForm(WagtailAdminModelForm):
    class Meta:
        model = Board
        fields = [
            "title_en",
            "title_fi",
            "title_sv",
            "slug",
            "parent",
            "audience",
            "description_en",
            "description_fi",
            "description_sv",
            "sort_order",
        ]

    def clean(self) -> dict:
        data = super().clean()
        if self.instance.pk and "parent" in data:
            self.instance.parent = data["parent"]
            try:
                check_no_circle(self.instance)
            except ValidationError as refusal:
                self.add_error(None, refusal)
        return data

    def save(self, commit: bool = True) -> Board:
        return save_board(board=self.instance)


class TopicForm(WagtailAdminModelForm):
    class Meta:
        model = Topic
        fields = ["board", "product", "language"]

    def save(self, commit: bool = True) -> Topic:
        data = self.cleaned_data
        refile_topic(
            topic=self.instance, by=self.for_user, board=data["board"], product=data["product"], language=data["language"]
        )
        return self.instance


class TopicEditView(EditView):
    def get_page_subtitle(self) -> str:
        return self.object.title


class BoardDeleteView(DeleteView):
    def user_has_permission(self, permission: str) -> bool:
        # The generic view asks about the model only; whether this board may go depends on what it holds.
        return self.user_has_permission_for_instance(permission, self.object)


class TopicIndexView(IndexView):
    def get_base_queryset(self):
        return super().get_base_queryset().select_related("board")


class TopicFilterSet(WagtailFilterSet):
    class Meta:
        model = Topic
        fields = ["board", "language", "is_hidden", "is_locked", "is_pinned"]


class BoardViewSet(ModelViewSet):
    model = Board
    icon = "folder-open-inverse"
    menu_label = _("Boards")
    # Nothing looks up what refers to a board, and every save would write a task for it.
    add_to_reference_index = False
    delete_view_class = BoardDeleteView
    list_display = ["title_en", "slug", "parent", "audience", "sort_order"]
    ordering = ["sort_order", "title_en"]
    copy_view_enabled = False

    def get_form_class(self, for_update: bool = False):
        return BoardForm


class TopicViewSet(ModelViewSet):
    model = Topic
    icon = "comment"
    menu_label = _("Topics")
    add_to_reference_index = False
    index_view_class = TopicIndexView
    edit_view_class = TopicEditView
    list_display = [
        "title",
        Column("board", label=_("Board")),
        Column("language", label=_("Language")),
        Column("reply_count", label=_("Replies"), sort_key="reply_count"),
        DateColumn("last_post_at", label=_("Last activity"), sort_key="last_post_at"),
    ]
    filterset_class = TopicFilterSet
    search_fields = ["title"]
    search_backend_name = None
    ordering = ["-last_post_at"]
    copy_view_enabled = False

    def get_form_class(self, for_update: bool = False):
        return TopicForm


class ForumGroup(ViewSetGroup):
    menu_label = _("Community")
    menu_icon = "comment"
    menu_order = 250
    items = (BoardViewSet, TopicViewSet)


@hooks.register("register_admin_viewset")
def register_forum() -> ForumGroup:
    return ForumGroup()
