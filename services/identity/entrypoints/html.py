"""The issuer's few pages: server-rendered, in Chinese first, without scripts or outside assets."""

from base64 import b64encode
from collections.abc import Mapping
from hashlib import sha256
from importlib.resources import files
from typing import Any
from urllib.parse import urlsplit

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.responses import HTMLResponse

WORDS: Mapping[str, Mapping[str, str]] = {
    "zh": {
        "lang": "zh-CN",
        "sign_in": "登录",
        "going_to": "您正在登录:",
        "login": "登录名",
        "password": "密码",
        "sign_out": "退出登录",
        "really_sign_out": "是否退出本浏览器中的登录?",
        "signed_out": "已退出登录",
        "may_close": "可以关闭此页面。",
        "cannot": "无法继续",
        "other": "English",
        "other_lang": "en",
    },
    "en": {
        "lang": "en",
        "sign_in": "Sign in",
        "going_to": "You are signing in to",
        "login": "Login name",
        "password": "Password",
        "sign_out": "Sign out",
        "really_sign_out": "End the sign-in of this browser?",
        "signed_out": "Signed out",
        "may_close": "You may close this page.",
        "cannot": "Cannot go on",
        "other": "中文",
        "other_lang": "zh-CN",
    },
}
PAGES = Environment(
    loader=PackageLoader("services.identity.entrypoints", "pages"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
)
STYLE = files("services.identity.entrypoints").joinpath("pages/style.css").read_text("utf-8")
STYLE_HASH = b64encode(sha256(STYLE.encode()).digest()).decode()


def render(
    name: str, language: str, status: int = 200, form_goes_to: str = "", **values: Any
) -> HTMLResponse:
    """`form_goes_to`: browsers hold the redirect after a form to the same policy as the form."""
    text = PAGES.get_template(f"{name}.html.j2").render(
        words=WORDS[language], style=STYLE, **values
    )
    target = urlsplit(form_goes_to)
    beyond = f" {target.scheme}://{target.netloc}" if target.netloc else ""
    policy = (
        f"default-src 'none'; style-src 'sha256-{STYLE_HASH}'; form-action 'self'{beyond}; "
        "frame-ancestors 'none'; base-uri 'none'"
    )
    return HTMLResponse(
        text,
        status,
        {
            "Cache-Control": "no-store",
            "Content-Language": WORDS[language]["lang"],
            "Content-Security-Policy": policy,
            "Referrer-Policy": "same-origin",
            "X-Content-Type-Options": "nosniff",
            "X-Frame-Options": "DENY",
        },
    )
