export interface Standing {
  /** Write-ahead log up to which the primary had written, as `16/B374D848`. */
  primary: string;
  /** … and up to which the replica has replayed. */
  replica: string;
  /** ms of a clock that only goes forward: just before the primary was asked */
  at: number;
}

/**
 * How far a replica is behind, by what it has replayed and not by clocks: once it has come to where the primary was
 * at some moment, all that was committed by then is there. So two machines need not agree on the time, and a primary
 * that does nothing is no lag.
 */
export class LagMeter {
  #seen: { at: number; position: bigint }[] = [];

  /** @returns ms by which the replica is behind at most; infinite when it has come to nothing that was seen */
  add({ primary, replica, at }: Standing): number {
    this.#seen.push({ at, position: positionOf(primary) });
    const replayed = positionOf(replica);
    const reached = this.#seen.findLastIndex(({ position }) => position <= replayed);
    const last = this.#seen[reached];
    if (last === undefined) {
      // what is older than anything that is asked of us
      this.#seen = this.#seen.slice(-MOST);
      return Number.POSITIVE_INFINITY;
    }
    this.#seen = this.#seen.slice(reached).slice(-MOST);
    return at - last.at;
  }
}

/** Moments that are remembered while nothing is replayed. */
const MOST = 600;

function positionOf(text: string): bigint {
  const [high = '0', low = '0'] = text.split('/');
  return (BigInt(`0x${high}`) << 32n) | BigInt(`0x${low}`);
}
