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

/** The days of a person are moments to the server: from the first of one to the last of the other. */
export function auditQueryOf({ from, to, ...words }: AuditSearch) {
  return {
    ...words,
    from: from && new Date(`${from}T00:00:00`).toISOString(),
    to: to && new Date(`${to}T23:59:59.999`).toISOString(),
  };
}

const dayOr = (day: string | null): string =>
  day !== null && /^\d{4}-\d\d-\d\d$/.test(day) && !Number.isNaN(Date.parse(day)) ? day : '';
