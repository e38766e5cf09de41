import { Progress } from '@base-ui/react/progress';
import { useMutation } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useText } from '../../../language/language.tsx';
import { likeness } from '../../../session/likeness.ts';
import { Button } from '../../../ui/button.tsx';
import { ErrorText } from '../../../ui/states.tsx';
import type { Body } from '../body-queries.ts';
import line from '../progress-line.module.css';
import { saveFile } from '../save-file.ts';
import styles from './body-result.module.css';

const LODS = ['0', '1', '2'] as const;
const COMPRESSIONS = { meshopt: 'meshopt', draco: 'draco', none: 'noCompression' } as const;
type Compression = keyof typeof COMPRESSIONS;

/** The model in the form that is wanted, and for its owner everything in one archive. */
export function DownloadPanel({ body }: { body: Body }) {
  const t = useText('bodies');
  const [lod, setLod] = useState<(typeof LODS)[number]>('0');
  const [compression, setCompression] = useState<Compression>('meshopt');
  const [pose, setPose] = useState<'a' | 't'>(body.customization.pose ?? 'a');
  const model = useMutation({
    mutationFn: async () => {
      const blob = await likeness.bodies.model(body.id, { lod, compression, pose });
      saveFile(blob, `body-lod${lod}.glb`);
    },
  });
  return (
    <>
      <section className={styles.section}>
        <h3>{t('model')}</h3>
        <p className={styles.hint}>{t('modelHint')}</p>
        <div className={styles.row}>
          <label>
            {t('detail')}
            <select value={lod} onChange={({ target }) => setLod(target.value as typeof lod)}>
              {LODS.map((value) => (
                <option key={value} value={value}>
                  {t(`lod${value}`)}
                </option>
              ))}
            </select>
          </label>
          <label>
            {t('compression')}
            <select
              value={compression}
              onChange={({ target }) => setCompression(target.value as Compression)}
            >
              {(Object.keys(COMPRESSIONS) as Compression[]).map((value) => (
                <option key={value} value={value}>
                  {t(COMPRESSIONS[value])}
                </option>
              ))}
            </select>
          </label>
          <label>
            {t('pose')}
            <select value={pose} onChange={({ target }) => setPose(target.value as 'a' | 't')}>
              <option value="a">{t('aPose')}</option>
              <option value="t">{t('tPose')}</option>
            </select>
          </label>
        </div>
        <div>
          <Button kind="primary" busy={model.isPending} onClick={() => model.mutate()}>
            {t('downloadModel')}
          </Button>
        </div>
        {model.error && <ErrorText error={model.error} />}
      </section>
      {body.own && <Archive id={body.id} />}
    </>
  );
}

function Archive({ id }: { id: string }) {
  const t = useText('bodies');
  const [progress, setProgress] = useState<number>();
  const leaving = useRef(new AbortController());
  useEffect(() => {
    leaving.current = new AbortController();
    return () => leaving.current.abort();
  }, []);
  const { mutate, isPending, error } = useMutation({
    mutationFn: async () => {
      const { signal } = leaving.current;
      setProgress(0);
      const params = { path: { id } };
      const { data } = await likeness.api.POST('/api/v1/avatars/{id}/export', { params, body: {}, signal });
      const jobId = data?.processingJobId ?? '';
      for await (const job of likeness.jobs.watch(jobId, { signal })) {
        setProgress(job.progress);
        if (job.status === 'failed' || job.status === 'cancelled') {
          throw new Error(job.errorMessage ?? job.status);
        }
      }
      const archive = await likeness.api.GET('/api/v1/avatars/{id}/exports/{jobId}', {
        params: { path: { id, jobId } },
        parseAs: 'blob',
        signal,
      });
      saveFile(archive.data as unknown as Blob, 'body.zip');
    },
  });
  return (
    <section className={styles.section}>
      <h3>{t('archive')}</h3>
      <p className={styles.hint}>{t('archiveHint')}</p>
      <div>
        <Button busy={isPending} onClick={() => mutate()}>
          {t('makeArchive')}
        </Button>
      </div>
      {isPending && (
        <Progress.Root value={progress ?? null} className={line.root}>
          <Progress.Label className={line.label}>{t('makingArchive')}</Progress.Label>
          <Progress.Track className={line.track}>
            <Progress.Indicator className={line.indicator} />
          </Progress.Track>
        </Progress.Root>
      )}
      {error && <ErrorText error={error} />}
    </section>
  );
}
