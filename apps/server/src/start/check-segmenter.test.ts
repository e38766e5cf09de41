import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { loadConfig } from '../config/config.ts';
import { ConfigurationError } from '../errors.ts';
import { checkSegmenter } from './check-segmenter.ts';

const check = (segmenter?: string) =>
  checkSegmenter(loadConfig(segmenter ? { LIKENESS_SEGMENTER: segmenter } : {}));

it('lets the default pass', async () => {
  await expect(check()).resolves.toBeUndefined();
});

it('names the setting when there is no such model, or it is none', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'segmenter-'));
  try {
    const broken = join(folder, 'broken.onnx');
    await writeFile(broken, 'no model');
    for (const path of [join(folder, 'missing.onnx'), broken]) {
      const error = await check(`onnx:${path}`).catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(ConfigurationError);
      expect((error as Error).message).toMatch(/^LIKENESS_SEGMENTER: /);
    }
  } finally {
    await rm(folder, { recursive: true });
  }
});
