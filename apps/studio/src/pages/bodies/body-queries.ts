import type { Avatar, AvatarSummary, LikenessError, Measurements } from '@likeness/client';
import { type QueryClient, queryOptions, useQuery } from '@tanstack/react-query';
import { likeness } from '../../session/likeness.ts';

export type Scope = 'own' | 'shared' | 'deleted';
export type BodySummary = AvatarSummary;
export type Body = Avatar;
export type Measured = Measurements;

/** Everything that is asked about bodies lies under this key. */
const BODIES = 'bodies';
/** What is of one version of a body never changes. */
const MODELS = 'models-of-bodies';
/** Has everything that is shown of bodies asked for again; not of one that is `gone`. */
export const changed = (client: QueryClient, gone?: string) =>
  client.invalidateQueries({ queryKey: [BODIES], predicate: ({ queryKey }) => queryKey[1] !== gone });

export interface ListQuery {
  scope: Scope;
  /** `#tag` looks for a tag, anything else for a part of the name. */
  search: string;
  page: number;
}

/** ms between two looks at what is being made; what changes meanwhile is told by the socket. */
const LOOK_AGAIN = 4_000;

const wanted = (search: string) => {
  const words = search.trim();
  if (words.length < 2) return {};
  return words.startsWith('#') ? { tags: words.slice(1) } : { search: words };
};

type Loaded<T> = { data: T | undefined; error: LikenessError | null; refetch: () => unknown };

export const useBodies = ({ scope, search, page }: ListQuery) =>
  useQuery({
    queryKey: [BODIES, 'list', scope, page, wanted(search)],
    queryFn: ({ signal }) => likeness.bodies.list({ scope, page, limit: 24, ...wanted(search) }, { signal }),
    placeholderData: (before) => before,
    refetchInterval: ({ state }) =>
      state.data?.data.some(({ status }) => status === 'processing') ? LOOK_AGAIN : false,
  });

/** @param there false once it was deleted, so that nobody asks for it */
export const useBody = (id: string, there = true): Loaded<Body> =>
  useQuery<Body, LikenessError>({
    queryKey: [BODIES, id],
    enabled: there,
    queryFn: ({ signal }) => likeness.bodies.get(id, { signal }),
    refetchInterval: ({ state }) => (state.data?.status === 'processing' ? LOOK_AGAIN : false),
  });

/** Every measure of a body; asked for again with each version of it. */
export const useMeasured = (
  { id, version }: Pick<Body, 'id' | 'version'>,
  unit: 'metric' | 'imperial',
): Loaded<Measured> =>
  useQuery<Measured, LikenessError>({
    queryKey: [BODIES, id, 'measurements', version, unit],
    queryFn: ({ signal }) => likeness.bodies.measurements(id, { unit, signal }),
    placeholderData: (before) => before,
  });

/** A model of a body. In the A-pose, whatever its owner chose: the viewer turns the arms itself. */
export const modelQuery = (id: string, version: number, lod: 0 | 1 | 2) =>
  queryOptions<Blob, LikenessError>({
    queryKey: [MODELS, id, version, lod],
    queryFn: ({ signal }) => likeness.bodies.model(id, { lod: `${lod}`, pose: 'a', signal }),
    staleTime: Number.POSITIVE_INFINITY,
  });

/** A picture of a body, which no `<img>` could ask for: it may need a token. */
export const usePicture = (id: string, version: number, size: '256' | '512', ready: boolean) =>
  useQuery<Blob, LikenessError>({
    queryKey: [MODELS, id, version, 'thumbnail', size],
    queryFn: ({ signal }) => likeness.bodies.thumbnail(id, { size, angle: 'three-quarter', signal }),
    enabled: ready,
    staleTime: Number.POSITIVE_INFINITY,
  });
