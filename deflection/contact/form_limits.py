"""How often people and programs may use the form. A whole office may share one address, so the numbers are generous."""

from kbsite.limits.taking import Limit

SEND = Limit("contact-send", 30, 3600)
SUGGEST = Limit("contact-suggest", 120, 60)
WRITE_MORE = Limit("contact-write-more", 30, 3600)
