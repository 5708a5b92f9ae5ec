// Apollo Client with its PersistedQueryLink, driven line by line: commands come on stdin; what the client says, and what
// it sends over HTTP, leaves on stdout.
// usage: node persisted.mjs get|post|ws http://127.0.0.1:8000/graphql

import { createHash } from "node:crypto";
import { createInterface } from "node:readline";
import { ApolloClient, ApolloLink, InMemoryCache, gql } from "@apollo/client";
import { HttpLink } from "@apollo/client/link/http";
import { PersistedQueryLink } from "@apollo/client/link/persisted-queries";
import { GraphQLWsLink } from "@apollo/client/link/subscriptions";
import { isSubscriptionOperation, print } from "@apollo/client/utilities";
import { createClient } from "graphql-ws";
import WebSocket from "ws";

const [transport, url] = process.argv.slice(2);
const say = (event) => process.stdout.write(`${JSON.stringify(event)}\n`);
const sha256 = (text) => createHash("sha256").update(text).digest("hex");

globalThis.WebSocket ??= WebSocket; // as browsers have it; the link looks for it when it is refused

const watched = async (address, options) => {
  const response = await fetch(address, options);
  const whole = options.method === "GET" ? new URL(address).searchParams.has("query") : "query" in JSON.parse(options.body);
  say({ event: "sent", method: options.method, whole, status: response.status });
  return response;
};

const last =
  transport === "ws"
    ? new GraphQLWsLink(createClient({ url: url.replace(/^http/, "ws"), webSocketImpl: WebSocket }))
    : new HttpLink({ uri: url, headers: { "accept-language": "en" }, fetch: watched });

const cache = new InMemoryCache();
const client = new ApolloClient({
  link: ApolloLink.from([new PersistedQueryLink({ sha256, useGETForHashedQueries: transport === "get" }), last]),
  cache,
});

// A manifest as Apollo's generator makes it: the documents as the client sends them, with the types that its cache needs.
const operation = (query) => {
  const document = cache.transformDocument(gql(query));
  const body = print(document);
  const { name, operation: type } = document.definitions[0];
  return { id: sha256(body), name: name.value, type, body };
};

const asked = (key, value) => (key === "__typename" ? undefined : value);
const plain = (data) => JSON.parse(JSON.stringify(data, asked));

for await (const line of createInterface({ input: process.stdin })) {
  const { id, query, variables, manifest } = JSON.parse(line);
  if (manifest) {
    const operations = manifest.map(operation);
    say({ event: "manifest", manifest: { format: "apollo-persisted-query-manifest", version: 1, operations } });
    continue;
  }
  const tell = ({ data, error }) =>
    say(
      error
        ? { id, event: "error", errors: error.errors ?? String(error) }
        : { id, event: "next", payload: { data: plain(data) } },
    );
  const document = gql(query);
  if (isSubscriptionOperation(document)) {
    client.subscribe({ query: document, variables, fetchPolicy: "no-cache" }).subscribe({ next: tell });
  } else {
    tell(await client.query({ query: document, variables, fetchPolicy: "no-cache", errorPolicy: "all" }));
  }
}
process.exit();
