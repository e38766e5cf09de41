import type { CSSProperties } from 'react';
import { type Framing, type Size, turnedSize } from './framing.ts';

/** A framing as it is being made: what to show of which picture. */
export interface LiveFraming extends Framing {
  /** Of something that the browser can show. */
  url: string;
  /** Upright, in the pixels that `crop` counts. */
  picture: Size;
}

export interface CropPreviewProps {
  framing: LiveFraming;
  /** CSS pixels. */
  size: number;
  alt: string;
  className?: string;
  /** Default `circle`. */
  shape?: 'circle' | 'rounded' | 'square';
}

/**
 * A picture as it will be seen, before it is sent.
 *
 * @example
 * <AvatarUploader onFraming={setFraming} />
 * {framing && <CropPreview framing={framing} size={48} alt="" />}
 */
export function CropPreview({ framing, size, alt, className, shape = 'circle' }: CropPreviewProps) {
  const { url, picture, crop, rotate } = framing;
  const box = turnedSize(picture, rotate);
  const scale = size / crop.width;
  const [width, height] = [picture.width * scale, picture.height * scale];
  const x = (box.width / 2 - crop.x) * scale - width / 2;
  const y = (box.height / 2 - crop.y) * scale - height / 2;
  const style: CSSProperties = { width, height, transform: `translate(${x}px, ${y}px) rotate(${rotate}deg)` };
  return (
    <span
      className={['likeness-preview', className].filter(Boolean).join(' ')}
      data-shape={shape}
      style={{ width: size, height: size }}
    >
      <img src={url} alt={alt} style={style} draggable={false} />
    </span>
  );
}
