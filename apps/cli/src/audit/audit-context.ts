import type { StorageDriver } from '@likeness/storage';
import type { Pool } from 'pg';
import type { DocumentsInMongodb } from './documents-in-mongodb.ts';
import type { Patience } from './settle.ts';

/** What the checks work with. */
export interface AuditContext {
  /** Read-only connections. */
  pool: Pool;
  store: StorageDriver;
  /** Where documents of bodies may be beside the database. */
  documents?: DocumentsInMongodb;
  /** ms that an object without a row may lie */
  grace: number;
  /** ms that an unfinished row or temporary file may lie: never shorter than the longest upload */
  patience: number;
  /** What is under way may take this long, all checks together, before it counts as left behind. */
  settle: Patience;
  /** Objects read at the same time. */
  parallel: number;
  /** Folders of temporary files; `names` tells which files in them are meant. */
  temporary: readonly TemporaryPlace[];
  /** An NDJSON file of what a load generator was told is stored. */
  acknowledged?: string;
  signal?: AbortSignal;
}

export interface TemporaryPlace {
  dir: string;
  names: RegExp;
}

/** The smallest UUID: where paging by id begins. */
export const FIRST_ID = '00000000-0000-0000-0000-000000000000';
