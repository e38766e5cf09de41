export const POSES = ['a-pose', 't-pose'] as const;
