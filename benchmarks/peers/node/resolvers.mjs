// The resolvers of both Mercurius and Yoga, over loaders of each operation's own.
import DataLoader from "dataloader";
import { enterprisePage, enterpriseTotal, readers } from "./readers.mjs";
import { DateTime } from "./scalars.mjs";
import { submitIntake } from "./submit.mjs";

/** Pages are asked for with an object, so the loader needs a key that can be compared. */
const page = (read) => new DataLoader(read, { cacheKeyFn: ({ id, first }) => `${id} ${first}` });

export const loaders = () => ({
  zones: new DataLoader(readers.zones),
  organizations: new DataLoader(readers.organizations),
  enterprises: new DataLoader(readers.enterprises),
  booths: new DataLoader(readers.booths),
  fairs: new DataLoader(readers.fairs),
  chains: new DataLoader(readers.chainsByEnterprise),
  alliances: new DataLoader(readers.alliancesByEnterprise),
  matches: page(readers.matchesByEnterprise),
  intakes: page(readers.intakesByFair),
  counts: new DataLoader(readers.countsByFair),
  intakeTotals: new DataLoader(readers.intakeTotals),
});

const booth = ({ boothId }, _, { booths }) => booths.load(boothId);

export const resolvers = {
  DateTime,
  Query: {
    enterpriseProfiles: (_, wanted) => enterprisePage(wanted),
    enterpriseProfile: (_, { id }, { enterprises }) => enterprises.load(id),
    fair: (_, { id }, { fairs }) => fairs.load(id),
  },
  Mutation: { submitIntake: (_, { input }) => submitIntake(input) },
  EnterpriseProfileConnection: { totalCount: enterpriseTotal },
  EnterpriseProfile: {
    chains: ({ id }, _, { chains }) => chains.load(id),
    alliances: ({ id }, _, { alliances }) => alliances.load(id),
    matches: ({ id }, { first }, { matches }) => matches.load({ id, first }),
  },
  Fair: {
    zone: ({ zoneId }, _, { zones }) => zones.load(zoneId),
    counts: ({ id }, _, { counts }) => counts.load(id),
    intakes: ({ id }, { first }, { intakes }) => intakes.load({ id, first }),
  },
  IntakeConnection: { totalCount: ({ of }, _, { intakeTotals }) => intakeTotals.load(of) },
  BoothTally: { booth },
  Booth: { organization: ({ organizationId }, _, { organizations }) => organizations.load(organizationId) },
  Intake: { enterprise: ({ enterpriseId }, _, { enterprises }) => enterprises.load(enterpriseId), booth },
};
