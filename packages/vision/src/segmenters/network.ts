/** Numbers in and out of a network, row-major. */
export interface Values {
  data: Float32Array;
  shape: readonly number[];
}

export interface Port {
  name: string;
  /** Null where any number fits. */
  shape: readonly (number | null)[];
}

/** A network that was loaded from a file, whatever executes it. */
export interface Network {
  /** Its file, for messages. */
  path: string;
  inputs: readonly Port[];
  outputs: readonly Port[];
  /** @returns its outputs by name */
  run(inputs: Readonly<Record<string, Values>>): Promise<Record<string, Values>>;
  close(): Promise<void>;
}

/** "name [1,3,320,320], …", any number as `?`. */
export function describeInputs({ inputs }: Network): string {
  return inputs.map(({ name, shape }) => `${name} [${shape.map((n) => n ?? '?').join(',')}]`).join(', ');
}
