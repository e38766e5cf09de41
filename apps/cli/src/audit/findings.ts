/** The promises that the audit proves; their wording is in docs/reliability.md. */
export type Invariant = 'I1' | 'I2' | 'I3' | 'I4' | 'I5';

/** What is wrong with what. `subject` is an id or a key, never a person. */
export interface Finding {
  subject: string;
  what: string;
}

export interface CheckReport {
  check: string;
  invariants: readonly Invariant[];
  /** How many rows, objects or lines were looked at. */
  examined: number;
  breaches: number;
  /** What would be a breach if it were older. */
  notes: number;
  /** The first of the breaches. */
  listed: Finding[];
  /** The first of the notes. */
  noted: Finding[];
}

/** How many findings of each kind a check lists; the others are only counted. */
export const LISTED = 20;

/** Collects what one check finds, in bounded memory. */
export class Findings {
  readonly #report: CheckReport;

  constructor(check: string, invariants: readonly Invariant[]) {
    this.#report = { check, invariants, examined: 0, breaches: 0, notes: 0, listed: [], noted: [] };
  }

  examined(count = 1): void {
    this.#report.examined += count;
  }

  breach(subject: string, what: string): void {
    this.#report.breaches++;
    if (this.#report.listed.length < LISTED) this.#report.listed.push({ subject, what });
  }

  note(subject: string, what: string): void {
    this.#report.notes++;
    if (this.#report.noted.length < LISTED) this.#report.noted.push({ subject, what });
  }

  report(): CheckReport {
    return this.#report;
  }
}
