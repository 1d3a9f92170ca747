"""One Alembic environment for five schemas; expand first, contract a release later."""
