import { Download, Printer } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { useText } from '../../language/language.tsx';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import adminStyles from './admin.module.css';
import type { Certificate } from './admin-api.ts';
import styles from './certificate-card.module.css';
import { useFormats } from './formats.ts';
import { saveFile } from './save-file.ts';

/** What went of a person, signed by the server; to print, or to keep as a file. */
export function CertificateCard({ certificate, onClose }: { certificate: Certificate; onClose(): void }) {
  const t = useText('admin');
  const { count, bytes, moment } = useFormats();
  const head = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    head.current?.scrollIntoView({ block: 'center' });
    head.current?.focus();
  }, []);
  const gone = [
    ['pictures', count(certificate.portraits)],
    ['files', count(certificate.pictures)],
    ['size', bytes(certificate.bytes)],
    ['bodies', count(certificate.bodies)],
    ['photos', count(certificate.photos)],
    ['keys', count(certificate.keysDestroyed)],
  ] as const;
  const marks = [
    ['certificateId', certificate.certificateId],
    ['personId', certificate.person],
    ['by', certificate.by],
    ['request', certificate.requestId],
    ['signature', certificate.signature],
  ] as const;
  return (
    <Card className={styles.certificate} aria-labelledby="certificate">
      <h2 id="certificate" ref={head} tabIndex={-1} className={styles.head}>
        {t('certificate')}
      </h2>
      <p>{t('certificateText', { at: moment(certificate.erasedAt) })}</p>
      <dl className={styles.gone}>
        {gone.map(([name, value]) => (
          <div key={name}>
            <dt>{t(name)}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <dl className={styles.marks}>
        {marks.map(([name, value]) => (
          <div key={name}>
            <dt>{t(name)}</dt>
            <dd dir="ltr">{value}</dd>
          </div>
        ))}
      </dl>
      <div className={`${adminStyles.actions} ${styles.actions}`}>
        <Button
          kind="primary"
          onClick={() =>
            saveFile(`erasure-${certificate.certificateId}.json`, JSON.stringify(certificate, null, 2))
          }
        >
          <Download aria-hidden="true" size={18} />
          {t('download')}
        </Button>
        <Button onClick={() => window.print()}>
          <Printer aria-hidden="true" size={18} />
          {t('print')}
        </Button>
        <Button onClick={onClose}>{t('done')}</Button>
      </div>
    </Card>
  );
}
