/** Runs `act` for every item, at most `atOnce` together; the first failure stops the rest and is thrown. */
export async function forEachOf<T>(
  items: Iterable<T>,
  atOnce: number,
  act: (item: T) => Promise<void>,
): Promise<void> {
  // Shared: a loop that ends by a failure closes it for the others too.
  const left = (function* () {
    yield* items;
  })();
  const run = async () => {
    for (const item of left) await act(item);
  };
  const results = await Promise.allSettled(Array.from({ length: atOnce }, run));
  for (const result of results) if (result.status === 'rejected') throw result.reason;
}
