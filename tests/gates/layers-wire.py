# services/mediation/usecases/bad.py | lint-imports | Services meet only on the wire BROKEN
import services.evaluation.domain
