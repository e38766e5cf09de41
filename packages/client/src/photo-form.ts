import { appendFile, appendText, type SendableFile } from './sendable-file.ts';

/** A body that is to be read from photos. */
export interface PhotoBodyRequest {
  name: string;
  front: SendableFile;
  side?: SendableFile | undefined;
  /** That the person shown agrees to the wording of `/api/v1/avatars/photo-consent`. */
  consent: boolean;
  /** In `heightUnit`, or a text such as `5'7"`. Left out, the answer is much wider. */
  height?: number | string | undefined;
  heightUnit?: 'cm' | 'm' | 'in' | 'ft' | undefined;
  /** In kg or lb, or a text such as `154 lb`. */
  weight?: number | string | undefined;
  /** Years; adults only. */
  age?: number | undefined;
  sex?: 'female' | 'male' | undefined;
  unit?: 'metric' | 'imperial' | undefined;
  tags?: readonly string[] | undefined;
  isDefault?: boolean | undefined;
}

/** The form that `/api/v1/avatars/photo-based` takes. Texts go first: what is wrong with them is told sooner. */
export function photoForm({ front, side, tags, ...texts }: PhotoBodyRequest): FormData {
  const form = new FormData();
  for (const [field, value] of Object.entries(texts)) appendText(form, field, value);
  if (tags) form.append('tags', JSON.stringify(tags));
  appendFile(form, 'front', front);
  if (side) appendFile(form, 'side', side);
  return form;
}
