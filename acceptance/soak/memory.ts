import { readFile } from 'node:fs/promises';
import type { Fleet } from './fleet.ts';
import { slope } from './slope.ts';

/** What a place of the fleet took. */
export interface MemoryOf {
  name: string;
  /** MiB */
  peak: number;
  /** MiB an hour, of the process that lived longest, after its first minute; undefined when none lived two */
  growth: number | undefined;
  /** s that this process was watched after its first minute */
  watched: number;
}

const EVERY = 2_000;
const WARM_UP = 60_000;
const SHORTEST = 60_000;

interface Life {
  samples: [ms: number, mib: number][];
}

/** Samples the resident memory of every process. */
export function watchMemory(fleet: Fleet): { stop(): MemoryOf[] } {
  const lives = new Map<string, Map<number, Life>>();
  const timer = setInterval(() => {
    for (const slot of fleet.slots) {
      const pid = fleet.pid(slot);
      if (!slot.alive || pid === undefined) continue;
      const name = `${slot.kind} ${slot.index}`;
      const { epoch } = slot;
      void residentMib(pid).then((mib) => {
        if (mib === undefined || slot.epoch !== epoch) return;
        const of = lives.get(name) ?? new Map<number, Life>();
        lives.set(name, of);
        const life = of.get(epoch) ?? { samples: [] };
        of.set(epoch, life);
        life.samples.push([performance.now(), mib]);
      });
    }
  }, EVERY);
  return {
    stop() {
      clearInterval(timer);
      return [...lives].map(([name, of]) => summary(name, [...of.values()]));
    },
  };
}

function summary(name: string, lives: readonly Life[]): MemoryOf {
  const peak = Math.max(...lives.flatMap(({ samples }) => samples.map(([, mib]) => mib)));
  const warm = lives.map(({ samples }) => {
    const first = samples[0]?.[0] ?? 0;
    return samples.filter(([at]) => at - first >= WARM_UP);
  });
  const span = (samples: Life['samples']) => (samples.at(-1)?.[0] ?? 0) - (samples[0]?.[0] ?? 0);
  const longest = warm.toSorted((a, b) => span(b) - span(a))[0] ?? [];
  const watched = span(longest);
  return {
    name,
    peak,
    growth: watched >= SHORTEST ? slope(longest) * 3_600_000 : undefined,
    watched: watched / 1_000,
  };
}

async function residentMib(pid: number): Promise<number | undefined> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  const [, kib] = /^VmRSS:\s+(\d+) kB$/m.exec(status) ?? [];
  return kib === undefined ? undefined : Number(kib) / 1_024;
}
