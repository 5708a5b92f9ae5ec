// graphql-ws on Node, driven line by line: commands come on stdin, what the client says leaves on stdout.
// usage: [AUTHORIZATION="Bearer ..."] node ws.mjs http://127.0.0.1:8000/graphql

import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { createClient } from "graphql-ws";
import WebSocket from "ws";

const say = (event) => process.stdout.write(`${JSON.stringify(event)}\n`);

class InEnglish extends WebSocket {
  constructor(url, protocols) {
    super(url, protocols, { headers: { "accept-language": "en" } });
  }
}

const client = createClient({
  url: process.argv[2].replace(/^http/, "ws"),
  webSocketImpl: InEnglish,
  connectionParams: process.env.AUTHORIZATION && { authorization: process.env.AUTHORIZATION },
  retryAttempts: Infinity,
  shouldRetry: () => true, // a connection that is refused is an error event, which is given up otherwise
  retryWait: () => sleep(100),
  on: {
    connected: () => say({ event: "connected" }),
    closed: (closed) => say({ event: "closed", code: closed.code }),
  },
});

const leave = new Map();
for await (const line of createInterface({ input: process.stdin })) {
  const { id, leaves, ...request } = JSON.parse(line);
  if (leaves) {
    leave.get(id)();
    continue;
  }
  const sink = {
    next: (payload) => say({ id, event: "next", payload }),
    error: (error) => say({ id, event: "error", errors: Array.isArray(error) ? error : String(error) }),
    complete: () => say({ id, event: "complete" }),
  };
  leave.set(id, client.subscribe(request, sink));
}
await client.dispose();
