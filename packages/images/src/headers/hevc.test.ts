import { tinyHeic } from '@likeness/test-kit';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { hevcSize } from './hevc.ts';

const ue = (value: number): string => {
  const bits = (value + 1).toString(2);
  return '0'.repeat(bits.length - 1) + bits;
};

/** An `hvcC` of one sequence parameter set, written after H.265, 7.3.2.2. */
function hvcc(width: number, height: number, subLayers: number, chroma: number): Buffer {
  const layers =
    subLayers === 0
      ? ''
      : `${'11'.repeat(subLayers)}${'00'.repeat(8 - subLayers)}${'1'.repeat(96 * subLayers)}`;
  const bits =
    `0000${subLayers.toString(2).padStart(3, '0')}1${'0'.repeat(96)}${layers}` +
    `${ue(0)}${ue(chroma)}${chroma === 3 ? '0' : ''}${ue(width)}${ue(height)}1`;
  const plain = bits.match(/.{1,8}/g)?.map((byte) => Number.parseInt(byte.padEnd(8, '0'), 2)) ?? [];
  const escaped: number[] = [];
  for (const byte of plain) {
    const [before, last] = escaped.slice(-2);
    if (before === 0 && last === 0 && byte <= 3) escaped.push(3);
    escaped.push(byte);
  }
  const unit = [0x42, 0x01, ...escaped];
  return Buffer.from([
    ...Array<number>(22).fill(1),
    1,
    33,
    0,
    1,
    unit.length >> 8,
    unit.length & 255,
    ...unit,
  ]);
}

test('reads the size that any sequence parameter set states', () => {
  const size = fc.integer({ min: 1, max: 65_535 });
  fc.assert(
    fc.property(
      size,
      size,
      fc.integer({ min: 0, max: 6 }),
      fc.integer({ min: 0, max: 3 }),
      (w, h, layers, chroma) => {
        expect([...hevcSize(hvcc(w, h, layers, chroma))]).toEqual([{ width: w, height: h }]);
      },
    ),
  );
});

test('reads what an encoder wrote', () => {
  const file = tinyHeic();
  const at = file.indexOf('hvcC');
  expect([...hevcSize(file.subarray(at + 4, at - 4 + file.readUInt32BE(at - 4)))]).toEqual([
    { width: 120, height: 80 },
  ]);
});

test('a set that is cut off is refused', () => {
  const whole = hvcc(4_000, 3_000, 0, 1);
  expect(() => [...hevcSize(whole.subarray(0, whole.length - 4))]).toThrow(/damaged/);
});
