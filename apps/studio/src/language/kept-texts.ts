export type Sentences = Record<string, string>;

/**
 * Files of sentences, each loaded once. One that could not be had stays so until `tryAgain`: who asks while drawing
 * asks over and over.
 *
 * @param kept those that need no loading
 */
export function keepTexts(load: (file: string) => Promise<Sentences>, kept: Iterable<[string, Sentences]>) {
  const loaded = new Map(kept);
  const failed = new Map<string, unknown>();
  const loading = new Map<string, Promise<void>>();

  async function fetched(file: string): Promise<void> {
    try {
      loaded.set(file, await load(file));
    } catch (error) {
      failed.set(file, error);
    } finally {
      loading.delete(file);
    }
  }

  return {
    /**
     * The sentences of a file, or a promise to wait for, which never rejects.
     *
     * @throws why the file could not be loaded
     */
    of(file: string): Sentences | Promise<void> {
      const found = loaded.get(file) ?? loading.get(file);
      if (found) return found;
      if (failed.has(file)) throw failed.get(file);
      const running = fetched(file);
      loading.set(file, running);
      return running;
    },
    /** What could not be loaded is loaded when it is asked for again. */
    tryAgain: (): void => failed.clear(),
  };
}
