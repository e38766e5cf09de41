import { Avatar, CropPreview, type LiveFraming, type Picture } from '@likeness/react';
import { useEffect, useRef, useState } from 'react';
import { useText } from '../../language/language.tsx';
import styles from './places.module.css';

export interface PlacesProps {
  name: string;
  picture: Picture | null;
  /** While one is being framed. */
  framing: LiveFraming | undefined;
}

const FULL = 400;
const GROUNDS = ['light', 'dark'] as const;

/** Where the picture will be seen, on light and on dark, also while it is being framed. */
export function Places({ name, picture, framing }: PlacesProps) {
  const t = useText('picture');
  return (
    <section aria-labelledby="places">
      <h2 id="places">{t('places')}</h2>
      <p className={styles.lead}>{t(framing ? 'placesLive' : picture ? 'placesNow' : 'placesNone')}</p>
      <div className={styles.grounds} data-live={framing ? '' : undefined}>
        {GROUNDS.map((ground) => (
          <Ground key={ground} ground={ground} name={name} picture={picture} framing={framing} />
        ))}
      </div>
    </section>
  );
}

function Ground({ ground, name, picture, framing }: PlacesProps & { ground: (typeof GROUNDS)[number] }) {
  const t = useText('picture');
  const pane = useRef<HTMLDivElement>(null);
  const [room, setRoom] = useState(FULL);
  useEffect(() => {
    const element = pane.current;
    if (element === null) return;
    const observer = new ResizeObserver(([entry]) => entry && setRoom(Math.floor(entry.contentRect.width)));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  const where = t(ground);
  const face = (size: number, place: 'chat' | 'list' | 'profile' | 'full') => {
    const alt = t('seen', { place: t(place), where });
    return framing ? (
      <CropPreview framing={framing} size={size} alt={alt} />
    ) : (
      <Avatar name={name} picture={picture} size={size} alt={alt} />
    );
  };
  const title = (place: 'chat' | 'list' | 'profile' | 'full', pixels: number) => (
    <h3>
      {t(place)} <small>{t('side', { pixels })}</small>
    </h3>
  );
  return (
    <section className={styles.ground} data-ground={ground} aria-label={where}>
      <div ref={pane} className={styles.inner}>
        <div className={styles.small}>
          <div>
            {title('chat', 32)}
            <p className={styles.said}>
              {face(32, 'chat')}
              <span className={styles.bubble}>{t('chatOne')}</span>
            </p>
            <p className={styles.answer}>
              <span className={styles.bubble}>{t('chatTwo')}</span>
            </p>
          </div>
          <div>
            {title('list', 48)}
            <p className={styles.person} aria-hidden="true">
              <span className={styles.blankFace} />
              <span className={styles.blankWords} />
            </p>
            <p className={styles.person}>
              {face(48, 'list')}
              <bdi className={styles.name}>{name}</bdi>
            </p>
            <p className={styles.person} aria-hidden="true">
              <span className={styles.blankFace} />
              <span className={styles.blankWords} />
            </p>
          </div>
        </div>
        <div className={styles.profile}>
          {title('profile', 200)}
          {face(200, 'profile')}
          <bdi className={styles.name}>{name}</bdi>
        </div>
        {(picture || framing) && (
          <div className={styles.full}>
            {title('full', FULL)}
            {face(Math.min(FULL, room), 'full')}
          </div>
        )}
      </div>
    </section>
  );
}
