"""docs/api/<service>.json: what each service promises over HTTP, as OpenAPI."""

import json

from tools.pages.assembled import services


def documents() -> dict[str, str]:
    return {
        f"docs/api/{service.name}.json": json.dumps(
            service.rest.openapi(), ensure_ascii=False, indent=1, sort_keys=True
        )
        + "\n"
        for service in services()
    }
