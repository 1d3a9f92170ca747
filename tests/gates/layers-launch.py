# chassis/bad.py | lint-imports | Launch assembles services, services stand on chassis and law BROKEN
import services.mediation.service
