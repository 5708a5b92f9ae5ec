// How moments are written: with milliseconds, in office time.
import { GraphQLScalarType } from "graphql";

const EIGHT_HOURS = 8 * 3600 * 1000;

export const DateTime = new GraphQLScalarType({
  name: "DateTime",
  serialize: (moment) => new Date(Date.parse(moment) + EIGHT_HOURS).toISOString().slice(0, 23) + "+08:00",
});
