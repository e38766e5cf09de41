import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { photoProgress, STEPS } from './photo-progress.ts';

function terminal(isTTY: boolean) {
  const stream = Object.assign(new PassThrough(), { isTTY, columns: 80 }) as unknown as NodeJS.WriteStream &
    PassThrough;
  return { stream, written: () => String(stream.read() ?? '') };
}

describe('photoProgress', () => {
  it('says what happens on a terminal', () => {
    const { stream, written } = terminal(true);
    const progress = photoProgress(stream);
    progress.begin('landmarks');
    progress.end();
    expect(written()).toContain(STEPS.landmarks[1]);
  });

  it('writes nothing where there is no terminal', () => {
    const { stream, written } = terminal(false);
    const progress = photoProgress(stream);
    for (const step of Object.keys(STEPS) as (keyof typeof STEPS)[]) progress.begin(step);
    progress.end();
    expect(written()).toBe('');
  });

  it('only goes forward', () => {
    const shares = Object.values(STEPS).map(([percent]) => percent);
    expect(shares).toEqual([...shares].sort((a, b) => a - b));
  });
});
