// PostGraphile 5 as its documentation sets it up, with the filter plugin that most of its users add.
import { createServer } from 'node:http';
import { postgraphile } from 'postgraphile';
import { makePgService } from 'postgraphile/adaptors/pg';
import { grafserv } from 'postgraphile/grafserv/node';
import { PostGraphileAmberPreset } from 'postgraphile/presets/amber';
import { PostGraphileConnectionFilterPreset } from 'postgraphile-plugin-connection-filter';

const { DATABASE_URL: connectionString, POOL } = process.env;
const gateway = postgraphile({
  extends: [PostGraphileAmberPreset, PostGraphileConnectionFilterPreset],
  pgServices: [
    makePgService({ connectionString, schemas: ['plain'], poolConfig: { max: Number(POOL) } }),
  ],
  // Lists are filtered by columns that have no index of their own, too: whether a client is deleted, for one.
  disablePlugins: ['PgIndexBehaviorsPlugin'],
  schema: { defaultBehavior: '+connection +list', connectionFilterRelations: true },
  grafserv: { graphiql: false, websockets: false, watch: false },
  grafast: { explain: false },
});
const server = createServer();
await gateway.createServ(grafserv).addTo(server);
server.listen(0, '127.0.0.1', () => {
  console.log(`listening on http://127.0.0.1:${server.address().port}`);
});
