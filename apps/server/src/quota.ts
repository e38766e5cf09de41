/** What is left of something that is limited. */
export interface Quota {
  limit: number;
  remaining: number;
  /** Seconds until there is more of it. */
  reset: number;
}

/** The standard headers of a limit. */
export function quotaHeaders({ limit, remaining, reset }: Quota): Record<string, string> {
  return {
    'ratelimit-limit': String(limit),
    'ratelimit-remaining': String(remaining),
    'ratelimit-reset': String(reset),
  };
}
