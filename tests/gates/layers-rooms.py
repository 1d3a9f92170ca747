# services/mediation/usecases/bad.py | lint-imports | Inside every service, dependencies point at the domain BROKEN
import services.mediation.adapters.tables
