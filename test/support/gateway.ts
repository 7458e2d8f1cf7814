import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Config, readConfig } from '../../src/config.ts';
import { type Gateway, startGateway } from '../../src/server/gateway.ts';

/** Defects that the gateway reported; a test that causes one fails. */
export const defects: unknown[] = [];

/** Limits of uploads in tests. They are small, so that a file beyond them is sent quickly. */
export const limits = { fileBytes: 1_000_000, files: 20, requestBytes: 3_000_000 };

/** Returns the settings of the tests: the embedded database, or the server that DATABASE_URL names. */
export async function testConfig(settings: Record<string, string> = {}): Promise<Config> {
  return readConfig({
    PORT: '0',
    DATABASE_URL: process.env.DATABASE_URL,
    UPLOAD_FILE_BYTES: String(limits.fileBytes),
    UPLOAD_FILES: String(limits.files),
    UPLOAD_REQUEST_BYTES: String(limits.requestBytes),
    DATA_DIR: await mkdtemp(join(tmpdir(), 'clients-gateway-')),
    STREAM_PATIENCE_SECONDS: '2',
    // Tests count statements, so none may be sent in the background.
    STATISTICS_SECONDS: '86400',
    ...settings,
  });
}

/** Starts a gateway of its own for a test, which closes it. */
export const ownGateway = async (settings: Record<string, string> = {}): Promise<Gateway> =>
  startGateway(await testConfig(settings), (defect) => {
    defects.push(defect);
  });

let running: Promise<Gateway> | undefined;

/** Starts the gateway that all tests share, once. */
export function gateway(): Promise<Gateway> {
  running ??= ownGateway();
  return running;
}
