import { processPhotos } from '../bodies/process-photos.ts';
import type { TestBodies } from './test-bodies.ts';

/** What the engine says of photos in which it saw little. */
export const MEASURED = {
  findings: [],
  evidence: { version: 1 as const, features: ['front.hip'], shares: [0.2], noise: [1e-4] },
  photos: [],
};

/** What it says of a photo that it refuses, with what it saw in it. */
export const REFUSED = {
  findings: [
    {
      photo: 'front' as const,
      code: 'body_cut_off' as const,
      severity: 'error' as const,
      sentence: 'Step back.',
      messageId: 'cut_off_feet' as const,
    },
  ],
  evidence: null,
  photos: [
    {
      kind: 'front' as const,
      width: 480,
      height: 640,
      landmarks: [{ x: 1, y: 2, z: 0, visibility: 1, presence: 1 }],
      world: [],
      outline: [[0, 0, 9, 0, 9, 9]],
      camera: null,
    },
  ],
};

/** Does a job of photos here and now, as its first try, up to the model. */
export async function processHere(
  test: TestBodies,
  { id, jobId }: { id: string; jobId: string },
): Promise<void> {
  await test.services.database.pool.query(
    `UPDATE avatar.processing_jobs SET status = 'processing', attempts = 1 WHERE id = $1`,
    [jobId],
  );
  const job = { id: jobId, avatarId: id, attempt: 1, signal: new AbortController().signal };
  await processPhotos(test.services.bodies.context, {
    ...job,
    async progress(percent) {
      if (percent === 70) throw new Error('so far');
    },
  });
}

/** What a queue writes of a job that failed for good. */
export async function failHere({ services }: TestBodies, { id, jobId }: { id: string; jobId: string }) {
  const { pool } = services.database;
  await pool.query(`UPDATE avatar.processing_jobs SET status = 'failed' WHERE id = $1`, [jobId]);
  await pool.query(`UPDATE avatar.avatars SET status = 'error' WHERE id = $1`, [id]);
}
