import { type CSSProperties, type HTMLAttributes, type ReactNode, useState } from 'react';
import type { EntityRef, Picture } from '../picture.ts';
import { usePortrait } from '../use-portrait.ts';
import { blurOf } from './blur-of.ts';
import { colourOfName } from './colour-of-name.ts';
import { initialsOf } from './initials.ts';
import { sourcesOf } from './sources-of.ts';

export interface AvatarProps extends Omit<HTMLAttributes<HTMLSpanElement>, 'children'> {
  /** Who it is: the initials and the colour are made of it, and it is what is read aloud. */
  name: string;
  /** As the API answers it; null for nobody's picture. */
  picture?: Picture | null | undefined;
  /** Instead of `picture`: whose picture is to be looked up (wants a `<LikenessProvider>`). */
  entity?: EntityRef | undefined;
  /** Instead of both: one address, such as a `stableUrl`. */
  src?: string | undefined;
  /** CSS pixels; default 48. */
  size?: number | undefined;
  shape?: 'circle' | 'rounded' | 'square' | undefined;
  /** Read aloud instead of the name; '' where the name stands beside it. */
  alt?: string | undefined;
  /** A mark at its lower end, such as who is online. It should have words of its own. */
  presence?: ReactNode;
  /** Default `lazy`. */
  loading?: 'lazy' | 'eager' | undefined;
}

/**
 * A person's picture: in the smallest size and best format that will do, blurred while it comes, and initials where
 * there is none. It takes its room at once.
 *
 * @example
 * <Avatar name="Ada Lovelace" entity={{ type: 'user', id: 'ada' }} size={64} />
 */
export function Avatar({ entity, picture, src, ...rest }: AvatarProps) {
  if (entity === undefined || picture !== undefined || src !== undefined) {
    return <AvatarFace {...rest} picture={picture} src={src} />;
  }
  return <AvatarOf {...rest} entity={entity} />;
}

function AvatarOf({ entity, ...rest }: Omit<AvatarProps, 'entity'> & { entity: EntityRef }) {
  const { portrait } = usePortrait(entity);
  return <AvatarFace {...rest} picture={portrait} src={undefined} />;
}

function AvatarFace({
  name,
  picture,
  src,
  size = 48,
  shape = 'circle',
  alt = name,
  presence,
  loading = 'lazy',
  className,
  style,
  ...rest
}: Omit<AvatarProps, 'entity'>) {
  const shown = picture ? sourcesOf(picture, size) : src ? { sources: [], src, srcSet: '' } : undefined;
  // by address, so that another picture gets its own try
  const [loaded, setLoaded] = useState<string>();
  const [broken, setBroken] = useState<string>();
  const address = shown?.src || undefined;
  const seen = address !== undefined && address !== broken;
  const blur = seen && loaded !== address ? blurOf(picture?.thumbhash) : '';
  const face: CSSProperties = seen
    ? {
        backgroundColor: loaded === address ? undefined : picture?.dominantColor,
        backgroundImage: blur === '' ? undefined : `url(${blur})`,
      }
    : { backgroundColor: colourOfName(name) };
  return (
    <span
      {...rest}
      className={['likeness-avatar', className].filter(Boolean).join(' ')}
      data-shape={shape}
      style={{ ...style, width: size, height: size, fontSize: Math.round(size * 0.4) }}
    >
      <span className="likeness-avatar-face" style={face}>
        {seen ? (
          <picture key={address}>
            {shown?.sources.map((source) => (
              <source key={`${source.type}${source.media}`} {...source} sizes={`${size}px`} />
            ))}
            <img
              src={address}
              srcSet={shown?.srcSet || undefined}
              sizes={`${size}px`}
              width={size}
              height={size}
              alt={alt}
              loading={loading}
              decoding="async"
              draggable={false}
              ref={(image) => {
                // one that came before this code did
                if (image?.complete && image.naturalWidth > 0) setLoaded(address);
              }}
              onLoad={() => setLoaded(address)}
              onError={() => setBroken(address)}
            />
          </picture>
        ) : (
          <Initials name={name} alt={alt} />
        )}
      </span>
      {presence !== undefined && <span className="likeness-avatar-presence">{presence}</span>}
    </span>
  );
}

function Initials({ name, alt }: { name: string; alt: string }) {
  const initials = initialsOf(name);
  const spoken =
    alt === '' ? ({ 'aria-hidden': true } as const) : ({ role: 'img', 'aria-label': alt } as const);
  return (
    <span className="likeness-avatar-initials" dir="auto" translate="no" {...spoken}>
      {initials === '' ? (
        <svg viewBox="0 0 24 24" width="60%" height="60%" fill="currentColor" aria-hidden="true">
          <circle cx="12" cy="8" r="4.2" />
          <path d="M3.5 21c.6-4.6 4.2-7 8.5-7s7.9 2.4 8.5 7z" />
        </svg>
      ) : (
        initials
      )}
    </span>
  );
}
