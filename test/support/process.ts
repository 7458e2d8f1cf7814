import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Answer } from './api.ts';

/** The gateway as a process of its own, as operators run it. */
export class GatewayProcess {
  readonly url: string;
  /** The output so far. */
  readonly said: string;
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess, said: string, url: string) {
    this.#child = child;
    this.said = said;
    this.url = url;
  }

  /** Process id. */
  get pid(): number {
    return this.#child.pid as number;
  }

  /** Starts it, and waits until it listens. */
  static async start(settings: Record<string, string>): Promise<GatewayProcess> {
    const { PATH = '', HOME = '' } = process.env;
    const child = spawn(process.execPath, ['--import', 'tsx', 'src/main.ts'], {
      env: { PATH, HOME, PORT: '0', ...settings },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const said = await new Promise<string>((resolve, reject) => {
      let text = '';
      let errors = '';
      child.stderr.on('data', (chunk) => {
        errors += chunk;
      });
      child.stdout.on('data', (chunk) => {
        text += chunk;
        // The welcome is one write after the other; the password is the last of the first one.
        if (/listening on/.test(text)) setTimeout(() => resolve(text), 100);
      });
      child.once('exit', (code) => reject(new Error(`It ended with ${code}: ${errors}`)));
    });
    const [, url = ''] = /listening on (\S+)/.exec(said) ?? [];
    return new GatewayProcess(child, said, url);
  }

  /** Stops reading its output, as a log collector that has ended does. */
  loseLogReader(): void {
    this.#child.stdout?.destroy();
    this.#child.stderr?.destroy();
  }

  /** Kills the process, so that it cannot finish anything, as in a power cut. */
  kill(): Promise<void> {
    return this.#end('SIGKILL');
  }

  /** Sends SIGTERM, and waits until the process has ended. */
  stop(): Promise<void> {
    return this.#end('SIGTERM');
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const ended = once(this.#child, 'exit');
    this.#child.kill(signal);
    await ended;
  }

  /** Sends a GraphQL request, as JSON or as a form, and gives its data. @throws when it is not answered, or refused */
  async ask(token: string, request: object | FormData): Promise<Answer['data']> {
    const isForm = request instanceof FormData;
    const response = await fetch(`${this.url}/graphql`, {
      method: 'POST',
      headers: {
        'x-api-token': token,
        ...(isForm ? {} : { 'content-type': 'application/json' }),
      },
      body: isForm ? request : JSON.stringify(request),
    });
    const { data, errors } = (await response.json()) as Answer;
    if (errors) throw new Error(JSON.stringify(errors));
    return data;
  }
}
