"""What a post needs to read the board and the rates, and to answer an alert."""

READ_BOARD = "board:read"
READ_RATES = "rates:read"
ACKNOWLEDGE_ALERTS = "alert:acknowledge"
VERIFY_AUDIT = "audit:verify"
REPLAY_JOURNALS = "journal:replay"
REPLAY_PARKED = "parked:replay"
