from django.contrib.auth import get_user_model
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.models import AbstractGroupApprovalTask, TaskState


class NamedReviewTask(AbstractGroupApprovalTask):
    """A step of a workflow that asks one named person: the reviewer that the draft names.

    Members of the groups stand in: for drafts that name nobody, and so that a holiday stops nothing. Only the named person is
    told, when there is one.
    """

    def user_can_access_editor(self, obj, user) -> bool:
        return super().user_can_access_editor(obj, user) or self._is_named(obj, user)

    def locked_for_user(self, obj, user) -> bool:
        return super().locked_for_user(obj, user) and not self._is_named(obj, user)

    def get_actions(self, obj, user) -> list[tuple]:
        if self._is_named(obj, user):
            return [
                ("reject", _("Request changes"), True),
                ("approve", _("Approve"), False),
                ("approve", _("Approve with comment"), True),
            ]
        return super().get_actions(obj, user)

    def get_task_states_user_can_moderate(self, user, **kwargs) -> QuerySet[TaskState]:
        waiting = self.task_states.filter(status=TaskState.STATUS_IN_PROGRESS)
        if user.is_superuser or self._user_in_groups(user):
            return waiting
        return waiting.filter(revision__content__reviewer=user.pk)

    @classmethod
    def get_description(cls) -> str:
        return _("The reviewer named in the draft approves it; members of the groups stand in")

    def reviewers_to_tell(self, task_state: TaskState) -> list:
        """The named person; without one, everybody of the groups."""
        people = get_user_model().objects.filter(is_active=True)
        named = people.filter(pk=_named_in(task_state)).first() if _named_in(task_state) else None
        return [named] if named is not None else list(people.filter(groups__in=self.groups.all()).distinct())

    @staticmethod
    def _is_named(obj, user) -> bool:
        # The draft under review names its reviewer; the row of a published page still holds the one of before.
        task_state = obj.current_workflow_task_state
        return task_state is not None and _named_in(task_state) == user.pk

    class Meta:
        verbose_name = _("review by a named person")
        verbose_name_plural = _("reviews by a named person")


def _named_in(task_state: TaskState) -> int | None:
    return task_state.revision.content.get("reviewer") if task_state.revision else None
