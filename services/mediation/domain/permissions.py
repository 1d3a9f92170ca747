"""What a post may be allowed to do here."""

ACCEPT_REFERRALS = "referral:accept"
CONCLUDE_MEDIATIONS = "referral:conclude"
REPLAY_JOURNAL = "journal:replay"
READ_OWN = "matter:read"
READ_ALL = "matter:read_all"
