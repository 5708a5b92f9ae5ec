import { graphql } from "relay-runtime";
import type { FairCountsSubscription$data } from "../../generated/relay/FairCountsSubscription.graphql";

export const counts = graphql`
  fragment FairCounts_counts on FairCounts {
    epoch
    version
    total {
      received
      open
      onSiteRate
    }
    booths {
      booth {
        id
        code
      }
      register
      received
    }
  }
`;

// The same figures, whole, after every change.
export const live = graphql`
  subscription FairCountsSubscription($fairId: ID!) {
    fairIntakeCounts(fairId: $fairId) {
      version
      asOf
      ...FairCounts_counts
    }
  }
`;

export function version(data: FairCountsSubscription$data): number {
  return data.fairIntakeCounts.version;
}
