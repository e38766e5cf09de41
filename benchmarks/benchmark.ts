/** One measured number. */
export interface Measure {
  metric: string;
  value: number;
  unit: string;
  /** What the value is divided by, when it is a ratio. */
  ratioTo?: string;
  /** As `>= 0.9` or `<= 150`. Without one, the number is information. */
  aim?: `${'>=' | '<='} ${number}`;
}

export interface Run {
  /** Fewer and shorter rounds, for trying things out. */
  quick: boolean;
  /** How many jobs to queue, where that may be chosen. */
  count?: number;
  /** Tells what is being done. */
  say(text: string): void;
}

/** One benchmark: a file of its own, listed in `run.ts`. */
export interface Benchmark {
  name: string;
  /** In one line, for `--list`. */
  about: string;
  run(run: Run): Promise<Measure[]>;
}

/** Whether the aim is met; undefined when there is none. */
export function meets({ value, aim }: Measure): boolean | undefined {
  if (aim === undefined) return undefined;
  const [sign, bound] = aim.split(' ');
  return sign === '>=' ? value >= Number(bound) : value <= Number(bound);
}
