import { describe, expect, it } from 'vitest';
import { openTemplateFile, type TemplateIndex, TemplateWriter } from './template-file.ts';

const index = { vertices: 3 } as TemplateIndex;

describe('template file', () => {
  it('gives back what was written, also from the middle of a buffer', () => {
    const writer = new TemplateWriter();
    const bytes = writer.add(Uint8Array.of(1, 2, 3));
    const steps = writer.add(Int16Array.of(-5, 700));
    const metres = writer.add(Float32Array.of(0.5, -1.25));
    const file = writer.finish(index);
    const shifted = new Uint8Array(file.length + 1);
    shifted.set(file, 1);
    const opened = openTemplateFile(shifted.subarray(1));
    expect(opened.index.vertices).toBe(3);
    expect([...opened.read(bytes)]).toEqual([1, 2, 3]);
    expect([...opened.read(steps)]).toEqual([-5, 700]);
    expect([...opened.read(metres)]).toEqual([0.5, -1.25]);
  });

  it('refuses other bytes and other versions', () => {
    expect(() => openTemplateFile(new Uint8Array(20))).toThrow('no body template');
    const file = new TemplateWriter().finish(index);
    file[6] = 99;
    expect(() => openTemplateFile(file)).toThrow('version 99');
  });
});
