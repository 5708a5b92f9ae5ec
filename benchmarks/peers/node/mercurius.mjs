// Mercurius with its JIT and DataLoader, on Fastify. (Its own loaders measured slower here.)
import { readFileSync } from "node:fs";
import Fastify from "fastify";
import mercurius from "mercurius";
import { loaders, resolvers } from "./resolvers.mjs";

const app = Fastify({ logger: false });
app.register(mercurius, {
  schema: readFileSync(new URL("../schema.graphql", import.meta.url), "utf8"),
  resolvers,
  context: loaders,
  jit: 1,
  graphiql: false,
});
await app.listen({ port: Number(process.env.PORT), host: "127.0.0.1" });
