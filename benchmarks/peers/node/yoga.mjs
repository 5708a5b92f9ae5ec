// GraphQL Yoga with its JIT plugin and DataLoader, on the server of Node itself.
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { useGraphQlJit } from "@envelop/graphql-jit";
import { createSchema, createYoga } from "graphql-yoga";
import { loaders, resolvers } from "./resolvers.mjs";

const yoga = createYoga({
  schema: createSchema({
    typeDefs: readFileSync(new URL("../schema.graphql", import.meta.url), "utf8"),
    resolvers,
  }),
  context: loaders,
  plugins: [useGraphQlJit()],
  logging: false,
  graphiql: false,
  landingPage: false,
});
createServer(yoga).listen(Number(process.env.PORT), "127.0.0.1");
