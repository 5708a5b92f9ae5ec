"""What an enterprise says of itself that no register has, in the contract."""

import strawberry

from domain import policies
from domain.money import amount_problem
from domain.refusals import Words, text_problem
from resolvers.errors import bad_input
from schema.scalars import Money


@strawberry.input(description="What an enterprise says of itself that no register has. 企业自报信息。")
class SuppliedInput:
    revenue: Money | None = strawberry.field(
        default=None, description="Revenue of last year in yuan. 上年营业收入(元)。"
    )
    certificates: list[str] | None = strawberry.field(
        default=None,
        description="Certificates that it has, at most 20; an empty list: none at all. 证书,空列表表示没有。",
    )


def supplied_of(given: SuppliedInput | None) -> policies.Supplied:
    """The domain's; asking wrongly is an error of the client."""
    if given is None:
        return policies.Supplied()
    if given.revenue and (problem := amount_problem(given.revenue)):
        raise bad_input(Words(f"supplied.revenue {problem.en}", f"supplied.revenue {problem.zh}"))
    names = given.certificates
    if names is not None and len(names) > policies.CERTIFICATES:
        most = policies.CERTIFICATES
        raise bad_input(
            Words(f"supplied.certificates takes at most {most}", f"supplied.certificates 最多 {most} 个")
        )
    for name in names or ():
        if problem := text_problem(name, policies.CERTIFICATE_LIMIT):
            raise bad_input(
                Words(f"supplied.certificates {problem.en}", f"supplied.certificates {problem.zh}")
            )
    return policies.Supplied(given.revenue, None if names is None else tuple(name.strip() for name in names))
