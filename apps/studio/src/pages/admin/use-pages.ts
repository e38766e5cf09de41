import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { Page } from './admin-api.ts';

/** Empty pages in a row that are passed over before somebody is asked whether to go on. */
const PATIENCE = 10;

/** The next page that has rows: what a search looks through need not be what it finds. */
async function nextWithRows<P extends Page<unknown>>(
  fetchPage: (cursor: string | undefined) => Promise<P>,
  cursor: string | undefined,
): Promise<P> {
  let page = await fetchPage(cursor);
  for (let empty = 1; page.data.length === 0 && page.cursor !== null && empty < PATIENCE; empty++) {
    page = await fetchPage(page.cursor);
  }
  return page;
}

/** A list that comes in pages, each put below the one before. */
export function usePages<P extends Page<unknown>>(
  key: readonly unknown[],
  fetchPage: (cursor: string | undefined) => Promise<P>,
) {
  const query = useInfiniteQuery({
    queryKey: ['admin', ...key],
    queryFn: ({ pageParam }) => nextWithRows(fetchPage, pageParam),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ cursor }) => cursor ?? undefined,
    placeholderData: keepPreviousData,
  });
  const pages = query.data?.pages;
  const rows = useMemo(() => pages?.flatMap(({ data }) => data as P['data'][number][]), [pages]);
  return { query, rows, first: pages?.[0] };
}

export type Pages = ReturnType<typeof usePages>['query'];
