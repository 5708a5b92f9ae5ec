// The connections of a peer. Where the database is comes from the PG* variables, as every driver reads them.
import pg from "pg";

// Days and moments stay texts until they are written: most that are read never are.
pg.types.setTypeParser(pg.types.builtins.DATE, (text) => text);
pg.types.setTypeParser(pg.types.builtins.TIMESTAMPTZ, (text) => text);

export const pool = new pg.Pool({ max: 16, idleTimeoutMillis: 0, options: "-c search_path=yaosu,bench" });

/** The rows of a statement that each connection prepares once, by its name. */
export async function rows(name, text, values, client = pool) {
  return (await client.query({ name, text, values })).rows;
}
