"""`manage.py` and `make run`: one machine, no other service. A demo; the real installation is docs/operating.md."""

from kbsite.settings import env
from kbsite.settings.base import *  # noqa: F403

DEBUG = env.flag("DEBUG")
