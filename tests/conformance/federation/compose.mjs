// Composes subgraphs with three public composers.
// usage: node compose.mjs name=url=schema.graphql ...
// answers {composer: {errors, hints, schema}}, where the schema is the supergraph's

import { readFileSync } from "node:fs";
import { composeServices as apollo } from "@apollo/composition";
import { composeServices as guild } from "@theguild/federation-composition";
import { federateSubgraphs, ROUTER_COMPATIBILITY_VERSION_ONE } from "@wundergraph/composition";
import { parse, print } from "graphql";

const subgraphs = process.argv.slice(2).map((given) => {
  const [name, url, path] = given.split("=");
  return { name, url, typeDefs: parse(readFileSync(path, "utf8")) };
});

const messages = (errors) => (errors ?? []).map((error) => error.message);

const composers = {
  apollo() {
    const { errors, hints, supergraphSdl } = apollo(subgraphs);
    return { errors: messages(errors), hints: messages(hints), schema: supergraphSdl };
  },
  guild() {
    const { errors, supergraphSdl } = guild(subgraphs);
    return { errors: messages(errors), hints: [], schema: supergraphSdl };
  },
  wundergraph() {
    const given = subgraphs.map(({ name, url, typeDefs }) => ({ name, url, definitions: typeDefs }));
    const made = federateSubgraphs({ subgraphs: given, version: ROUTER_COMPATIBILITY_VERSION_ONE });
    return { errors: messages(made.errors), hints: messages(made.warnings), schema: made.success ? print(made.federatedGraphAST) : null };
  },
};

const composed = Object.entries(composers).map(([name, compose]) => [name, compose()]);
process.stdout.write(JSON.stringify(Object.fromEntries(composed)));
