"""What is said about who asks: they are known, or it is said why not."""

from dataclasses import dataclass
from datetime import datetime

from domain.people import ANYBODY, Viewer
from domain.refusals import Words
from resolvers.errors import Code


@dataclass(frozen=True, slots=True)
class Known:
    """Who asks, and by which token."""

    viewer: Viewer
    expires_at: datetime | None = None
    """From this moment on the token is over; `None` for who has none."""
    token_id: str = ""
    """The token's `jti`, or a digest of what was signed."""
    issued_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Unknown:
    """Nobody can be known by what was presented; the words never quote it. `code` is UNAUTHENTICATED, or UNAVAILABLE
    while the issuer's keys cannot be had: then the same token may do later."""

    words: Words
    code: Code = Code.UNAUTHENTICATED


Presented = str | Unknown | None
"""A token, or what was presented in its place, or nothing."""

NOBODY = Known(ANYBODY)
"""Who presents no token: the public."""

EXPIRED = Unknown(Words("The token has expired; sign in again", "令牌已过期,请重新登录"))
REVOKED = Unknown(Words("The token was revoked; sign in again", "令牌已被撤销,请重新登录"))
NO_ISSUER = Unknown(
    Words("This server accepts no tokens: it has no issuer", "本服务未配置令牌签发方,不接受任何令牌")
)
NOT_BEARER = Unknown(
    Words(
        "`Authorization` must be, once, `Bearer` and a token",
        "`Authorization` 应为 `Bearer` 加令牌,且只有一个",
    )
)
NOT_A_TOKEN = Unknown(
    Words("This is no signed token (JWT, compact form)", "这不是经签名的令牌(JWT 紧凑格式)")
)
TOO_LONG = Unknown(Words("The token has more than 8192 characters", "令牌超过 8192 个字符"))
UNKNOWN_KEY = Unknown(
    Words("The token is signed with a key that its issuer does not have", "令牌所用的签名密钥不属于签发方")
)
WRONG_SIGNATURE = Unknown(Words("The token's signature is not right", "令牌签名不正确"))
AWAY = Unknown(
    Words(
        "The issuer's keys cannot be had now; try again in half a minute",
        "暂时无法取得签发方的密钥,请半分钟后重试",
    ),
    Code.UNAVAILABLE,
)
