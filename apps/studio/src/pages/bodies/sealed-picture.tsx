import { useEffect, useState } from 'react';
import { usePicture } from './body-queries.ts';
import styles from './sealed-picture.module.css';

export interface SealedPictureProps {
  id: string;
  version: number;
  /** Whether there is one to ask for. */
  ready: boolean;
  size?: '256' | '512';
  alt: string;
}

/** The picture of a body. Its room is taken from the start, so that nothing moves when it comes. */
export function SealedPicture({ id, version, ready, size = '512', alt }: SealedPictureProps) {
  const { data } = usePicture(id, version, size, ready);
  const [url, setUrl] = useState<string>();
  useEffect(() => {
    if (!data) return undefined;
    const made = URL.createObjectURL(data);
    setUrl(made);
    return () => {
      URL.revokeObjectURL(made);
      setUrl(undefined);
    };
  }, [data]);
  return (
    <span className={styles.frame}>
      {url && <img src={url} alt={alt} width={size} height={size} className={styles.picture} />}
    </span>
  );
}
