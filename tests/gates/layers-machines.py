# law/bad.py | lint-imports | The law imports nothing of ours BROKEN
import sqlalchemy
