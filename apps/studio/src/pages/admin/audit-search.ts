/** What is looked for in the audit log, as the address of the page has it. */
export interface AuditSearch {
  q: string;
  action: string;
  actor: string;
  /** A day of whoever looks, as 2026-11-21. */
  from: string;
  to: string;
}
export const AUDIT_FIELDS = ['q', 'action', 'actor', 'from', 'to'] as const;

export const auditSearchOf = (address: URLSearchParams): AuditSearch => ({
  q: address.get('q') ?? '',
  action: address.get('action') ?? '',
  actor: address.get('actor') ?? '',
  from: dayOr(address.get('from')),
  to: dayOr(address.get('to')),
});

/** Only what was filled in, so that addresses stay short. */
export const addressOf = (search: AuditSearch): Record<string, string> =>
  Object.fromEntries(
    AUDIT_FIELDS.map((name) => [name, search[name].trim()] as const).filter(([, value]) => value !== ''),
  );

/** The days of a person are moments to the server: from the first of one to the first after the other. */
export function auditQueryOf({ from, to, ...words }: AuditSearch) {
  return {
    ...words,
    from: from && new Date(`${from}T00:00:00`).toISOString(),
    to: to && dayAfter(to).toISOString(),
  };
}

function dayAfter(day: string): Date {
  const midnight = new Date(`${day}T00:00:00`);
  // not 24 hours later: days on which the clocks change are shorter or longer
  midnight.setDate(midnight.getDate() + 1);
  return midnight;
}

const dayOr = (day: string | null): string =>
  day !== null && /^\d{4}-\d\d-\d\d$/.test(day) && !Number.isNaN(Date.parse(day)) ? day : '';
