import { z } from 'zod';
import { isCursor } from '../../../admin/keyset.ts';
import { isPlain, PLAIN } from '../bodies/body-request.ts';

export const limitSchema = z.coerce.number().int().min(1).max(200).default(50);

/** What the page before gave, of a list of rows with such ids. */
export const cursorSchema = (idType: 'uuid' | 'bigint') =>
  z
    .string()
    .max(100)
    .refine((text) => isCursor(text, idType), 'is none that this list gave')
    .optional()
    .describe('As the page before gave it');

export const searchSchema = z.string().trim().max(200).refine(isPlain, PLAIN).optional();

/** Of the next page; a page may be short, even empty, and still have one. */
export const nextCursor = z
  .string()
  .nullable()
  .describe('Of the next page; null: there is none. A page may be short, even empty, and have a next one');
