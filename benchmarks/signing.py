"""How a benchmark signs in at the server that it starts: by the issuer that is built in, whose key lies in its data
directory."""

from datetime import UTC, datetime
from pathlib import Path

from server.identity.development import DevelopmentIssuer


def token(directory: Path, county: str) -> str:
    """A dispatcher's, good for two hours."""
    claim = {"role": "DISPATCHER", "county": county}
    return DevelopmentIssuer.kept(directory).token("benchmark", claim, datetime.now(UTC), hours=2)
