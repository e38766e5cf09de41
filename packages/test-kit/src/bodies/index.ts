export * from './mannequin.ts';
export * from './solids.ts';
