/**
 * Writes tiny ONNX models, so that tests need no file of anybody's: the few messages of `onnx.proto` that a graph of
 * standard operators takes, in protobuf's wire format.
 */
export interface OnnxGraph {
  inputs: readonly OnnxValue[];
  outputs: readonly OnnxValue[];
  nodes: readonly OnnxNode[];
  constants?: readonly OnnxConstant[];
}

/** A name in place of a number lets any number fit. */
export interface OnnxValue {
  name: string;
  shape: readonly (number | string)[];
}

export interface OnnxNode {
  op: string;
  inputs: readonly string[];
  outputs: readonly string[];
  attributes?: Readonly<Record<string, number | string | readonly number[]>>;
}

export interface OnnxConstant {
  name: string;
  shape: readonly number[];
  values: readonly number[];
  type?: 'float' | 'int64';
}

const TYPES = { float: 1, int64: 7 } as const;
const [VARINT, BYTES, FIXED32] = [0, 2, 5] as const;
/** Of attributes. */
const [INT, STRING, INTS] = [2, 3, 7] as const;

/** @example await writeFile('tiny.onnx', onnxModel({ inputs, outputs, nodes })) */
export function onnxModel({ inputs, outputs, nodes, constants = [] }: OnnxGraph): Buffer {
  const graph = message(
    ...nodes.map((node) => field(1, nodeOf(node))),
    field(2, text('tiny')),
    ...constants.map((constant) => field(5, constantOf(constant))),
    ...inputs.map((value) => field(11, portOf(value))),
    ...outputs.map((value) => field(12, portOf(value))),
  );
  // The version of the file format, the graph and the set of operators.
  return message(whole(1, 8), field(7, graph), field(8, message(field(1, text('')), whole(2, 17))));
}

function nodeOf({ op, inputs, outputs, attributes = {} }: OnnxNode): Buffer {
  return message(
    ...inputs.map((name) => field(1, text(name))),
    ...outputs.map((name) => field(2, text(name))),
    field(4, text(op)),
    ...Object.entries(attributes).map(([name, value]) => field(5, attributeOf(name, value))),
  );
}

function attributeOf(name: string, value: number | string | readonly number[]): Buffer {
  if (typeof value === 'number') return message(field(1, text(name)), whole(3, value), whole(20, INT));
  if (typeof value === 'string')
    return message(field(1, text(name)), field(4, text(value)), whole(20, STRING));
  return message(field(1, text(name)), ...value.map((one) => whole(8, one)), whole(20, INTS));
}

function constantOf({ name, shape, values, type = 'float' }: OnnxConstant): Buffer {
  const numbers =
    type === 'float' ? values.map((value) => float(4, value)) : values.map((value) => whole(7, value));
  return message(...shape.map((n) => whole(1, n)), whole(2, TYPES[type]), ...numbers, field(8, text(name)));
}

function portOf({ name, shape }: OnnxValue): Buffer {
  const dimensions = shape.map((n) =>
    field(1, typeof n === 'number' ? message(whole(1, n)) : message(field(2, text(n)))),
  );
  const tensor = message(whole(1, TYPES.float), field(2, message(...dimensions)));
  return message(field(1, text(name)), field(2, message(field(1, tensor))));
}

const message = (...fields: readonly Buffer[]): Buffer => Buffer.concat(fields);
const text = (value: string): Buffer => Buffer.from(value, 'utf8');
const key = (number: number, wire: number): Buffer => varint((number << 3) | wire);
const whole = (number: number, value: number): Buffer => Buffer.concat([key(number, VARINT), varint(value)]);
const field = (number: number, content: Buffer): Buffer =>
  Buffer.concat([key(number, BYTES), varint(content.length), content]);

function float(number: number, value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeFloatLE(value);
  return Buffer.concat([key(number, FIXED32), bytes]);
}

/** Negative numbers as 64 bits, as protobuf wants them. */
function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  do {
    const low = Number(rest & 0x7fn);
    rest >>= 7n;
    bytes.push(rest === 0n ? low : low | 0x80);
  } while (rest !== 0n);
  return Buffer.from(bytes);
}
