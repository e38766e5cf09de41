import type { paths } from '@likeness/client';
import { likeness } from '../../session/likeness.ts';

type AdminPath = Extract<keyof paths, `/api/v1/admin/${string}`>;
type AnswerOf<P extends AdminPath, V extends 'get' | 'post' = 'get'> = paths[P][V] extends {
  responses: { 200: { content: { 'application/json': infer Answer } } };
}
  ? Answer
  : never;
type ListOf<P extends AdminPath> = AnswerOf<P> extends { data: readonly (infer Row)[] } ? Row : never;
type DataOf<P extends AdminPath, V extends 'get' | 'post' = 'get'> =
  AnswerOf<P, V> extends { data: infer Data } ? Data : never;

/** A page of a list, and where the next begins. */
export interface Page<T> {
  data: readonly T[];
  cursor: string | null;
}

export type Statistics = DataOf<'/api/v1/admin/statistics'>;
export type Day = Statistics['days'][number];
export type Duplicate = ListOf<'/api/v1/admin/duplicates'>;
export type Waiting = ListOf<'/api/v1/admin/cleanup'>;
export type AuditEntry = ListOf<'/api/v1/admin/audit'>;
export type Engines = DataOf<'/api/v1/admin/engines'>;
export type Engine = Engines['engines'][number];
export type PersonRow = ListOf<'/api/v1/admin/people'>;
export type Certificate = DataOf<'/api/v1/admin/people/{id}/erasure', 'post'>;

/** Without what was left empty: the server takes an empty value for a wrong one. */
const filled = <T extends object>(query: T): { [K in keyof T]?: NonNullable<T[K]> } =>
  Object.fromEntries(
    Object.entries(query).filter(([, value]) => value !== undefined && value !== ''),
  ) as never;

/** A refusal has been thrown by now; an answer without a body is none of ours. */
function there<T>({ data }: { data?: T }): NonNullable<T> {
  if (data === undefined || data === null) throw new Error('The answer is empty.');
  return data;
}

const { api } = likeness;
export const LIST_LENGTH = 50;
const page = (cursor: string | undefined) => filled({ limit: LIST_LENGTH, cursor });

export const readStatistics = async (days: number) =>
  there(await api.GET('/api/v1/admin/statistics', { params: { query: { days } } })).data;
export const listDuplicates = async (cursor?: string) =>
  there(await api.GET('/api/v1/admin/duplicates', { params: { query: page(cursor) } }));
export const listWaiting = async (cursor?: string) =>
  there(await api.GET('/api/v1/admin/cleanup', { params: { query: page(cursor) } }));
export const readEngines = async () => there(await api.GET('/api/v1/admin/engines')).data;
export const searchPeople = async (q: string, cursor?: string) =>
  there(await api.GET('/api/v1/admin/people', { params: { query: { ...filled({ q }), ...page(cursor) } } }));

export const searchAudit = async (
  search: { q: string; action: string; actor: string; from: string; to: string },
  cursor?: string,
) =>
  there(await api.GET('/api/v1/admin/audit', { params: { query: { ...filled(search), ...page(cursor) } } }));

/** For good: whatever is theirs goes. */
export const erasePerson = async (id: string) =>
  there(await api.POST('/api/v1/admin/people/{id}/erasure', { params: { path: { id } } })).data;

export const runCleanup = async () =>
  there(await api.POST('/api/enterprise/avatar/system/cleanup')).data.cleanup;
export type CleanupReport = Awaited<ReturnType<typeof runCleanup>>;

export const JOB_STATUSES = ['queued', 'processing', 'completed', 'failed', 'cancelled'] as const;
export type JobStatus = (typeof JOB_STATUSES)[number];

export const listJobs = async ({ status, limit }: { status: JobStatus | undefined; limit: number }) =>
  there(await api.GET('/api/v1/jobs', { params: { query: { ...filled({ status }), limit } } })).data;
export type JobRow = Awaited<ReturnType<typeof listJobs>>[number];

const pathOf = ({ avatarId, id }: JobRow) => ({ params: { path: { id: avatarId, jobId: id } } });
export const retryJob = (job: JobRow) => api.POST('/api/v1/avatars/{id}/jobs/{jobId}/retry', pathOf(job));
export const cancelJob = (job: JobRow) => api.POST('/api/v1/avatars/{id}/jobs/{jobId}/cancel', pathOf(job));
