// Builds people's bodies, exports each as GLB, opens the file as a stranger would and measures it by the second tape.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { parentPort, workerData } from 'node:worker_threads';
import { BODY_DENSITY, buildBody, exportGlb, loadTemplate } from '@likeness/body';
import { litresOf, openBody, openEdges, secondTape } from '@likeness/test-kit/bodies';
import { cmOrDerived } from './people.mjs';

const file = createRequire(import.meta.url).resolve('@likeness/body/template.bin');
const bytes = new Uint8Array(readFileSync(file));
const templates = { female: loadTemplate(bytes, 'female'), male: loadTemplate(bytes, 'male') };

/** What a person gives, by the name of the case; nothing but sex and tape. */
export async function buildPerson(row, given) {
  const measurements = Object.fromEntries(
    given.map((key) => [key, { value: cmOrDerived(row, key), sigma: 0 }]),
  );
  const { findings, body } = buildBody({
    template: (sex) => templates[sex],
    request: { sex: row.sex, measurements },
  });
  if (!body) return { refused: findings.map(({ code }) => code).join(' ') };
  const { template, fitted } = body;
  const opened = await openBody(await exportGlb({ template, positions: fitted.positions }));
  return {
    tape: secondTape(opened),
    kg: litresOf(opened) * BODY_DENSITY,
    openEdges: openEdges(opened),
    closes: fitted.closes,
    selfIntersections: fitted.selfIntersections,
    outOfReach: fitted.outOfReach.map(({ key }) => key),
  };
}

if (parentPort) {
  for (const { row, at } of workerData.people) {
    const cases = {};
    for (const [name, given] of Object.entries(workerData.cases)) cases[name] = await buildPerson(row, given);
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
    parentPort.postMessage({ at, cases });
  }
}
