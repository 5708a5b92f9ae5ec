// PostGraphile 5 on its own server, with its inflection for short names.
import { createServer } from "node:http";
import { PgSimplifyInflectionPreset } from "@graphile/simplify-inflection";
import pg from "pg";
import { postgraphile } from "postgraphile";
import { makePgService } from "postgraphile/adaptors/pg";
import { grafserv } from "postgraphile/grafserv/node";
import { PostGraphileAmberPreset } from "postgraphile/presets/amber";

const pool = new pg.Pool({ max: 16, idleTimeoutMillis: 0 });

const server = postgraphile({
  extends: [PostGraphileAmberPreset, PgSimplifyInflectionPreset],
  // The keys carry the county, and the indexes that serve them do not: the relations are wanted all the same.
  disablePlugins: ["PgIndexBehaviorsPlugin"],
  pgServices: [makePgService({ pool, schemas: ["yaosu", "bench"] })],
  grafserv: { graphiql: false, watch: false, websockets: false },
  grafast: { explain: false },
}).createServ(grafserv);

const listener = createServer();
await server.addTo(listener);
listener.listen(Number(process.env.PORT), "127.0.0.1");
