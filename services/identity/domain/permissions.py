"""What a post may be allowed to do here."""

CHANGE_ORGANISATION = "organisation:change"
CHANGE_PERSONS = "person:change"
READ_CONTACTS = "contact:read"
REPLAY_JOURNAL = "journal:replay"
