"""What the forum announces. All are sent after the commit with `send_robust`: they carry only what may be lost.

Receivers must not rely on them for anything that has to be right; what has to be right is a row in the same transaction.
"""

from django.dispatch import Signal

# topic: Topic, post: Post (the question), by: User
topic_started = Signal()
# topic: Topic, post: Post, by: User
reply_posted = Signal()
# topic: Topic, post: Post, by: User
reply_accepted = Signal()
# topic: Topic, post: Post, by: User
acceptance_withdrawn = Signal()
# topic: Topic, by: User | None
me_too_said = Signal()
# post: Post, by: User
post_found_helpful = Signal()
# topic: Topic (read-only, some fields deferred), request: HttpRequest; sent for a full page of a visible topic, page 1 only
topic_viewed = Signal()
# topic: Topic, post: Post, by: User; somebody says that a solution no longer works, or the desk has looked
solution_doubted = Signal()
