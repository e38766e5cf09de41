export const NAMES = ['likeness-avatar', 'likeness-uploader'] as const;
