import type { ReadStep } from '@likeness/vision/node';
import { Presets, SingleBar } from 'cli-progress';

/** What happens, in its order, with the share that is done when it begins. */
export const STEPS = {
  models: [5, 'Loading the models'],
  background: [15, 'Telling the person from the background'],
  landmarks: [50, 'Finding shoulders, hips, knees'],
  measurements: [70, 'Measuring'],
  body: [85, 'Making the body'],
} as const satisfies Record<ReadStep | 'models' | 'body', readonly [number, string]>;

export type Step = keyof typeof STEPS;

export interface PhotoProgress {
  begin(step: Step): void;
  end(): void;
}

/** A bar on a terminal; nothing where there is none, so that what is said on stderr can be read by programs. */
export function photoProgress(stream: NodeJS.WriteStream): PhotoProgress {
  if (!stream.isTTY) return { begin() {}, end() {} };
  const bar = new SingleBar(
    { stream, format: '{bar} {percentage} % · {step}', clearOnComplete: true, hideCursor: true },
    Presets.rect,
  );
  bar.start(100, 0, { step: '' });
  return {
    begin(step) {
      const [percent, text] = STEPS[step];
      bar.update(percent, { step: text });
    },
    end: () => bar.stop(),
  };
}
