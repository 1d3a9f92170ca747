# services/mediation/domain/bad.py | lint-imports | The rules know only the law and the kernel BROKEN
import chassis.pages
