"""What a post may be allowed to do here."""

ISSUE_ORDERS = "order:issue"
ANSWER_ORDERS = "order:answer"
DECIDE_ORDERS = "order:decide"
REPLAY_JOURNAL = "journal:replay"
READ_OWN = "matter:read"
READ_ALL = "matter:read_all"
