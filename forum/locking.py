from forum.models import Topic


def locked_topic(pk: int) -> Topic:
    """The topic with its row locked until the transaction ends; call it inside `atomic`.

    SQLite has no row locks: there the transaction itself began with the one write lock (transaction_mode IMMEDIATE).
    """
    return Topic.objects.select_for_update(of=("self",)).select_related("board").get(pk=pk)
