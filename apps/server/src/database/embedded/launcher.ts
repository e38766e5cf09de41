import { type ChildProcess, execFileSync, type SpawnOptions, spawn, spawnSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { ConfigurationError } from '../../errors.ts';

export interface User {
  uid: number;
  gid: number;
}

/** Starts PostgreSQL's programs under the right user. */
export interface Launcher {
  /** Whom the database folder belongs to; undefined for ourselves. */
  user: User | undefined;
  spawn(program: string, args: string[], options?: SpawnOptions): ChildProcess;
}

/** In a container without a `postgres` user, everybody has `nobody`. */
const UNPRIVILEGED = ['postgres', 'nobody'];

/** What a program of PostgreSQL sees: no PG* settings, and C whatever the locale of ours is. */
const environment = (): NodeJS.ProcessEnv => ({
  PATH: process.env.PATH,
  SystemRoot: process.env.SystemRoot,
  TEMP: process.env.TEMP,
  LC_ALL: 'C',
  TZ: 'UTC',
});

/** Whom PostgreSQL, which refuses root, is to run as: the folder's owner, else an unprivileged user. */
export function chooseUser(databaseDir: string): User | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const owner = statSync(databaseDir, { throwIfNoEntry: false });
  if (owner !== undefined && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid };
  for (const name of UNPRIVILEGED) {
    try {
      const id = (flag: string) =>
        Number(execFileSync('id', [flag, name], { stdio: ['ignore', 'pipe', 'ignore'] }));
      return { uid: id('-u'), gid: id('-g') };
    } catch {
      // no such user here
    }
  }
  throw new ConfigurationError(
    'LIKENESS_DATA_DIR',
    'PostgreSQL does not run as root and there is neither a user "postgres" nor "nobody". Run Likeness as an ordinary user.',
  );
}

/**
 * A launcher for `user` that reaches both `folder` and `program`. When a parent folder is closed to that
 * user (such as /root, mode 0700), the one capability that opens folders is handed on, and only then.
 *
 * @throws ConfigurationError `LIKENESS_DATA_DIR` when neither way works
 */
export function createLauncher(user: User | undefined, folder: string, program: string): Launcher {
  const start = (prefix: string[], drop: User | undefined): Launcher => ({
    user,
    spawn(target, args, options = {}) {
      const [command = target, ...rest] = [...prefix, target, ...args];
      return spawn(command, rest, {
        cwd: '/',
        ...options,
        ...drop,
        env: { ...environment(), ...options.env },
      });
    },
  });
  if (user === undefined) return start([], undefined);
  if (reaches([], user, folder, program)) return start([], user);
  for (const capability of grantable()) {
    const prefix = [
      'setpriv',
      `--reuid=${user.uid}`,
      `--regid=${user.gid}`,
      '--clear-groups',
      `--inh-caps=+${capability}`,
      `--ambient-caps=+${capability}`,
      '--',
    ];
    if (reaches(prefix, undefined, folder, program)) return start(prefix, undefined);
  }
  throw new ConfigurationError(
    'LIKENESS_DATA_DIR',
    `PostgreSQL does not run as root, and the unprivileged user ${user.uid} cannot reach ${folder} or ${program}: a folder above is closed to it. Run Likeness as an ordinary user, or open the folders above with chmod o+x.`,
  );
}

/** Whether a program started so gets into the folder and runs the binary, libraries and all. */
function reaches(prefix: string[], drop: User | undefined, folder: string, program: string): boolean {
  const [command = 'sh', ...args] = [
    ...prefix,
    'sh',
    '-c',
    'cd -- "$1" && exec "$2" --version',
    'sh',
    folder,
    program,
  ];
  return spawnSync(command, args, { cwd: '/', stdio: 'ignore', env: environment(), ...drop }).status === 0;
}

/** Capabilities of ours that open folders, the weaker first. A container may have dropped them. */
function grantable(): string[] {
  if (process.platform !== 'linux') return [];
  const status = readFileSync('/proc/self/status', 'utf8');
  const mask = (name: string) => BigInt(`0x${new RegExp(`^${name}:\\s*(\\w+)`, 'm').exec(status)?.[1] ?? 0}`);
  const ours = mask('CapEff') & mask('CapBnd');
  return [
    { name: 'dac_read_search', bit: 2n },
    { name: 'dac_override', bit: 1n },
  ]
    .filter(({ bit }) => (ours >> bit) & 1n)
    .map(({ name }) => name);
}
