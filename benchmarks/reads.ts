import { photo } from '@likeness/test-kit';
import { hasNginx, startNginx } from './baselines/nginx.ts';
import type { Benchmark, Measure } from './benchmark.ts';
import { CONNECTIONS, hasWrk, load } from './support/generator.ts';
import { median } from './support/numbers.ts';
import { startServer } from './support/server.ts';
import { upload } from './support/upload.ts';

const PROCESSES = 2;
/** bytes */
const WANTED = 10 * 1024;

/** Warm pictures from two API processes, beside nginx with two workers and the same bytes. */
export const reads: Benchmark = {
  name: 'reads',
  about: 'warm GET/s of a 10 KB variant with two processes, as a ratio to nginx serving the same bytes',
  async run({ quick, say }) {
    if (!hasWrk()) {
      say('SKIPPED: there is no wrk (Debian: apt-get install wrk nginx-light)');
      return [];
    }
    const server = await startServer({ LIKENESS_PROCESSES: String(PROCESSES) });
    const picture = await pictureOfSize(server.url, WANTED);
    say(
      `${picture.url.pathname.split('/').at(-1)}: ${picture.bytes.length} bytes, ${CONNECTIONS} connections`,
    );
    const nginx = hasNginx() ? await startNginx(picture.url.pathname, picture) : undefined;
    if (!nginx) say('WITHOUT A RATIO: there is no nginx (Debian: apt-get install nginx-light)');
    try {
      const seconds = quick ? 2 : 5;
      await load(picture.url, 2);
      if (nginx) await load(nginx.url, 1);
      const [ours, theirs, ratios] = [[] as number[], [] as number[], [] as number[]];
      for (let round = 0; round < (quick ? 3 : 5); round += 1) {
        const rate = await load(picture.url, seconds);
        ours.push(rate);
        if (!nginx) continue;
        const baseline = await load(nginx.url, seconds);
        theirs.push(baseline);
        ratios.push(rate / baseline);
        say(`${rate.toFixed(0)} GET/s, nginx ${baseline.toFixed(0)} GET/s`);
      }
      const measures: Measure[] = [{ metric: 'warm GET', value: median(ours), unit: '1/s' }];
      if (nginx) {
        measures.push(
          { metric: 'nginx GET', value: median(theirs), unit: '1/s' },
          { metric: 'GET ÷ nginx', value: median(ratios), unit: 'ratio', ratioTo: 'nginx', aim: '>= 0.5' },
        );
      }
      return measures;
    } finally {
      await nginx?.stop();
      await server.remove();
    }
  },
};

/** Uploads a photo and takes the size that comes nearest. */
async function pictureOfSize(server: URL, wanted: number) {
  const jpeg = await photo({ width: 1_600, height: 1_200, seed: 5 });
  const { urls } = await upload(server, 'reader', [jpeg]);
  const all = await Promise.all(
    Object.values(urls).map(async (address) => {
      const url = new URL(new URL(address, server).pathname, server);
      const answer = await fetch(url);
      const bytes = Buffer.from(await answer.arrayBuffer());
      return { url, bytes, type: answer.headers.get('content-type') ?? '' };
    }),
  );
  const distance = ({ bytes }: { bytes: Buffer }) => Math.abs(bytes.length - wanted);
  const [nearest] = all.toSorted((a, b) => distance(a) - distance(b));
  if (nearest === undefined) throw new Error('the upload has no sizes');
  return nearest;
}
