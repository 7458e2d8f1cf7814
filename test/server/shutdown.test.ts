import { once } from 'node:events';
import { Agent, type IncomingMessage, request } from 'node:http';
import { connect } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { insertCompany } from '../../src/domain/companies/create.ts';
import { expect, test } from '../support/api.ts';
import { ownGateway } from '../support/gateway.ts';

test('a stopping gateway completes running requests and closes their connections', async () => {
  const own = await ownGateway();
  const company = { name: 'Closing', email: `${crypto.randomUUID()}@example.com` };
  const { token } = await own.db.transaction((tx) => insertCompany(tx, company, ''));
  const body = '{"name":"Ash"}';
  const agent = new Agent({ keepAlive: true });
  const sent = request(`${own.url}/api/v1/clients`, {
    method: 'POST',
    agent,
    headers: {
      'x-api-token': token,
      'content-type': 'application/json',
      'content-length': body.length,
    },
  });
  sent.write(body.slice(0, 5));
  // Time for the request to be there, with half of its body.
  await wait(300);
  const closed = own.close();
  sent.end(body.slice(5));
  const [answer] = (await once(sent, 'response')) as [IncomingMessage];
  answer.resume();
  expect(answer.statusCode).toBe(200);
  await closed;
  agent.destroy();
}, 60_000);
test('a caller who disconnects in the middle of a request causes no defect', async ({ api }) => {
  const { hostname, port } = new URL(api.url);
  for (const path of ['/graphql', '/api/v1/clients']) {
    const socket = connect(Number(port), hostname);
    await once(socket, 'connect');
    socket.write(
      `POST ${path} HTTP/1.1\r\nHost: x\r\nX-API-TOKEN: ${api.token}\r\nContent-Type: application/json\r\nContent-Length: 500\r\n\r\n{"na`,
    );
    // Time for the request to be there, with the start of its body.
    await wait(300);
    socket.destroy();
    await wait(300);
  }
  // The end of the test finds the defects.
  expect(await api.names()).toEqual([]);
});
