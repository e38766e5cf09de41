import type { Logger } from 'pino';

export interface EmbeddedOptions {
  dataDir: string;
  log: Logger;
  role: string;
  own: boolean;
  /** Called when the database had to be started on another port. */
  onMoved(url: string): void;
}

export interface EmbeddedDatabase {
  /** Of the database now. */
  readonly url: string;
  /** Gives up our part; the last one to leave stops the database. */
  leave(): Promise<void>;
}

export async function openEmbedded(_options: EmbeddedOptions): Promise<EmbeddedDatabase> {
  throw new Error('not yet');
}
