from forum.models.accepted_reply import AcceptedReply
from forum.models.board import Board
from forum.models.imported import ImportedPost, ImportedTopic
from forum.models.no_longer_works import NoLongerWorks
from forum.models.post import Post, PostRevision
from forum.models.topic import Topic, TopicTag
from forum.models.votes import HelpfulVote, MeToo

__all__ = [
    "AcceptedReply",
    "Board",
    "HelpfulVote",
    "ImportedPost",
    "ImportedTopic",
    "MeToo",
    "NoLongerWorks",
    "Post",
    "PostRevision",
    "Topic",
    "TopicTag",
]
