"""What articles announce. Senders use send_robust: nobody who listens can break a page."""

from django.dispatch import Signal

# After a 200 of a published article that is no preview. Arguments: request, page.
article_viewed = Signal()
# After a vote was stored. Arguments: request, page, vote.
article_voted = Signal()
