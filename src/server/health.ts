import type { ServerResponse } from 'node:http';
import type { Queryable } from '../db/database.ts';
import { sql } from '../db/sql.ts';

/** Sends the state of the process (`/health/live`), or of its database (`/health/ready`, 503 if it cannot be reached). */
export async function sendHealth(
  path: string,
  db: Queryable,
  response: ServerResponse,
): Promise<void> {
  if (path === '/health/live') return sendState(response, 200, 'live');
  if (path !== '/health/ready') return sendState(response, 404, 'unknown');
  const ready = await db.query(sql`select 1`).then(
    () => true,
    () => false,
  );
  sendState(response, ready ? 200 : 503, ready ? 'ready' : 'not ready');
}

function sendState(response: ServerResponse, status: number, state: string): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' });
  response.end(JSON.stringify({ status: state }));
}
