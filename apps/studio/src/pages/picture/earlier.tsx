import type { PortraitHistory } from '@likeness/client';
import { Avatar } from '@likeness/react';
import { useLanguage, useText } from '../../language/language.tsx';
import { likeness } from '../../session/likeness.ts';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { Confirm } from '../../ui/confirm.tsx';
import styles from './earlier.module.css';
import { type MyPortrait, stillServed, useChange } from './my-portrait.ts';

type Entry = PortraitHistory[number];

/** What was shown before, as long as it can come back; and the way to have all of it gone. */
export function Earlier({ mine, name, onErased }: { mine: MyPortrait; name: string; onErased: () => void }) {
  const t = useText('picture');
  const earlier = mine.history.filter(({ until }) => until !== null);
  const erase = useChange(() => likeness.portraits.remove({ erase: true }));
  return (
    <Card aria-labelledby="earlier">
      <h2 id="earlier">{t('earlier')}</h2>
      <p className={styles.lead}>{t(earlier.length > 0 ? 'earlierLead' : 'earlierNone')}</p>
      {earlier.length > 0 && (
        <ol className={styles.list}>
          {earlier.map((entry) => (
            <li key={`${entry.picture.avatarId} ${entry.since} ${entry.until}`}>
              <Face entry={entry} served={stillServed(mine, entry)} name={name} />
              <When entry={entry} />
            </li>
          ))}
        </ol>
      )}
      <div className={styles.erase}>
        <p>{t('eraseLead')}</p>
        <Confirm
          trigger={<Button kind="danger">{t('erase')}</Button>}
          title={t('eraseTitle')}
          action={t('erase')}
          onConfirm={async () => {
            await erase.mutateAsync();
            onErased();
          }}
        >
          <p>{t('eraseWhat', { count: mine.history.length })}</p>
        </Confirm>
      </div>
    </Card>
  );
}

function Face({ entry, served, name }: { entry: Entry; served: boolean; name: string }) {
  const t = useText('picture');
  if (served) return <Avatar name={name} picture={entry.picture} size={64} alt="" />;
  // nobody is shown it any more, and that includes us
  return (
    <span
      className={styles.gone}
      role="img"
      aria-label={t('notShown')}
      title={t('notShown')}
      style={{ backgroundColor: entry.picture.dominantColor }}
    />
  );
}

function When({ entry: { until, endedBy } }: { entry: Entry }) {
  const t = useText('picture');
  const { language } = useLanguage();
  if (until === null) return null;
  const format = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' });
  return (
    <span>
      {t(endedBy === 'deleted' ? 'deleted' : endedBy === 'undone' ? 'takenBack' : 'replaced')}
      <time dateTime={until}>{format.format(new Date(until))}</time>
    </span>
  );
}
