import { useState } from 'react';
import styles from './admin.module.css';

/** A small picture beside its id, which names it; a grey disc when it is gone by now. */
export function Thumbnail({ avatarId }: { avatarId: string }) {
  const [gone, setGone] = useState(false);
  if (gone) return <span className={styles.picture} />;
  return (
    <img
      src={`/avatars/${avatarId}/small.webp`}
      alt=""
      width={48}
      height={48}
      loading="lazy"
      className={styles.picture}
      onError={() => setGone(true)}
    />
  );
}
