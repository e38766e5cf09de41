import type { PixelBudget } from '@likeness/images';
import type { StorageDriver } from '@likeness/storage';
import type { Config } from '../config/config.ts';
import type { Database } from '../database/database.ts';

/** What the operations on portraits work with. */
export interface PortraitsContext {
  config: Config;
  db: Database;
  store: StorageDriver;
  /** Shared by everything that decodes in this process. */
  budget: PixelBudget;
  /** Renderings under way, by storage id: twins of an upload wait for the first. */
  renderings: Map<bigint, Promise<unknown>>;
  /** Called between the steps of the storage protocol; the race tests hold an upload or a sweep here. */
  pause?: (point: PausePoint) => Promise<void>;
}

export type PausePoint =
  | 'upload:claimed'
  | 'upload:stored'
  | 'upload:locked'
  | 'sweep:locked'
  | 'sweep:marked'
  | 'sweep:deleted';

/** Who does something, for the audit log: a user within an organization. */
export interface Actor {
  /** Null: the operator. */
  userId: string | null;
  organizationId: string;
  requestId: string;
}
