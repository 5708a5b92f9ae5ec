// The audits of GraphQL over HTTP that npm `graphql-http` brings: one line of json for each, with what is wrong.
import { auditServer } from "graphql-http";

const audits = await auditServer({ url: process.argv[2] });
for (const { id, name, status, ...rest } of audits) {
  console.log(JSON.stringify({ id, name, status, reason: rest.reason ?? null }));
}
