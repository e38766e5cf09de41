import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { boundaryOf, readMultipart } from './multipart.ts';

/** The parts of a body that arrives in these pieces. */
async function partsOf(pieces: readonly Uint8Array[], boundary = 'b') {
  const left = pieces.map((piece) => Buffer.from(piece));
  const parts: { name: string; isFile: boolean; content: Buffer }[] = [];
  for await (const { content, name, isFile } of readMultipart(async () => left.shift(), boundary)) {
    const read: Buffer[] = [];
    for await (const piece of content) read.push(piece);
    parts.push({ name, isFile, content: Buffer.concat(read) });
  }
  return parts;
}
const body = (text: string) => [Buffer.from(text, 'latin1')];
const part = (head: string, content = 'x') => body(`--b\r\n${head}\r\n\r\n${content}\r\n--b--\r\n`);

describe('readMultipart', () => {
  it('gives what was put in, in whatever pieces it arrives', async () => {
    // contents that come as near to a delimiter as they can
    const content = fc
      .array(fc.constantFrom('\r', '\n', '-', 'b', 'x', '\r\n--', '\r\n--c', '\r\n-'), { maxLength: 30 })
      .map((letters) => letters.join(''))
      .filter((text) => !`\r\n${text}\r\n`.includes('\r\n--b'));
    const field = fc.record({ name: fc.stringMatching(/^[a-z]{1,9}$/), isFile: fc.boolean(), content });
    await fc.assert(
      fc.asyncProperty(
        fc.array(field, { minLength: 1, maxLength: 5 }),
        fc.array(fc.nat(12), { minLength: 1, maxLength: 9 }),
        async (fields, lengths) => {
          const text = fields.map(({ name, isFile, content }) => {
            const file = isFile ? '; filename="a;b\\".jpg"' : '';
            return `--b\r\nContent-Disposition: form-data; name="${name}"${file}\r\n\r\n${content}\r\n`;
          });
          const whole = Buffer.from(`${text.join('')}--b--\r\n`);
          const pieces: Buffer[] = [];
          for (let from = 0, n = 0; from < whole.length; n += 1) {
            const length = 1 + (lengths[n % lengths.length] ?? 0);
            pieces.push(whole.subarray(from, from + length));
            from += length;
          }
          const expected = fields.map((one) => ({ ...one, content: Buffer.from(one.content) }));
          expect(await partsOf(pieces)).toEqual(expected);
        },
      ),
      { numRuns: 300 },
    );
  });

  it.each([
    ['nothing', []],
    ['no part', body('--b--\r\n')],
  ])('%s: no parts', async (_what, pieces) => expect(await partsOf(pieces)).toEqual([]));

  it.each([
    [
      'a preamble and an epilogue',
      body('hello\r\n--b\r\nContent-Disposition: form-data; name=a\r\n\r\nx\r\n--b--\r\nbye'),
    ],
    ['a folded head', part('Content-Disposition: form-data;\r\n name="a"')],
    [
      'padding behind the boundary',
      body('--b \t\r\ncontent-disposition:form-data; name=a\r\n\r\nx\r\n--b--'),
    ],
  ])('%s', async (_what, pieces) =>
    expect(await partsOf(pieces)).toEqual([{ name: 'a', isFile: false, content: Buffer.from('x') }]),
  );

  it.each([
    ['another boundary', body('--c\r\n\r\n--c--\r\n')],
    ['a boundary that goes on', body('--bc\r\nContent-Disposition: form-data; name=a\r\n\r\nx\r\n--b--')],
    ['a part without a head', body('--b\r\n\r\nx\r\n--b--\r\n')],
    ['a part without a name', part('Content-Disposition: form-data; filename="a.jpg"')],
    ['an empty name', part('Content-Disposition: form-data; name=""')],
    ['a part that is no field', part('Content-Disposition: attachment; name="a"')],
    ['a part without a disposition', part('X: y')],
    ['a head without an end', part(`X: ${'y'.repeat(20_000)}`)],
    ['no end', body('--b\r\nContent-Disposition: form-data; name="a"\r\n\r\nx')],
    ['no content', body('--b\r\nContent-Disposition: form-data; name="a"\r\n')],
  ])('%s is refused', async (_what, pieces) =>
    expect(partsOf(pieces)).rejects.toMatchObject({ code: 'malformed_multipart' }),
  );

  it('takes twenty-four parts and no more', async () => {
    const parts = (n: number) =>
      body(`${'--b\r\nContent-Disposition: form-data; name="a"\r\n\r\nx\r\n'.repeat(n)}--b--`);
    expect(await partsOf(parts(24))).toHaveLength(24);
    await expect(partsOf(parts(25))).rejects.toMatchObject({ code: 'body_too_large' });
  });

  it('reads no further than it is asked to', async () => {
    let asked = 0;
    const endless = async () => {
      asked += 1;
      return Buffer.from(
        asked === 1 ? '--b\r\nContent-Disposition: form-data; name="a"\r\n\r\n' : 'x'.repeat(500),
      );
    };
    for await (const { name } of readMultipart(endless, 'b')) {
      expect(name).toBe('a');
      break;
    }
    expect(asked).toBe(1);
  });
});

describe('boundaryOf', () => {
  it.each([
    ['multipart/form-data; boundary=b', 'b'],
    ['Multipart/Form-Data; charset=utf-8; Boundary="b c"', 'b c'],
    ['multipart/mixed; boundary=b', undefined],
    ['multipart/form-data-x; boundary=b', undefined],
    [undefined, undefined],
  ])('%s: %s', (type, boundary) => expect(boundaryOf(type)).toBe(boundary));

  it.each([
    'multipart/form-data',
    'multipart/form-data; boundary=',
    `multipart/form-data; boundary=${'b'.repeat(257)}`,
  ])('%s is refused', (type) =>
    expect(() => boundaryOf(type)).toThrow(expect.objectContaining({ code: 'malformed_multipart' })),
  );
});
