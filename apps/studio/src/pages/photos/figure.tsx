import type { SVGProps } from 'react';
import type { Kind } from './capture.ts';

/** Drawn in a box of 100 by 200, as a person should stand in the picture. */
const FRONT =
  'M50 8c7 0 11 6 11 13 0 6-2 10-5 13v5c3 3 12 4 17 7 4 3 6 8 8 15l9 29c2 6 3 10 2 13-1 4-5 4-6 1l-4-8-10-27-4-9c0 9-2 16-2 24 2 9 3 18 2 28l-4 37-2 22c0 5 4 8 3 10-1 3-8 3-11 1-2-2-1-6-1-11l-2-53-1-9-1 9-2 53c0 5 1 9-1 11-3 2-10 2-11-1-1-2 3-5 3-10l-2-22-4-37c-1-10 0-19 2-28 0-8-2-15-2-24l-4 9-10 27-4 8c-1 3-5 3-6-1-1-3 0-7 2-13l9-29c2-7 4-12 8-15 5-3 14-4 17-7v-5c-3-3-5-7-5-13 0-7 4-13 11-13z';
const SIDE =
  'M51 8c8 0 12 6 12 13 0 3 3 5 2 7l-3 2c0 4 0 7-3 8-2 1-4 0-5 1l-1 4c5 4 9 11 10 19 2 8 0 14 0 21 1 8 4 15 4 25 0 12-4 22-5 34l-3 33c-1 5 6 8 7 11 0 3-5 3-9 3-6 0-11 0-12-4-1-3 1-6 1-11l-1-32c-1-12-4-22-4-34 0-8 0-13 1-19-3-9-5-18-4-28 1-9 3-15 7-19v-6c-4-4-6-9-6-15 0-8 5-13 12-13z';

/** The outline of somebody who stands as the photo asks for. */
export function Figure({ kind, ...rest }: { kind: Kind } & SVGProps<SVGSVGElement>) {
  return (
    <svg viewBox="0 0 100 200" aria-hidden="true" {...rest}>
      <path
        d={kind === 'front' ? FRONT : SIDE}
        fill="currentColor"
        fillOpacity="0.12"
        stroke="currentColor"
        strokeWidth="1.6"
        strokeLinejoin="round"
        vectorEffect="non-scaling-stroke"
      />
    </svg>
  );
}
