from wagtail.users.forms import UserCreationForm, UserEditForm
from wagtail.users.views.users import UserViewSet as WagtailUserViewSet

OWN_FIELDS = {"display_name", "language", "may_be_measured"}


class PersonEditForm(UserEditForm):
    class Meta(UserEditForm.Meta):
        fields = UserEditForm.Meta.fields | OWN_FIELDS


class PersonCreationForm(UserCreationForm):
    class Meta(UserCreationForm.Meta):
        fields = UserCreationForm.Meta.fields | OWN_FIELDS


class UserViewSet(WagtailUserViewSet):
    def get_form_class(self, for_update: bool = False):
        return PersonEditForm if for_update else PersonCreationForm
