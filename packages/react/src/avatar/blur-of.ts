import { thumbHashToDataURL } from 'thumbhash';

const made = new Map<string, string>();
const KEPT = 200;

/** A ThumbHash as something that CSS can show; '' for one that is broken. */
export function blurOf(thumbhash: string | undefined): string {
  if (!thumbhash) return '';
  let url = made.get(thumbhash);
  if (url === undefined) {
    try {
      url = thumbHashToDataURL(Uint8Array.from(atob(thumbhash), (letter) => letter.charCodeAt(0)));
    } catch {
      url = '';
    }
    if (made.size >= KEPT) made.clear();
    made.set(thumbhash, url);
  }
  return url;
}
