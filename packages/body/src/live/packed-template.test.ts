import { brotliCompressSync, constants } from 'node:zlib';
import { bakedTemplate } from '@likeness/test-kit/bodies';
import { describe, expect, it } from 'vitest';
import { buildBody } from '../build-body.ts';
import { bodyFrame } from '../measure/body-frame.ts';
import { loadTemplate } from '../template/load-template.ts';
import type { BodyTemplate } from '../template/template.ts';
import { packTemplate } from './pack-template.ts';
import { unpackTemplate } from './unpack-template.ts';

const file = bakedTemplate();

/** Bytes, because a deep comparison of so many numbers takes a minute. */
const bytes = ({ buffer, byteOffset, byteLength }: ArrayBufferView): Buffer =>
  Buffer.from(buffer as ArrayBuffer, byteOffset, byteLength);
const same = (a: ArrayBufferView, b: ArrayBufferView): boolean => bytes(a).equals(bytes(b));

describe.each(['female', 'male'] as const)('the packed template, %s', (sex) => {
  const whole = loadTemplate(file, sex);
  const packed = packTemplate(file, sex);
  const { sex: told, template } = unpackTemplate(packed);

  it('is what the whole one is, to the last bit', () => {
    expect(told).toBe(sex);
    expect(same(template.positions, whole.positions)).toBe(true);
    expect(same(template.triangles, whole.triangles)).toBe(true);
    const names = ({ shapes }: BodyTemplate) => shapes.map(({ name, min, max }) => [name, min, max]);
    expect(names(template)).toEqual(names(whole));
    whole.shapes.forEach(({ displacements }, i) => {
      const mine = template.shapes[i]?.displacements ?? new Float32Array();
      expect(mine.every((value, k) => value === displacements[k])).toBe(true);
      expect(mine.length).toBe(displacements.length);
    });
    expect(template.bones).toEqual(whole.bones);
    expect(template.landmarks).toEqual(whole.landmarks);
    expect(same(bodyFrame(template).trunk, bodyFrame(whole).trunk)).toBe(true);
  });

  it('solves a body the same', () => {
    const request = { sex, measurements: { height: 172, chest: 98, waist: 84, hip: 101 } };
    const [first, second] = [whole, template].map(
      (own) => buildBody({ template: () => own, request }).body?.fitted.positions ?? new Float32Array(),
    ) as [Float32Array, Float32Array];
    expect(first.length).toBe(whole.positions.length);
    expect(same(second, first)).toBe(true);
  });

  it('is small once it is compressed', () => {
    const size = brotliCompressSync(packed, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }).length;
    expect(size).toBeLessThan(340_000);
  });
});

it('refuses other bytes', () => {
  expect(() => unpackTemplate(new Uint8Array(0))).toThrow();
  expect(() => unpackTemplate(file)).toThrow();
  const later = packTemplate(file, 'male');
  const text = new TextEncoder().encode('"version":2');
  later.set(text, 5);
  expect(() => unpackTemplate(later)).toThrow('version 2');
});
