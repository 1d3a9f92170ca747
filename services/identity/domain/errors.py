"""Every way identity can say no."""

from typing import ClassVar

from chassis.kernel import Conflict, InvalidInput, NotFound, TooMany, Unauthenticated, Unavailable


class OrganUnreadable(InvalidInput):
    en = "The organ cannot be entered: {reason}."
    zh = "机构信息有误:{reason}。"


class NoSuchOrgan(NotFound):
    en = "There is no organ {organ} in this jurisdiction."
    zh = "本地区没有机构 {organ}。"


class OrganBelowItself(Conflict):
    en = "The organ {organ} would stand below itself."
    zh = "机构 {organ} 不能成为自身的下级。"


class PersonUnreadable(InvalidInput):
    en = "The person cannot be entered: {reason}."
    zh = "人员信息有误:{reason}。"


class MaskedValue(InvalidInput):
    """A screen sent back what it was shown: written down, it would replace the real value."""

    en = "The field {part} holds a masked value. Send the real one."
    zh = "字段 {part} 是脱敏后的值,请填写真实内容。"


class NoSuchPerson(NotFound):
    en = "There is no such person in this jurisdiction."
    zh = "本地区没有该人员。"


class LoginTaken(Conflict):
    en = "This login name is in use. Choose another."
    zh = "该登录名已被使用,请另选一个。"


class PersonInactive(Conflict):
    en = "This person was deactivated and can hold no post and no password."
    zh = "该人员已停用,不能任职,也不能设置密码。"


class NoSuchRole(InvalidInput):
    en = "This role does not exist. The roles are: {known}."
    zh = "没有该角色。可用角色:{known}。"


class RoleNotForThem(InvalidInput):
    en = "The role {role} is not for {holder}."
    zh = "角色 {role} 不能授予{holder}。"


class PostUnreadable(InvalidInput):
    en = "The post cannot be given: {reason}."
    zh = "岗位信息有误:{reason}。"


class PostHeld(Conflict):
    en = "The post {post} is held already. Take it first, or name the post differently."
    zh = "岗位 {post} 已有人担任,请先免去,或另设岗位名称。"


class PostNotTheirs(Conflict):
    en = "This person does not hold the post {post}."
    zh = "该人员未担任岗位 {post}。"


class OwnPost(Conflict):
    en = "Nobody gives a post to themselves. Ask another administrator."
    zh = "不能给本人授予岗位,请由其他管理员办理。"


class PasswordTooWeak(InvalidInput):
    en = "Choose a password of {shortest} to {longest} characters that is not the login name."
    zh = "密码应为 {shortest} 至 {longest} 个字符,且不能与登录名相同。"


class WrongPassword(Unauthenticated):
    en = "The login name or the password is wrong."
    zh = "登录名或密码不正确。"


class SignInLocked(TooMany):
    en = "Too many failed attempts. Try again in {seconds} seconds."
    zh = "失败次数过多,请在 {seconds} 秒后再试。"


class FormExpired(InvalidInput):
    en = "This form has expired. Go back and start the sign-in again."
    zh = "页面已失效,请返回后重新登录。"


class UnknownClient(InvalidInput):
    en = "This application is not registered here. Nothing was sent back to it."
    zh = "该应用未在此登记,未向其返回任何信息。"


class RedirectNotRegistered(InvalidInput):
    en = "This application may not send people to that address. Nothing was sent there."
    zh = "该应用登记的返回地址与此不符,未跳转。"


class SignInElsewhere(NotFound):
    en = "People and machines sign in at {issuer}. Nothing of that is done here."
    zh = "本系统的人员和系统账号均在 {issuer} 登录,此处不办理。"


class RealmAway(Unavailable):
    en = "The sign-in service does not answer. Do this again shortly: nothing is done twice."
    zh = "统一登录服务暂时没有应答,请稍后重新办理,已办部分不会重复。"


class RealmRefused(Conflict):
    en = "The sign-in service did not take this: HTTP {status}. Its log says why."
    zh = "统一登录服务未予受理:HTTP {status},原因见该服务日志。"


class OAuthRefusal(InvalidInput):
    """A refusal with a name that OAuth 2.0 gives it, for the application rather than a person."""

    error: ClassVar[str] = "invalid_request"
    en = "The request cannot be used: {reason}."
    zh = "请求无法使用:{reason}。"


class UnsupportedResponseType(OAuthRefusal):
    error = "unsupported_response_type"


class LoginRequired(OAuthRefusal):
    error = "login_required"


class UnsupportedGrantType(OAuthRefusal):
    error = "unsupported_grant_type"


class InvalidScope(OAuthRefusal):
    error = "invalid_scope"


class InvalidClient(OAuthRefusal):
    error = "invalid_client"


class InvalidGrant(OAuthRefusal):
    error = "invalid_grant"
