import { likeness } from '../../session/likeness.ts';

/** A page of a list, and where the next begins. */
export interface Page<T> {
  data: readonly T[];
  cursor: string | null;
}

export interface Day {
  day: string;
  uploads: number;
  duplicates: number;
  storedBytes: number;
  savedBytes: number;
  bodies: number;
}

export interface Statistics {
  now: {
    totalAvatars: number;
    totalSize: number;
    duplicateCount: number;
    savedBytes: number;
    pendingCleanup: number;
    bodies: number;
    people: number;
  };
  days: readonly Day[];
}

export interface Duplicate {
  avatarId: string;
  users: number;
  bytes: number;
  savedBytes: number;
  createdAt: string;
}

export interface Waiting {
  avatarId: string;
  reason: string;
  queuedAt: string;
  dueAt: string;
  bytes: number;
}

export interface AuditEntry {
  id: string;
  at: string;
  actor: { id: string; userId: string } | null;
  action: string;
  subject: string | null;
  requestId: string | null;
  details: Record<string, unknown> | null;
}

export interface Engine {
  name: string;
  kind: string;
  state: 'ok' | 'down' | 'degraded';
  latencyMs: number | null;
  detail: string | null;
}

export interface Engines {
  status: string;
  engines: readonly Engine[];
}

export interface PersonRow {
  id: string;
  userId: string;
  portraits: number;
  bodies: number;
  createdAt: string;
}

export interface Certificate {
  certificateId: string;
  person: string;
  erasedAt: string;
  by: string;
  portraits: number;
  pictures: number;
  bytes: number;
  bodies: number;
  photos: number;
  keysDestroyed: number;
  requestId: string;
  signature: string;
}

type Query = Readonly<Record<string, string | number | undefined>>;

/** Without what was left empty: the server takes an empty value for a wrong one. */
const filled = (query: Query) =>
  Object.fromEntries(Object.entries(query).filter(([, value]) => value !== undefined && value !== ''));

async function get<T>(path: string, query: Query = {}): Promise<T> {
  const { data } = await likeness.api.GET(path as never, { params: { query: filled(query) } } as never);
  return data as T;
}

export const LIST_LENGTH = 50;

export const readStatistics = async (days: number): Promise<Statistics> =>
  (await get<{ data: Statistics }>('/api/v1/admin/statistics', { days })).data;
export const listDuplicates = (cursor?: string): Promise<Page<Duplicate>> =>
  get('/api/v1/admin/duplicates', { limit: LIST_LENGTH, cursor });
export const listWaiting = (cursor?: string): Promise<Page<Waiting> & { total: number }> =>
  get('/api/v1/admin/cleanup', { limit: LIST_LENGTH, cursor });
export const searchAudit = (search: Query, cursor?: string): Promise<Page<AuditEntry>> =>
  get('/api/v1/admin/audit', { ...search, limit: LIST_LENGTH, cursor });
export const readEngines = async (): Promise<Engines> =>
  (await get<{ data: Engines }>('/api/v1/admin/engines')).data;
export const searchPeople = (q: string, cursor?: string): Promise<Page<PersonRow>> =>
  get('/api/v1/admin/people', { q, limit: LIST_LENGTH, cursor });

/** For good: whatever is theirs goes. */
export async function erasePerson(id: string): Promise<Certificate> {
  const { data } = await likeness.api.POST(
    '/api/v1/admin/people/{id}/erasure' as never,
    { params: { path: { id } } } as never,
  );
  return (data as unknown as { data: Certificate }).data;
}

export async function runCleanup() {
  const { data } = await likeness.api.POST('/api/enterprise/avatar/system/cleanup');
  if (!data) throw new Error('The server answered without a report.');
  return data.data.cleanup;
}
export type CleanupReport = Awaited<ReturnType<typeof runCleanup>>;

export const JOB_STATUSES = ['queued', 'processing', 'completed', 'failed', 'cancelled'] as const;
export type JobStatus = (typeof JOB_STATUSES)[number];

export async function listJobs({ status, limit }: { status: JobStatus | undefined; limit: number }) {
  const { data } = await likeness.api.GET('/api/v1/jobs', {
    params: { query: { limit, ...(status && { status }) } },
  });
  return data?.data ?? [];
}
export type JobRow = Awaited<ReturnType<typeof listJobs>>[number];

export const retryJob = ({ avatarId, id }: JobRow) =>
  likeness.api.POST('/api/v1/avatars/{id}/jobs/{jobId}/retry', {
    params: { path: { id: avatarId, jobId: id } },
  });
export const cancelJob = ({ avatarId, id }: JobRow) =>
  likeness.api.POST('/api/v1/avatars/{id}/jobs/{jobId}/cancel', {
    params: { path: { id: avatarId, jobId: id } },
  });
