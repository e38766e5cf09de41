/** What a picture is and where, as every route of the API tells of it. */
export interface Picture {
  avatarId?: string;
  /** JPEG, by the name of the size. */
  urls: Readonly<Record<string, string>>;
  sources: {
    webp: Readonly<Record<string, string>>;
    avif: Readonly<Record<string, string>>;
    /** Of an animated picture: its first frame. */
    static?: Readonly<Record<string, string>> | undefined;
  };
  sizes: readonly { name: string; width: number; height: number }[];
  /** ThumbHash, base64. */
  thumbhash?: string;
  /** `#rrggbb` */
  dominantColor?: string;
  animated?: boolean;
}

/** Whose picture it is; `{ type: 'user', id: 'me' }` is whoever is signed in. */
export interface EntityRef {
  type: 'user' | 'agent' | 'item' | 'organization';
  /** The UUID, the name within the organization, or `me`. */
  id: string;
}

export const ME: EntityRef = { type: 'user', id: 'me' };
