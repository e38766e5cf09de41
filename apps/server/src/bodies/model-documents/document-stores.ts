import { StorageError } from '@likeness/storage';
import type { DocumentEngine, ModelDocuments } from './model-document.ts';

/** The engines that documents are kept in. A document stays where it was made until it is moved. */
export interface DocumentStores {
  /** Where new ones go. */
  readonly main: ModelDocuments;
  readonly all: readonly ModelDocuments[];
  /** @throws StorageError when this process does not know the engine */
  of(engine: DocumentEngine): ModelDocuments;
}

/** @param all the first is where new documents go */
export function documentStores(main: ModelDocuments, ...others: ModelDocuments[]): DocumentStores {
  const all = [main, ...others];
  return {
    main,
    all,
    of(engine) {
      const store = all.find((one) => one.engine === engine);
      if (!store) throw new StorageError('unavailable', `no ${engine} is configured`);
      return store;
    },
  };
}
