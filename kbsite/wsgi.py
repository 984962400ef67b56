"""The WSGI entry point; production settings unless the environment says otherwise."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kbsite.settings.production")

application = get_wsgi_application()

from kbsite.search.warming import warm_in_background  # noqa: E402 - models load with the application above

warm_in_background()
