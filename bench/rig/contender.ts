import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { askGateway, askLimit, type Sender } from './requests/asks.ts';
import type { Ask, Asks, Facts, Workload } from './requests/workloads.ts';
import { headersFor, type Server, send, startGateway, startOther } from './server.ts';

/** A server of the comparison, with its requests. */
export interface Contender {
  readonly name: string;
  readonly start: (databaseUrl: string, node: string) => Promise<Server>;
  readonly asks: (facts: Facts, send: Sender) => Promise<Asks>;
}

/** The product. */
export const gateway: Contender = {
  name: 'gateway',
  start: (databaseUrl, node) => startGateway(databaseUrl, node),
  asks: askGateway,
};

/** Returns the contender that runs the product's build in another checkout, which must have the same tables. */
export const earlier = (folder: string): Contender => ({
  ...gateway,
  name: 'earlier',
  start: (databaseUrl, node) =>
    startGateway(databaseUrl, node, { program: resolve(folder, 'dist/main.js') }),
});

/** A bare server, the lower bound of the work. It can read in two ways; comparisons use the faster. */
export const limit: Contender = bare('limit', 'rows');
export const limitJson: Contender = bare('limit-json', 'json');

function bare(name: string, way: 'rows' | 'json'): Contender {
  const program = fileURLToPath(new URL('../peers/limit.mjs', import.meta.url));
  return {
    name,
    start: (databaseUrl, node) => startOther(program, databaseUrl, node),
    asks: askLimit(way),
  };
}

/** A started contender with its requests. */
export interface Running {
  readonly name: string;
  readonly server: Server;
  readonly asks: Asks;
  /** The database that it serves. */
  readonly databaseUrl: string;
}

/** Starts a contender, and builds its requests from the facts. */
export async function run(
  contender: Contender,
  facts: Facts,
  databaseUrl: string,
  node: string,
): Promise<Running> {
  const server = await contender.start(databaseUrl, node);
  try {
    const asks = await contender.asks(facts, async (query, variables) => {
      const answer = JSON.parse(await ask({ server }, 'list', { query, variables }));
      if (answer.errors) throw new Error(`${contender.name}: ${JSON.stringify(answer.errors)}`);
      return answer.data;
    });
    return { name: contender.name, server, asks, databaseUrl };
  } catch (error) {
    await server.stop();
    throw error;
  }
}

/** Sends one request of a workload. */
export const ask = (
  { server }: Pick<Running, 'server'>,
  workload: Workload,
  request: Ask,
): Promise<string> => send(server, request, headersFor(workload));
