/** Tells that something about an avatar has changed; what it is, is asked of the API. */
export interface Live {
  /** @returns what ends it */
  onChange(avatarId: string, changed: () => void): () => void;
}
