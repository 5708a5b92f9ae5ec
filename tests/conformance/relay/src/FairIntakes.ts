import { graphql } from "relay-runtime";
import type { FairIntakes_fair$data } from "../../generated/relay/FairIntakes_fair.graphql";

// A page of a connection, and the next one: relay makes the query of the next page from the fair's id.
export const intakes = graphql`
  fragment FairIntakes_fair on Fair
  @refetchable(queryName: "FairIntakesNextQuery")
  @argumentDefinitions(first: { type: "Int", defaultValue: 20 }, after: { type: "String" }) {
    intakes(first: $first, after: $after) @connection(key: "FairIntakes_intakes") {
      totalCount
      edges {
        node {
          id
          number
          receivedAt
          disposition
          ...Intake_intake
        }
      }
    }
  }
`;

export const intake = graphql`
  fragment Intake_intake on Intake @refetchable(queryName: "IntakeAgainQuery") {
    summary
    enterprise {
      name
      uscc
    }
  }
`;

export function numbers(data: FairIntakes_fair$data): readonly (string | number)[] {
  return data.intakes.edges.map(({ node }) => node.number);
}
