// npm run accuracy -- --photos [sitters]: bodies that do not exist, photographed and read back.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readResults, withPhotoSection, writePage } from '../document.mjs';
import { csv } from '../figures.mjs';
import { readSitters } from './read-sitters.mjs';
import { PHOTO_RESULTS, photoSection } from './section.mjs';
import { answersOf, byCondition, byMeasure, outcomes, photoConditionsRow } from './summarise.mjs';

/** So many are enough for the page. */
export const SITTERS = 120;

/**
 * @param options `sitters`, `processes`, `cache`, `model`, `drawOnly`, `meshes`, `out`; with `page` the page is written
 */
export async function measurePhotos({ sitters, processes, cache, model, drawOnly, meshes, out, page }) {
  const startedAt = performance.now();
  let told = startedAt;
  const results = await readSitters(
    { count: sitters, processes, cache, model, drawOnly, meshes },
    (done, all) => {
      if (done < all && performance.now() - told < 15_000) return;
      told = performance.now();
      console.error(`accuracy: ${done} of ${all} sitters ${drawOnly ? 'drawn' : 'read'}`);
    },
  );
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(0);
  if (drawOnly) return console.log(`${sitters} sitters drawn in ${seconds} s.`);
  mkdirSync(out, { recursive: true });
  const keep = (name, rows, folder = out) => writeFileSync(join(folder, `accuracy-${name}.csv`), csv(rows));
  const answers = answersOf(results);
  keep('photos-conditions', [photoConditionsRow(results, model)]);
  keep('photos-outcomes', outcomes(results));
  keep('photos-measures', byMeasure(answers));
  keep('photos-conditions-of-photos', byCondition(answers));
  const local = join('benchmarks', 'results', 'local');
  mkdirSync(local, { recursive: true });
  keep('photos-answers', answers, local);
  const read = readResults(out, PHOTO_RESULTS);
  console.log(photoSection(read));
  if (page) writePage(withPhotoSection(read));
  console.log(`\nCSV in ${out}, each answer in ${local}; ${seconds} s in ${processes} processes.`);
}
