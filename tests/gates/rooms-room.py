# services/mediation/widgets/__init__.py | pytest tests/architecture/test_rooms.py | test_a_service_has_no_other_rooms_than_its_neighbours[mediation]
