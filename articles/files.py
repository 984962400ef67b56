"""Who may open a picture or a file: whoever may read an article that shows it.

A file has no audience of its own. Staff open all of them, also those that no article shows yet; for everybody else a file
exists as long as a published article that they may read refers to it (Wagtail's reference index tells which do).
"""

from django.contrib.auth.models import AnonymousUser
from django.contrib.contenttypes.models import ContentType
from wagtail.images import get_image_model
from wagtail.models import Page, ReferenceIndex
from wagtail.users.models import UserProfile

from articles.models import ArticlePage
from kbsite.accounts.models import User
from kbsite.accounts.roles import is_staff_member

Person = User | AnonymousUser


def may_open(user: Person, shown) -> bool:
    """`shown` is an image or a document. In one query for staff, two or three for others."""
    if is_staff_member(user):
        return True
    is_page = {"base_content_type": ContentType.objects.get_for_model(Page)}
    referring = ReferenceIndex.get_references_to(shown).filter(**is_page).values_list("object_id", flat=True)
    pages = [int(page) for page in referring]
    return bool(pages) and ArticlePage.objects.visible_to(user).filter(pk__in=pages).exists()


def is_stored_for(user: Person, name: str) -> bool:
    """Whether the storage's file of this name may be opened at its own address; documents never are, they have their own door.

    Readers get pictures in the sizes that pages show; the originals and the portraits of the admin are for staff.
    """
    Image = get_image_model()
    rendition = Image.get_rendition_model().objects.select_related("image").filter(file=name).first()
    if rendition is not None:
        return may_open(user, rendition.image)
    return is_staff_member(user) and (
        Image.objects.filter(file=name).exists() or UserProfile.objects.filter(avatar=name).exists()
    )
