export * from './baked-template.ts';
export * from './mannequin.ts';
export * from './open-body.ts';
export * from './second-tape.ts';
export * from './solids.ts';
export * from './validate-glb.ts';
