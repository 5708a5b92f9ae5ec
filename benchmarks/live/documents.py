"""What the screens subscribe to."""

from dataclasses import dataclass

_TALLY = "received onSite solution open"


@dataclass(frozen=True, slots=True)
class Document:
    """A subscription with one variable, `fairId`. Its `version` comes before anything that is long."""

    name: str
    text: str


COUNTS = Document(
    "counts",
    f"subscription Counts($fairId: ID!) {{ fairIntakeCounts(fairId: $fairId) {{ version total {{ {_TALLY} }} }} }}",
)
DASHBOARD = Document(
    "dashboard",
    f"""subscription Dashboard($fairId: ID!) {{ fairIntakeCounts(fairId: $fairId) {{ epoch version asOf
      total {{ {_TALLY} onSiteRate }}
      registers {{ register {_TALLY} onSiteRate }}
      booths {{ booth {{ id code name organization {{ id name kind }} }} register {_TALLY} onSiteRate }} }} }}""",
)
