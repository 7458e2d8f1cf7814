import type { ServerResponse } from 'node:http';
import type { Queryable } from '../db/database.ts';
import { sql } from '../db/sql.ts';

/** `/health/live`: the process answers. `/health/ready`: its database does, too; 503 otherwise. */
export async function answerHealth(
  path: string,
  db: Queryable,
  response: ServerResponse,
): Promise<void> {
  if (path === '/health/live') return send(response, 200, 'live');
  if (path !== '/health/ready') return send(response, 404, 'unknown');
  const ready = await db.query(sql`select 1`).then(
    () => true,
    () => false,
  );
  send(response, ready ? 200 : 503, ready ? 'ready' : 'not ready');
}

function send(response: ServerResponse, status: number, state: string): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' });
  response.end(JSON.stringify({ status: state }));
}
