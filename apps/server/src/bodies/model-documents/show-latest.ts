const ATTEMPTS = 5;

/**
 * Puts a document under an avatar's id unless a later one is there. Of two at once the constraint lets one win; the
 * other looks again.
 *
 * @param take takes the id from an earlier document and gives it to this one; throws when somebody was quicker
 * @returns false when a later one is there, or this one is not
 */
export async function showLatest({
  modelId,
  shownBy,
  take,
}: {
  modelId: bigint;
  shownBy: () => Promise<bigint | undefined>;
  take: () => Promise<boolean>;
}): Promise<boolean> {
  for (let attempt = 1; ; attempt += 1) {
    const shown = await shownBy();
    if (shown === modelId) return true;
    if (shown !== undefined && shown > modelId) return false;
    try {
      return await take();
    } catch (error) {
      if (attempt >= ATTEMPTS) throw error;
    }
  }
}
