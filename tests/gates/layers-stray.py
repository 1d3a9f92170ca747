# services/mediation/stray.py | lint-imports | Inside every service, dependencies point at the domain BROKEN
"""A file no layer names."""
