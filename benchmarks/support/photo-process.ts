// A process that reads the same two photos again and again, as a thread of the server does, and tells how long each
// part took. Started by photos.ts with the files as arguments.
import { readFile } from 'node:fs/promises';
import { buildBody, exportGlb, loadTemplate, type Sex } from '@likeness/body';
import { bakedTemplate } from '@likeness/test-kit/bodies';
import { createPhotoReader, createPoseEngine, decodePhoto, type ReadStep } from '@likeness/vision/node';
import { statusOf } from './process-status.ts';

/** Milliseconds by part. `decode` and `pose` are taken apart from the rest. */
export interface PhotoRound {
  total: number;
  /** Of the processor, all threads together. */
  processor: number;
  decode: number;
  pose: number;
  outline: number;
  measuring: number;
  fit: number;
  export: number;
}

export interface PhotoReport {
  rounds: PhotoRound[];
  /** ms until the models were ready */
  loading: number;
  /** MB; undefined where there is no /proc */
  resident?: number;
  highest?: number;
}

const [front = '', side = '', rounds = '0'] = process.argv.slice(2);
const photos = { front: new Uint8Array(await readFile(front)), side: new Uint8Array(await readFile(side)) };
const template = (() => {
  const bytes = bakedTemplate();
  const templates = { female: loadTemplate(bytes, 'female'), male: loadTemplate(bytes, 'male') };
  return (sex: Sex) => templates[sex];
})();

const began = performance.now();
const reader = await createPhotoReader();
const loading = performance.now() - began;
const report: PhotoReport = { rounds: [], loading };
// The first warms up.
for (let round = -1; round < Number(rounds); round++) {
  const at = await readOnce(168 + round * 0.1);
  if (round >= 0) report.rounds.push({ ...at, decode: 0, pose: 0 });
}
if (process.platform === 'linux') {
  report.resident = statusOf(process.pid, 'VmRSS');
  report.highest = statusOf(process.pid, 'VmHWM');
}
await reader.close();
// The parts within the reader's first step, one by one, after memory was taken.
const engine = await createPoseEngine({});
for (const round of report.rounds) {
  for (const bytes of Object.values(photos)) {
    const start = performance.now();
    const photo = await decodePhoto(bytes);
    const decoded = performance.now();
    await engine.detect(photo);
    round.decode += decoded - start;
    round.pose += performance.now() - decoded;
  }
}
await engine.close();
process.send?.(report);
process.disconnect();

async function readOnce(height: number): Promise<Omit<PhotoRound, 'decode' | 'pose'>> {
  const steps: Partial<Record<ReadStep, number>> = {};
  const before = process.cpuUsage();
  const start = performance.now();
  const { evidence, findings } = await reader.read({
    photos,
    height,
    sex: 'female',
    onStep: (step) => {
      steps[step] = performance.now();
    },
  });
  const read = performance.now();
  if (!evidence) throw new Error(`refused: ${findings.map(({ code }) => code).join(' ')}`);
  const { body } = buildBody({
    template,
    request: { sex: 'female', measurements: { height } },
    photo: evidence,
  });
  if (!body) throw new Error('no body');
  const fitted = performance.now();
  await exportGlb({ ...body, positions: body.fitted.positions, lod: 0 });
  const end = performance.now();
  const { user, system } = process.cpuUsage(before);
  const { landmarks = read, measurements = read } = steps;
  return {
    total: end - start,
    processor: (user + system) / 1000,
    outline: measurements - landmarks,
    measuring: read - measurements,
    fit: fitted - read,
    export: end - fitted,
  };
}
