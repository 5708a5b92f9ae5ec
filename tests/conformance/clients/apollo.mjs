// Apollo Client on Node, driven line by line: commands come on stdin, what the client says leaves on stdout.
// usage: node apollo.mjs ws|multipart http://127.0.0.1:8000/graphql

import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { ApolloClient, ApolloLink, InMemoryCache, gql } from "@apollo/client";
import { HttpLink } from "@apollo/client/link/http";
import { RetryLink } from "@apollo/client/link/retry";
import { GraphQLWsLink } from "@apollo/client/link/subscriptions";
import { createClient } from "graphql-ws";
import WebSocket from "ws";

const [transport, url] = process.argv.slice(2);
const say = (event) => process.stdout.write(`${JSON.stringify(event)}\n`);

globalThis.WebSocket ??= WebSocket; // as browsers have it; the link looks for it when it is refused

// Apollo Client leaves a rejection that nobody handles when a stream is cut off (before 4.3.8). A browser notes it and goes
// on; Node would end.
process.on("unhandledRejection", (reason) => console.error(reason));

class InEnglish extends WebSocket {
  constructor(address, protocols) {
    super(address, protocols, { headers: { "accept-language": "en" } });
  }
}

const links = {
  ws: () =>
    new GraphQLWsLink(
      createClient({
        url: url.replace(/^http/, "ws"),
        webSocketImpl: InEnglish,
        retryAttempts: Infinity,
        shouldRetry: () => true,
        retryWait: () => sleep(100),
      }),
    ),
  // A stream that was cut off is an error; Apollo's own link for it tries again.
  multipart: () =>
    ApolloLink.from([
      new RetryLink({ delay: { initial: 100, max: 100, jitter: false }, attempts: { max: Infinity } }),
      new HttpLink({ uri: url, headers: { "accept-language": "en" } }),
    ]),
};

const client = new ApolloClient({ link: links[transport](), cache: new InMemoryCache() });

// Apollo asks for the type of everything, for its cache.
const asked = (key, value) => (key === "__typename" ? undefined : value);
const plain = (data) => JSON.parse(JSON.stringify(data, asked));

const leave = new Map();
for await (const line of createInterface({ input: process.stdin })) {
  const { id, leaves, query, variables } = JSON.parse(line);
  if (leaves) {
    leave.get(id).unsubscribe();
    say({ id, event: "complete" });
    continue;
  }
  const sink = {
    next: ({ data, error }) =>
      say(
        error
          ? { id, event: "error", errors: error.errors ?? String(error) }
          : { id, event: "next", payload: { data: plain(data) } },
      ),
    error: (error) => say({ id, event: "error", errors: error.errors ?? String(error) }),
    complete: () => say({ id, event: "complete" }),
  };
  leave.set(id, client.subscribe({ query: gql(query), variables, fetchPolicy: "no-cache" }).subscribe(sink));
}
process.exit();
