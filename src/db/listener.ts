import pg from 'pg';
import { connectionTo } from './connection.ts';
import type { Database } from './database.ts';

/** How long to wait before a lost connection is opened again, in milliseconds. */
const RETRY_AFTER = 500;

/** What the database says to all processes on it: `NOTIFY` messages. */
export interface Listener {
  /** Whether messages arrive at present. While they do not, nothing that relies on them may be trusted. */
  readonly connected: () => boolean;
  /** Calls back for each message on a channel, and once with null whenever messages may have been missed. */
  on(channel: string, receive: (message: string | null) => void): void;
  close(): Promise<void>;
}

/**
 * Listens to a server on a connection of its own, which is opened again when it is lost, and to the embedded database
 * in its one session.
 * @param url of the server; null for the embedded database
 */
export async function openListener(
  database: Database,
  url: string | null,
  channels: readonly string[],
): Promise<Listener> {
  const receivers = new Map<string, ((message: string | null) => void)[]>();
  const tell = (channel: string, message: string | null) => {
    for (const receive of receivers.get(channel) ?? []) receive(message);
  };
  const state = { client: null as pg.Client | null, closed: false };

  async function connect(url: string): Promise<void> {
    const client = new pg.Client(connectionTo(url));
    client.on('notification', ({ channel, payload }) => tell(channel, payload ?? ''));
    client.on('error', () => lost(url));
    client.on('end', () => lost(url));
    await client.connect();
    for (const channel of channels) await client.query(`listen ${channel}`);
    state.client = client;
    for (const channel of channels) tell(channel, null);
  }

  function lost(url: string): void {
    if (state.client === null || state.closed) return;
    state.client = null;
    retry(url);
  }

  function retry(url: string): void {
    const again = () => {
      if (!state.closed) connect(url).catch(() => retry(url));
    };
    setTimeout(again, RETRY_AFTER).unref();
  }

  if (url !== null) await connect(url);
  else {
    database.onNotification(tell);
    for (const channel of channels) await database.pool.query(`listen ${channel}`);
  }
  return {
    connected: () => url === null || state.client !== null,
    on: (channel, receive) => {
      receivers.set(channel, [...(receivers.get(channel) ?? []), receive]);
    },
    close: async () => {
      state.closed = true;
      await state.client?.end();
    },
  };
}
