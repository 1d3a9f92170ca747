# services/mediation/entrypoints/bad.py | lint-imports | through use cases and queries only BROKEN
import services.mediation.adapters.tables
