"""What a browser shows at the platform's address until the web client is there."""

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import HTMLResponse

from chassis.telemetry import NOT_FASTAPIS

PAGE = """<!doctype html>
<html lang="zh">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>一门 OneDoor</title>
<style>
body { font: 1.1rem/1.6 system-ui, sans-serif; }
body { max-width: 42rem; margin: 3rem auto; padding: 0 1rem; }
code { background: #eee; padding: .1rem .3rem; }
</style>
</head>
<body>
<h1>一门 OneDoor</h1>
<p>平台已开门。网页客户端建成之前,请用命令行 <code>onedoor board</code> 查看红黄蓝预警,
用下列接口办理业务。</p>
<p lang="en">The platform is open. Until the web client is built, watch the board with
<code>onedoor board</code> and work through these interfaces.</p>
<ul>
<li><a href="/api/intake/v1/openapi.json">intake · 群众信访接待服务中心</a></li>
<li><a href="/api/mediation/v1/openapi.json">mediation · 矛盾纠纷多元化解中心</a></li>
<li><a href="/api/evaluation/v1/openapi.json">evaluation · 综治中心</a></li>
<li><a href="/api/alerts/v1/openapi.json">alerts · 情报研判中心</a></li>
<li><a href="/api/identity/v1/openapi.json">identity · 统一身份</a></li>
<li><a href="/readyz">readyz</a></li>
</ul>
</body>
</html>
"""


def front() -> FastAPI:
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None, telemetry=NOT_FASTAPIS)

    async def page(_: Request) -> HTMLResponse:
        return HTMLResponse(PAGE)

    app.add_route("/", page)
    return app
