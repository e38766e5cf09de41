/** `npm run soak`: callers at work on a fleet whose processes are killed, then everything that they were told is looked for. */
import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { photo, random } from '@likeness/test-kit';
import { type Installation, startInstallation } from '../harness/installation.ts';
import { environment, likeness } from '../harness/server.ts';
import { bodyUser, type Photos } from './body-user.ts';
import { fleetOf } from './fleet.ts';
import { createLedger } from './ledger.ts';
import { watchMemory } from './memory.ts';
import { portraitUser, type SoakUser } from './portrait-user.ts';
import { isClean, printSoak, type SoakReport, writeSoak } from './report.ts';
import { makeTrouble } from './trouble.ts';

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '1' },
    seed: { type: 'string', default: '1' },
    engines: { type: 'string', default: 'fleet' },
    outages: { type: 'boolean', default: false },
    portraits: { type: 'string', default: '6' },
    bodies: { type: 'string', default: '2' },
    csv: { type: 'string' },
  },
});

const SETTINGS = {
  LIKENESS_QUEUE_RATE: 'off',
  LIKENESS_AVATARS_PER_USER: '1000',
  LIKENESS_LOG_LEVEL: 'error',
  AVATAR_CLEANUP_INTERVAL: '2s',
  // long enough for a caller to read what it was just told, short enough to be swept many times
  LIKENESS_CLEANUP_GRACE: '3s',
};
const RESULTS = fileURLToPath(new URL('../../benchmarks/results/', import.meta.url));
/** ms for jobs and cleanups under way to come to rest */
const REST = 10_000;

const say = (line: string) => process.stderr.write(`${new Date().toISOString().slice(11, 19)} ${line}\n`);

async function install(kind: 'fleet' | 'embedded'): Promise<Installation> {
  if (kind === 'embedded') {
    return startInstallation(kind, { servers: 1, env: { ...SETTINGS, LIKENESS_PROCESSES: '2' } });
  }
  const mongodb = process.env.LIKENESS_TEST_MONGODB_URL;
  if (mongodb === undefined) throw new Error('no engines: run scripts/services.sh up');
  const url = new URL(mongodb);
  url.pathname = `/soak_${randomBytes(6).toString('hex')}`;
  return startInstallation(kind, {
    servers: 2,
    workers: 2,
    env: { ...SETTINGS, MONGODB_URL: url.href },
  });
}

async function drawPhotos(): Promise<Photos> {
  const folder = await mkdtemp(join(tmpdir(), 'likeness-soak-'));
  try {
    const { code, stderr } = await likeness(['demo-photos', folder], environment(folder));
    if (code !== 0) throw new Error(stderr);
    return {
      front: await readFile(join(folder, 'front.jpg')),
      side: await readFile(join(folder, 'side.jpg')),
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function soak(): Promise<SoakReport> {
  const seed = Number(values.seed);
  const next = random(seed);
  const kind = values.engines === 'embedded' ? 'embedded' : 'fleet';
  const lasts = Number(values.minutes) * 60_000;
  const pool = await Promise.all(
    Array.from({ length: 6 }, (_, index) => photo({ width: 400, height: 300, seed: 1_000_000 + index })),
  );
  const photos = await drawPhotos();
  const installation = await install(kind);
  try {
    const fleet = fleetOf(installation, next);
    const ledger = createLedger();
    // each its own numbers, so that one that waits changes nothing for the others
    const of = (userId: string) => ({ fleet, ledger, userId, next: random(Math.floor(next() * 2 ** 31)) });
    const users: SoakUser[] = [
      ...Array.from({ length: Number(values.portraits) }, (_, n) =>
        portraitUser({ ...of(`portrait-${n}`), pool }),
      ),
      ...Array.from({ length: Number(values.bodies) }, (_, n) =>
        bodyUser({ ...of(`body-${n}`), ...(n === 0 && { photos }) }),
      ),
    ];
    say(`${users.length} users on ${kind} for ${values.minutes} minutes`);
    const stop = new AbortController();
    const began = Date.now();
    const memory = watchMemory(fleet);
    const trouble = makeTrouble({ fleet, next, lasts, outages: values.outages, say, signal: stop.signal });
    const work = Promise.all(
      users.map(async (user) => {
        while (!stop.signal.aborted) await user.step();
      }),
    );
    await Promise.race([delay(lasts), trouble, work]);
    stop.abort();
    const [troubled] = await Promise.all([trouble, work]);
    const used = memory.stop();
    const lasted = (Date.now() - began) / 1_000;
    say('verifying');
    const verified = await Promise.all(users.map((user) => user.verify()));
    await delay(REST);
    say('auditing');
    const { code, stdout, stderr } = await installation.command('audit', '--json');
    return {
      engines: kind,
      seed,
      lasted,
      ledger,
      trouble: troubled,
      acknowledged: verified.reduce((sum, { acknowledged }) => sum + acknowledged, 0),
      lost: verified.flatMap(({ lost }) => lost),
      audit: { code, text: `${stdout}${stderr}`, breaches: breachesIn(stdout) },
      memory: used,
    };
  } finally {
    await installation.remove();
  }
}

/** All of them; -1 when the audit could not be carried out. */
function breachesIn(json: string): number {
  try {
    const { checks } = JSON.parse(json) as { checks: { breaches: number }[] };
    return checks.reduce((sum, { breaches }) => sum + breaches, 0);
  } catch {
    return -1;
  }
}

const report = await soak();
process.stdout.write(`${printSoak(report)}\n`);
await writeSoak(values.csv ?? join(RESULTS, `soak-${report.engines}.csv`), report);
process.exitCode = isClean(report) ? 0 : 1;
