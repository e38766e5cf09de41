import { damaged } from '../errors.ts';

const SEQUENCE_PARAMETERS = 33;

/**
 * The sizes that an `hvcC` property states within its sequence parameter sets: what the decoder will really
 * allocate, whatever the container says. ITU-T H.265, 7.3.2.2.
 */
export function* hevcSize(hvcc: Buffer): Generator<{ width: number; height: number }> {
  let at = 23;
  for (let arrays = hvcc.readUInt8(22); arrays > 0; arrays -= 1) {
    const type = hvcc.readUInt8(at) & 0x3f;
    const count = hvcc.readUInt16BE(at + 1);
    at += 3;
    for (let unit = 0; unit < count; unit += 1) {
      const length = hvcc.readUInt16BE(at);
      if (type === SEQUENCE_PARAMETERS) yield sequenceSize(hvcc.subarray(at + 2, at + 2 + length));
      at += 2 + length;
    }
  }
}

function sequenceSize(unit: Buffer): { width: number; height: number } {
  const bits = new BitReader(withoutEmulation(unit.subarray(2)));
  bits.skip(4);
  const subLayers = bits.read(3);
  bits.skip(1);
  bits.skip(96);
  const present: { profile: number; level: number }[] = [];
  for (let layer = 0; layer < subLayers; layer += 1)
    present.push({ profile: bits.read(1), level: bits.read(1) });
  if (subLayers > 0) bits.skip(2 * (8 - subLayers));
  for (const { profile, level } of present) bits.skip(profile * 88 + level * 8);
  bits.golomb();
  if (bits.golomb() === 3) bits.skip(1);
  return { width: bits.golomb(), height: bits.golomb() };
}

/** Removes the 3 of every 0,0,3 that keeps start codes out of the stream. */
function withoutEmulation(bytes: Buffer): number[] {
  const plain: number[] = [];
  let zeros = 0;
  for (const byte of bytes) {
    if (zeros >= 2 && byte === 3) {
      zeros = 0;
      continue;
    }
    zeros = byte === 0 ? zeros + 1 : 0;
    plain.push(byte);
  }
  return plain;
}

class BitReader {
  readonly #bytes: readonly number[];
  #at = 0;

  constructor(bytes: readonly number[]) {
    this.#bytes = bytes;
  }

  skip(bits: number): void {
    this.#at += bits;
  }

  read(bits: number): number {
    let value = 0;
    for (let n = 0; n < bits; n += 1) {
      const byte = this.#bytes[this.#at >> 3];
      if (byte === undefined) throw damaged('the description of its coding is cut off');
      value = value * 2 + ((byte >> (7 - (this.#at & 7))) & 1);
      this.#at += 1;
    }
    return value;
  }

  /** Exp-Golomb, unsigned. */
  golomb(): number {
    let zeros = 0;
    while (this.read(1) === 0) {
      zeros += 1;
      if (zeros > 31) throw damaged('the description of its coding makes no sense');
    }
    return 2 ** zeros - 1 + this.read(zeros);
  }
}
