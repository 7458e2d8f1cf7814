import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** A statement with its values. */
export interface Statement {
  readonly text: string;
  readonly values: readonly unknown[];
}

/** A bare PGlite in a process of its own. */
export class PGliteLoop {
  readonly #process: ChildProcess;

  private constructor(process: ChildProcess) {
    this.#process = process;
  }

  /** Opens the database of a folder. */
  static async open(folder: string): Promise<PGliteLoop> {
    const program = fileURLToPath(new URL('../peers/pglite-loop.mjs', import.meta.url));
    const loop = new PGliteLoop(fork(program));
    await loop.#ask({ folder });
    return loop;
  }

  /** Runs statements in turn, one after the other, for some seconds. @returns statements per second */
  async run(statements: readonly Statement[], seconds: number): Promise<number> {
    const { perSecond } = await this.#ask({ statements, seconds });
    return perSecond ?? 0;
  }

  close(): void {
    this.#process.disconnect();
  }

  async #ask(order: object): Promise<{ readonly perSecond?: number }> {
    const answered = once(this.#process, 'message');
    this.#process.send(order);
    const [answer] = await answered;
    if (answer.failure) throw new Error(answer.failure);
    return answer;
  }
}
