# services/mediation/usecases/bad.py | lint-imports | Use cases know no machinery BROKEN
import chassis.database
