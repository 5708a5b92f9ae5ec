// graphql-sse on Node in its distinct connections mode, driven line by line like ws.mjs.
// usage: node sse.mjs http://127.0.0.1:8000/graphql

import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { createClient } from "graphql-sse";

const say = (event) => process.stdout.write(`${JSON.stringify(event)}\n`);

const client = createClient({
  url: process.argv[2],
  headers: { "accept-language": "en" },
  retryAttempts: Infinity,
  retry: () => sleep(100),
  on: { connected: () => say({ event: "connected" }) },
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
client.dispose();
