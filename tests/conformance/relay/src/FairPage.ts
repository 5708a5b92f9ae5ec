import { graphql } from "relay-runtime";
import type { FairPageQuery$data } from "../../generated/relay/FairPageQuery.graphql";

// A fair's page: what every part of it needs is told by the part's own fragment.
export const page = graphql`
  query FairPageQuery($id: ID!, $first: Int!) {
    node(id: $id) {
      __typename
      ... on Fair {
        name
        state
        opensAt
        counts {
          ...FairCounts_counts
        }
        ...FairIntakes_fair @alias(as: "taken") @arguments(first: $first)
      }
    }
  }
`;

export function title(data: FairPageQuery$data): string {
  return data.node?.__typename === "Fair" ? `${data.node.name} ${data.node.opensAt}` : "";
}
