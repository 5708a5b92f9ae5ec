/** The part of the contract that is live, word for word but for the descriptions. */
import { buildSchema } from 'graphql';

export const schema = buildSchema(`
  scalar DateTime
  scalar Decimal

  enum Register { ELEMENT FINANCE }
  enum OrganizationKind { DEPARTMENT BANK FINANCIAL_LEASING FINANCING_GUARANTEE OTHER_INSTITUTION }

  interface Node { id: ID! }
  type Organization implements Node { id: ID! name: String! kind: OrganizationKind! }
  type Booth implements Node { id: ID! code: String! name: String! organization: Organization! }

  type Tally {
    received: Int! onSite: Int! solution: Int! open: Int! withdrawn: Int! duplicate: Int! onSiteRate: Decimal
  }
  type RegisterTally {
    register: Register!
    received: Int! onSite: Int! solution: Int! open: Int! withdrawn: Int! duplicate: Int! onSiteRate: Decimal
  }
  type BoothTally {
    booth: Booth! register: Register!
    received: Int! onSite: Int! solution: Int! open: Int! withdrawn: Int! duplicate: Int! onSiteRate: Decimal
  }
  type FairCounts {
    epoch: String! version: Int! asOf: DateTime!
    total: Tally! registers: [RegisterTally!]! booths: [BoothTally!]!
  }

  type Query { node(id: ID!): Node }
  type Subscription { fairIntakeCounts(fairId: ID!): FairCounts! }
`);
