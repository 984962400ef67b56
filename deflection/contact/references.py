"""The name of a contact that is said on the phone and written in mails."""

import secrets

from django.conf import settings
from django.utils.text import slugify

from deflection.models import Contact

# No vowels, so that no words come about; no 0/O, 1/I/L, 5/S, 8/B, which sound or look alike.
ALPHABET = "234679CDFGHJKMNPQRTVWXYZ"
LENGTH = 6  # 24^6: nobody finds another contact by trying, and it is still short enough to say


def make_reference() -> str:
    """A free reference such as LUMO-7F3K2Q; the unique constraint guards the remaining race."""
    prefix = slugify(settings.SITE_NAME).replace("-", "").upper()[:6] or "HELP"
    while True:
        reference = f"{prefix}-{''.join(secrets.choice(ALPHABET) for _ in range(LENGTH))}"
        if not Contact.objects.filter(reference=reference).exists():
            return reference
