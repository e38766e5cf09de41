import { sniff } from './sniff.ts';

/** Something that the browser can show, and how large the picture itself is, upright. */
export interface DecodedPreview {
  blob: Blob;
  width: number;
  height: number;
}

/** Makes a picture visible that the browser cannot show, a HEIC. */
export type DecodePreview = (file: Blob, signal?: AbortSignal) => Promise<Blob | DecodedPreview>;

/** A picture to be framed: shown small, sent whole. */
export interface OpenedPicture {
  file: Blob;
  /** A `blob:` address; `close` lets go of it. */
  url: string;
  /** Upright. Pixels of the file. */
  width: number;
  height: number;
  close(): void;
}

/** Screens show no more, and phones hold no more. Pixels. */
const LONGEST_PREVIEW = 2_048;
/** Beyond, the server refuses the picture; a browser may give up. */
const MOST_PIXELS = 50_000_000;

/**
 * Opens a picture for framing.
 *
 * @returns undefined for what cannot be shown: the server is asked about it as it is, and says why when it refuses
 */
export async function openPicture(
  file: Blob,
  decode?: DecodePreview,
  signal?: AbortSignal,
): Promise<OpenedPicture | undefined> {
  const format = sniff(new Uint8Array(await file.slice(0, 32).arrayBuffer()));
  // an SVG can be shown, too, and would only be refused after it was framed
  if (format === undefined) return undefined;
  const own = await load(file);
  if (own !== undefined || format !== 'heic' || decode === undefined) {
    return own && preview(file, own.url, own.image, format);
  }
  const decoded = await decode(file, signal).catch(() => undefined);
  signal?.throwIfAborted();
  if (decoded === undefined) return undefined;
  const blob = decoded instanceof Blob ? decoded : decoded.blob;
  const shown = await load(blob);
  if (shown === undefined) return undefined;
  const { width, height } =
    decoded instanceof Blob
      ? { width: shown.image.naturalWidth, height: shown.image.naturalHeight }
      : decoded;
  return { file, url: shown.url, width, height, close: () => URL.revokeObjectURL(shown.url) };
}

async function load(blob: Blob): Promise<{ url: string; image: HTMLImageElement } | undefined> {
  const url = URL.createObjectURL(blob);
  const image = new Image();
  const shown = new Promise<boolean>((resolve) => {
    image.addEventListener('load', () => resolve(true));
    image.addEventListener('error', () => resolve(false));
  });
  image.src = url;
  if (await shown) return { url, image };
  URL.revokeObjectURL(url);
  return undefined;
}

/** A large picture is shown by a smaller copy; one that may move stays as it is. */
async function preview(
  file: Blob,
  url: string,
  image: HTMLImageElement,
  format: string,
): Promise<OpenedPicture | undefined> {
  const { naturalWidth: width, naturalHeight: height } = image;
  const opened = (address: string) => ({
    file,
    url: address,
    width,
    height,
    close: () => URL.revokeObjectURL(address),
  });
  const longest = Math.max(width, height);
  if (width * height > MOST_PIXELS || longest === 0) {
    URL.revokeObjectURL(url);
    return undefined;
  }
  if (longest <= LONGEST_PREVIEW || format === 'gif' || format === 'webp') return opened(url);
  const scale = LONGEST_PREVIEW / longest;
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(1, Math.round(width * scale));
  canvas.height = Math.max(1, Math.round(height * scale));
  const context = canvas.getContext('2d');
  if (context === null) return opened(url);
  context.imageSmoothingQuality = 'high';
  context.drawImage(image, 0, 0, canvas.width, canvas.height);
  const small = await new Promise<Blob | null>((resolve) =>
    canvas.toBlob(resolve, format === 'png' ? 'image/png' : 'image/jpeg', 0.9),
  );
  if (small === null) return opened(url);
  URL.revokeObjectURL(url);
  return opened(URL.createObjectURL(small));
}
