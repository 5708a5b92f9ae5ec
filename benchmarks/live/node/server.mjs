/** graphql-ws on ws. PostgreSQL is where the PG* variables say; the first line of output is the port. */
import { useServer } from 'graphql-ws/use/ws';
import pg from 'pg';
import { WebSocketServer } from 'ws';

import { keyOf } from './counts.mjs';
import { Hub } from './hub.mjs';
import { schema } from './schema.mjs';

const pool = new pg.Pool({ max: 4, options: '-c search_path=yaosu' });
const hub = new Hub(pool);
const roots = { subscription: { fairIntakeCounts: ({ fairId }) => hub.subscribe(keyOf(fairId)) } };

const server = new WebSocketServer({
  host: '127.0.0.1',
  port: 0,
  path: '/graphql',
  perMessageDeflate: false,
  backlog: 2048,
});
useServer({ schema, roots }, server);
server.on('listening', () => console.log(server.address().port));
await hub.run();
