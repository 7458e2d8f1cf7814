import pg from 'pg';
import { connectionTo } from './connection.ts';
import type { Database } from './database.ts';

/** Time before a lost connection is opened again, in milliseconds. */
const RETRY_DELAY_MS = 500;

/** The `NOTIFY` messages of the database, which reach all processes on it. */
export interface Listener {
  /** Returns whether messages arrive. While they do not, caches that rely on them must not be used. */
  readonly connected: () => boolean;
  /** Calls back for each message on a channel, and with null whenever messages may have been missed. */
  on(channel: string, receive: (message: string | null) => void): void;
  close(): Promise<void>;
}

/**
 * Listens to a server on a connection of its own, which is opened again if it is lost. The embedded database is
 * listened to in its one session.
 * @param url of the server; null for the embedded database
 */
export async function openListener(
  database: Database,
  url: string | null,
  channels: readonly string[],
): Promise<Listener> {
  const receivers = new Map<string, ((message: string | null) => void)[]>();
  const notify = (channel: string, message: string | null) => {
    for (const receive of receivers.get(channel) ?? []) receive(message);
  };
  const state = { client: null as pg.Client | null, closed: false };

  async function connect(url: string): Promise<void> {
    const client = new pg.Client(connectionTo(url));
    client.on('notification', ({ channel, payload }) => notify(channel, payload ?? ''));
    client.on('error', () => lost(url));
    client.on('end', () => lost(url));
    await client.connect();
    for (const channel of channels) await client.query(`listen ${channel}`);
    state.client = client;
    for (const channel of channels) notify(channel, null);
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
    setTimeout(again, RETRY_DELAY_MS).unref();
  }

  if (url !== null) await connect(url);
  else {
    database.onNotification(notify);
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
