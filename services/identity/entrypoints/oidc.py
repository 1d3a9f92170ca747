"""The built-in OpenID Connect issuer: what Keycloak would answer, with the same words."""

from base64 import b64decode
from collections.abc import Mapping
from hmac import compare_digest
from ipaddress import ip_address, ip_network
from secrets import token_urlsafe
from typing import Annotated, Any
from urllib.parse import unquote_plus, urlencode, urlsplit

from fastapi import APIRouter, Header, Request
from starlette.datastructures import FormData, QueryParams
from starlette.responses import JSONResponse, RedirectResponse, Response

from chassis.access import Access
from chassis.kernel import Refusal, TooMany, Unauthenticated
from chassis.rest import language_of, wired
from services.identity import usecases
from services.identity.domain.authorization import SCOPES, AuthorizationRequest, redirect_of
from services.identity.domain.errors import (
    FormExpired,
    InvalidClient,
    LoginRequired,
    OAuthRefusal,
    UnknownClient,
    UnsupportedGrantType,
)
from services.identity.domain.session import ACCESS_LIFETIME, SESSION_LIFETIME, Secret, Session
from services.identity.domain.tokens import Issued
from services.identity.entrypoints.html import WORDS, render
from services.identity.queries import Queries
from services.identity.usecases import Ports

router = APIRouter(include_in_schema=False)

IdentityPorts = Annotated[Ports, wired("ports")]
IdentityQueries = Annotated[Queries, wired("queries")]
IdentityAccess = Annotated[Access, wired("access")]

SESSION_COOKIE = "onedoor_session"
FORM_COOKIE = "onedoor_form"
IPV4 = 4
IPV6_SUBSCRIBER = 64
NEVER_STORED = {"Cache-Control": "no-store", "Pragma": "no-cache"}


@router.get("/.well-known/openid-configuration")
async def describe(ports: IdentityPorts) -> JSONResponse:
    at = ports.issuer
    return JSONResponse(
        {
            "issuer": at,
            "authorization_endpoint": f"{at}/oauth2/authorize",
            "token_endpoint": f"{at}/oauth2/token",
            "userinfo_endpoint": f"{at}/oauth2/userinfo",
            "jwks_uri": f"{at}/oauth2/keys",
            "revocation_endpoint": f"{at}/oauth2/revoke",
            "end_session_endpoint": f"{at}/oauth2/sign_out",
            "response_types_supported": ["code"],
            "response_modes_supported": ["query"],
            "grant_types_supported": list(GRANTS),
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["ES256"],
            "token_endpoint_auth_methods_supported": [
                "none",
                "client_secret_basic",
                "client_secret_post",
            ],
            "code_challenge_methods_supported": ["S256"],
            "scopes_supported": sorted(SCOPES),
            "claims_supported": ["sub", "name", "preferred_username", "jurisdiction"],
            "ui_locales_supported": ["zh-CN", "en"],
            "authorization_response_iss_parameter_supported": True,
        }
    )


@router.get("/oauth2/keys")
async def publish_keys(ports: IdentityPorts) -> JSONResponse:
    keys = await ports.signer.published()
    return JSONResponse({"keys": keys}, headers={"Cache-Control": "public, max-age=60"})


@router.get("/oauth2/authorize")
async def authorize(request: Request, ports: IdentityPorts) -> Response:
    """Straight back with a code for whoever is signed in; the sign-in page for the others."""
    language = _language(request)
    try:
        sent = _single(request.query_params)
        redirect_of(sent, ports.applications)
    except Refusal as refusal:
        return _told(refusal, language)
    try:
        asked = AuthorizationRequest.read(sent, ports.applications)
        session = await _session(request, ports)
        if session is not None and asked.accepts(session, ports.now()):
            code = await usecases.issue_code(ports, session, asked)
            return _back(ports, sent, code=code.text)
        if asked.prompt == "none":
            raise LoginRequired(reason="nobody is signed in")
    except OAuthRefusal as refusal:
        return _back(ports, sent, error=refusal.error, error_description=refusal.say("en"))
    return _sign_in_page(request, ports, asked)


@router.post("/oauth2/authorize")
async def sign_in(request: Request, ports: IdentityPorts) -> Response:
    """The sign-in page comes back here, with the application's request still in the address."""
    language = _language(request)
    try:
        sent, form = _single(request.query_params), _single(await request.form())
        asked = AuthorizationRequest.read(sent, ports.applications)
        _require_own_form(request, form, ports.issuer)
    except Refusal as refusal:
        return _told(refusal, language)
    login = form.get("login", "")[:64]
    try:
        session, secret = await usecases.sign_in(
            ports, login, form.get("password", "")[:128], _address(request)
        )
    except (Unauthenticated, TooMany) as refusal:
        return _sign_in_page(request, ports, asked, refusal, login)
    code = await usecases.issue_code(ports, session, asked)
    answer = _back(ports, sent, code=code.text)
    _set_cookie(answer, SESSION_COOKIE, secret.text, ports.issuer, "lax")
    return answer


@router.post("/oauth2/token")
async def trade(
    request: Request, ports: IdentityPorts, authorization: Annotated[str, Header()] = ""
) -> JSONResponse:
    try:
        form = _single(await request.form())
        client_id, client_secret = _client(form, authorization)
        match form.get("grant_type"):
            case "authorization_code":
                _require_application(client_id, ports)
                issued = await usecases.redeem_code(
                    ports,
                    code=form.get("code", ""),
                    client_id=client_id,
                    redirect_uri=form.get("redirect_uri", ""),
                    verifier=form.get("code_verifier", ""),
                )
            case "refresh_token":
                _require_application(client_id, ports)
                issued = await usecases.refresh_tokens(
                    ports, refresh_token=form.get("refresh_token", ""), client_id=client_id
                )
            case "client_credentials":
                machine = await usecases.prove_identity(
                    ports, client_id, client_secret, _address(request), machine=True
                )
                issued = await usecases.issue_client_token(ports, machine)
            case _:
                raise UnsupportedGrantType(reason=f"the grants are {', '.join(GRANTS)}")
    except OAuthRefusal as refusal:
        return _oauth_fault(refusal)
    return JSONResponse(_token_answer(issued), headers=NEVER_STORED)


GRANTS = ("authorization_code", "refresh_token", "client_credentials")


@router.post("/oauth2/revoke")
async def revoke(
    request: Request, ports: IdentityPorts, authorization: Annotated[str, Header()] = ""
) -> Response:
    try:
        form = _single(await request.form())
        client_id, _ = _client(form, authorization)
        _require_application(client_id, ports)
    except OAuthRefusal as refusal:
        return _oauth_fault(refusal)
    await usecases.revoke_token(ports, token=form.get("token", ""), client_id=client_id)
    return Response(headers=NEVER_STORED)


@router.api_route("/oauth2/userinfo", methods=["GET", "POST"])
async def tell_about_user(
    access: IdentityAccess, queries: IdentityQueries, authorization: Annotated[str, Header()] = ""
) -> JSONResponse:
    me = await queries.me(await access.claims(authorization))
    return JSONResponse(
        {
            "sub": str(me.person.id),
            "name": me.name,
            "preferred_username": me.person.login,
            "jurisdiction": me.person.jurisdiction,
        },
        headers=NEVER_STORED,
    )


@router.get("/oauth2/sign_out")
async def ask_to_sign_out(request: Request, ports: IdentityPorts) -> Response:
    """An ID token of ours says whose sign-in it is; without one the person is asked."""
    language = _language(request)
    try:
        sent = _single(request.query_params)
        hint = await ports.signer.read_hint(sent.get("id_token_hint", ""))
        if hint is not None:
            sent.setdefault("client_id", hint.client_id)
        back = _after_sign_out(sent, ports)
    except Refusal as refusal:
        return _told(refusal, language)
    if hint is not None and hint.client_id == sent["client_id"]:
        async with ports.transaction(hint.jurisdiction) as work:
            session = await work.sessions.get(hint.session)
        return await _signed_out(session, ports, language, back)
    session = await _session(request, ports)
    if session is None:
        return await _signed_out(None, ports, language, back)
    form_token = token_urlsafe(24)
    page = render(
        "sign_out",
        language,
        form_goes_to=back,
        action=f"?{urlencode(dict(request.query_params))}",
        form_token=form_token,
    )
    _set_cookie(page, FORM_COOKIE, form_token, ports.issuer, "strict")
    return page


@router.post("/oauth2/sign_out")
async def sign_out(request: Request, ports: IdentityPorts) -> Response:
    language = _language(request)
    try:
        sent, form = _single(request.query_params), _single(await request.form())
        back = _after_sign_out(sent, ports)
        _require_own_form(request, form, ports.issuer)
    except Refusal as refusal:
        return _told(refusal, language)
    return await _signed_out(await _session(request, ports), ports, language, back)


def _sign_in_page(
    request: Request,
    ports: Ports,
    asked: AuthorizationRequest,
    refusal: Refusal | None = None,
    login: str = "",
) -> Response:
    language = _language(request)
    application = ports.applications.get(asked.client_id)
    form_token = token_urlsafe(24)
    sent = dict(request.query_params)
    other = {"zh": "en", "en": "zh-CN"}[language]
    status = 200 if refusal is None else 429 if isinstance(refusal, TooMany) else 401
    page = render(
        "sign_in",
        language,
        status,
        form_goes_to=asked.redirect_uri,
        application=application.name_zh if language == "zh" else application.name_en,
        action=f"?{urlencode(sent)}",
        other_language=f"?{urlencode(sent | {'ui_locales': other})}",
        fault=refusal.say(language) if refusal else "",
        form_token=form_token,
        login=login,
    )
    if isinstance(refusal, TooMany):
        page.headers["Retry-After"] = str(refusal.params["seconds"])
    _set_cookie(page, FORM_COOKIE, form_token, ports.issuer, "strict")
    return page


def _told(refusal: Refusal, language: str) -> Response:
    """Nothing goes back to an address that was not proven to be the application's."""
    return render(
        "told",
        language,
        400,
        heading=WORDS[language]["cannot"],
        sentence=refusal.say(language),
        is_refusal=True,
    )


def _back(ports: Ports, sent: Mapping[str, str], **answer: str) -> Response:
    answer |= {"state": sent["state"]} if sent.get("state") else {}
    answer["iss"] = ports.issuer
    address = redirect_of(sent, ports.applications)
    joined = "&" if urlsplit(address).query else "?"
    return RedirectResponse(f"{address}{joined}{urlencode(answer)}", 303, NEVER_STORED)


async def _signed_out(session: Session | None, ports: Ports, language: str, back: str) -> Response:
    if session is not None:
        await usecases.sign_out(ports, session)
    words = WORDS[language]
    answer: Response = (
        RedirectResponse(back, 303, NEVER_STORED)
        if back
        else render(
            "told",
            language,
            heading=words["signed_out"],
            sentence=words["may_close"],
            is_refusal=False,
        )
    )
    answer.delete_cookie(SESSION_COOKIE, path=urlsplit(ports.issuer).path or "/")
    return answer


def _after_sign_out(sent: Mapping[str, str], ports: Ports) -> str:
    back = sent.get("post_logout_redirect_uri", "")
    if not back:
        return ""
    address = ports.applications.get(sent.get("client_id", "")).returns_to(back)
    state = sent.get("state")
    return f"{address}?{urlencode({'state': state})}" if state else address


async def _session(request: Request, ports: Ports) -> Session | None:
    cookie = request.cookies.get(SESSION_COOKIE)
    if not cookie:
        return None
    secret = Secret.read(cookie)
    async with ports.transaction(secret.jurisdiction) as work:
        session = await work.sessions.find(secret.digest)
    return session if session and session.is_open(ports.now()) else None


def _require_own_form(request: Request, form: Mapping[str, str], issuer: str) -> None:
    """The form carries what its cookie carries, and comes from a page of ours."""
    cookie, field = request.cookies.get(FORM_COOKIE, ""), form.get("form_token", "")
    if not cookie or not compare_digest(cookie.encode(), field.encode()):
        raise FormExpired
    parts = urlsplit(issuer)
    if request.headers.get("origin", "") not in ("", f"{parts.scheme}://{parts.netloc}"):
        raise FormExpired


def _client(form: Mapping[str, str], authorization: str) -> tuple[str, str]:
    """Who the application says it is: by HTTP Basic, or in the form."""
    scheme, _, encoded = authorization.partition(" ")
    if scheme.lower() != "basic":
        return form.get("client_id", ""), form.get("client_secret", "")
    try:
        name, _, secret = b64decode(encoded, validate=True).decode().partition(":")
    except ValueError as fault:
        raise InvalidClient(reason="the Authorization header cannot be read") from fault
    return unquote_plus(name), unquote_plus(secret)


def _require_application(client_id: str, ports: Ports) -> None:
    try:
        ports.applications.get(client_id)
    except UnknownClient as fault:
        raise InvalidClient(reason="this application is not registered") from fault


def _single(sent: QueryParams | FormData) -> dict[str, str]:
    """Each parameter once: two of a kind are read differently by different readers."""
    pairs = [(name, value) for name, value in sent.multi_items() if isinstance(value, str)]
    if len(dict(pairs)) != len(sent.multi_items()):
        raise OAuthRefusal(reason="a parameter comes more than once")
    return dict(pairs)


def _token_answer(issued: Issued) -> dict[str, Any]:
    answer = {
        "access_token": issued.access_token,
        "token_type": "Bearer",
        "expires_in": int(ACCESS_LIFETIME.total_seconds()),
        "scope": issued.scope,
        "id_token": issued.id_token,
        "refresh_token": issued.refresh_token,
    }
    return {name: value for name, value in answer.items() if value is not None}


def _oauth_fault(refusal: OAuthRefusal) -> JSONResponse:
    """In OAuth's words; its own code is there for whoever reads ours."""
    body = {
        "error": refusal.error,
        "error_description": refusal.say("en"),
        "code": refusal.code,
    }
    if isinstance(refusal, InvalidClient):
        return JSONResponse(body, 401, NEVER_STORED | {"WWW-Authenticate": "Basic"})
    return JSONResponse(body, 400, NEVER_STORED)


def _language(request: Request) -> str:
    asked = request.query_params.get("ui_locales", "")
    if asked:
        return "en" if asked.lower().startswith("en") else "zh"
    return language_of(request)


def _address(request: Request) -> str:
    """A subscriber's whole IPv6 network counts as one address: they have 2⁶⁴ to try from."""
    host = request.client.host if request.client else ""
    try:
        address = ip_address(host)
    except ValueError:
        return host
    if address.version == IPV4:
        return host
    return str(ip_network((address, IPV6_SUBSCRIBER), strict=False))


def _set_cookie(answer: Response, name: str, value: str, issuer: str, same_site: Any) -> None:
    parts = urlsplit(issuer)
    answer.set_cookie(
        name,
        value,
        max_age=int(SESSION_LIFETIME.total_seconds()) if name == SESSION_COOKIE else 3600,
        path=parts.path or "/",
        secure=parts.scheme == "https",
        httponly=True,
        samesite=same_site,
    )
