import { expect, test } from 'vitest';
import { readConfig } from '../../src/config.ts';
import { startGateway } from '../../src/server/gateway.ts';
import { newBook } from '../support/command.ts';

test('a request without a reachable database gets a v1 response', async () => {
  const reported: string[] = [];
  const config = readConfig({ ...(await newBook()), PORT: '0' });
  const gateway = await startGateway(config, (_, requestId) => {
    reported.push(requestId);
  });
  await gateway.db.close();
  const response = await fetch(`${gateway.url}/api/v1/clients?page=2`, {
    headers: { 'x-api-token': 't'.repeat(64) },
  });
  expect([response.status, await response.json()]).toEqual([
    503,
    { message: 'The service cannot answer at the moment.' },
  ]);
  expect(Object.fromEntries(response.headers)).toMatchObject({
    'x-app-version': '5.10.17',
    'x-minimum-client-version': '5.0.16',
    'x-api-version': '5.0.16',
    'access-control-allow-origin': '*',
  });
  // The cleanup at the start may have found no database either.
  expect(reported.filter((requestId) => requestId !== 'cleanup')).toHaveLength(1);
  await gateway.close().catch(() => {});
}, 120_000);
