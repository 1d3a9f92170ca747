# gen/onedoor/intake/events/v1/matter_events_pb2.py | python tools/generate.py --check | matter_events_pb2.py is not what proto/ gives
X = 1
