export { LikenessProvider, useLikeness } from './likeness-context.tsx';
