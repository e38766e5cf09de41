import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const LISTENING = /^likeness listening on (http:\/\/\S+)$/;

export interface OwnServer {
  url: string;
  /** Its settings, for what else is to work on the same data. */
  env: Record<string, string>;
  /** A folder beside its data. */
  folder: string;
  /** Ends it in order. @returns its exit code */
  stop(): Promise<number | null>;
  /** Removes its data. */
  remove(): Promise<void>;
}

/**
 * Starts a server of our own on a free port of loopback, in a process of its own, its data in a temporary
 * folder. Nothing of the environment or of an .env file reaches it.
 *
 * @throws Error when it ends before it listens
 */
export async function startOwnServer(): Promise<OwnServer> {
  const folder = await mkdtemp(join(tmpdir(), 'likeness-load-'));
  const env = {
    HOST: '127.0.0.1',
    PORT: '0',
    LIKENESS_DATA_DIR: join(folder, 'data'),
    LIKENESS_RATE_LIMITS: 'off',
    LIKENESS_LOG_LEVEL: 'error',
    LIKENESS_SIGN_IN_LINK: 'off',
    AVATAR_CLEANUP_INTERVAL: '2s',
  };
  const module = fileURLToPath(new URL(`./own-server-process${extname(import.meta.url)}`, import.meta.url));
  const child = fork(module, [folder], {
    env: { PATH: process.env.PATH ?? '', ...env },
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  const ended = once(child, 'exit').then(([code]) => code as number | null);
  const remove = () => rm(folder, { recursive: true, force: true });
  const stop = () => {
    child.kill('SIGTERM');
    return ended;
  };
  try {
    const url = await Promise.race([addressFrom(child.stdout), ended.then(refuse)]);
    return { url, env, folder, stop, remove };
  } catch (error) {
    await remove();
    throw error;
  }
}

async function addressFrom(stdout: NodeJS.ReadableStream | null): Promise<string> {
  if (stdout !== null) {
    const lines = createInterface({ input: stdout });
    for await (const line of lines) {
      const [, url] = LISTENING.exec(line) ?? [];
      if (url === undefined) continue;
      stdout.resume();
      return url;
    }
  }
  return new Promise(() => {}); // the exit tells
}

function refuse(code: number | null): never {
  throw new Error(`The server ended with ${code} before it listened.`);
}
