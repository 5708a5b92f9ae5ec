import { graphql } from "relay-runtime";
import type { DisposeIntakeMutation$data } from "../../generated/relay/DisposeIntakeMutation.graphql";

export const dispose = graphql`
  mutation DisposeIntakeMutation($input: DisposeIntakeInput!) {
    disposeIntake(input: $input) {
      __typename
      ... on IntakeDisposed {
        intake {
          id
          disposition
          disposedAt
        }
        ledgerEntry {
          id
          dueOn
        }
      }
      ... on AlreadyDisposed {
        disposedAt
      }
      ... on InvalidInput {
        problems {
          path
          message
        }
      }
      ... on Refusal {
        message
      }
    }
  }
`;

// What is no success has words for the screen, whatever it is.
export function words({ disposeIntake }: DisposeIntakeMutation$data): string | undefined {
  return disposeIntake.__typename === "IntakeDisposed" ? undefined : disposeIntake.message;
}
