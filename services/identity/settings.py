"""Identity's own knobs, from the environment under IDENTITY_."""

from urllib.parse import urlsplit

from pydantic import SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from services.identity.domain.application import Application, Applications


class Settings(BaseSettings):
    """Without a word of it, the staff client is expected beside the issuer, at its own origin."""

    model_config = SettingsConfigDict(env_prefix="IDENTITY_", frozen=True)

    web_redirects: tuple[str, ...] = ()
    web_after_sign_out: tuple[str, ...] = ()
    realm: str = ""
    """Where the realm of Keycloak is for us, if not at the address that tokens bear."""
    realm_client: str = "onedoor-provisioning"
    realm_secret: SecretStr = SecretStr("")
    """With it, people and machines are entered in the realm too; without, somebody else does."""

    def applications(self, issuer: str) -> Applications:
        parts = urlsplit(issuer)
        origin = f"{parts.scheme}://{parts.netloc}"
        web = Application(
            client_id="onedoor-web",
            name_zh="OneDoor 工作台",
            name_en="the OneDoor staff client",
            redirects=self.web_redirects or (f"{origin}/callback",),
            after_sign_out=self.web_after_sign_out or (f"{origin}/",),
        )
        cli = Application(
            client_id="onedoor-cli",
            name_zh="OneDoor 命令行",
            name_en="the OneDoor command line",
            loopback_paths=("/callback",),
        )
        return Applications((web, cli))
