import { ImageUp } from 'lucide-react';
import { useRef, useState } from 'react';
import { useText } from '../../language/language.tsx';
import { useWays } from '../../session/ways-in.tsx';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import type { Kind } from './capture.ts';
import styles from './photos.module.css';

const PICTURE = /^image\/|^$/;
type Problem = 'noPicture' | 'emptyFile' | 'largeFile';

/** @param most bytes */
function problemOf(file: File, most: number): Problem | undefined {
  if (file.size === 0) return 'emptyFile';
  if (!PICTURE.test(file.type)) return 'noPicture';
  return file.size > most ? 'largeFile' : undefined;
}

/** Takes one picture: dropped, chosen, or by the phone's own camera app. */
export function FileBox({ kind, onFile }: { kind: Kind; onFile(file: File): void }) {
  const t = useText('photos');
  const input = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const [wrong, setWrong] = useState<Problem | undefined>();
  const most = useWays().data?.maxFileSize ?? Number.POSITIVE_INFINITY;
  function take(files: FileList | null) {
    const file = files?.[0];
    if (!file) return;
    const problem = problemOf(file, most);
    setWrong(problem);
    if (!problem) onFile(file);
  }
  return (
    <>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: dropping is the mouse's way; the button is everybody's */}
      <div
        className={styles.drop}
        data-over={over || undefined}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={(event) => {
          event.preventDefault();
          setOver(false);
          take(event.dataTransfer.files);
        }}
      >
        <input
          ref={input}
          type="file"
          hidden
          data-kind={kind}
          accept="image/*,.heic,.heif"
          onChange={({ target }) => {
            take(target.files);
            // the same file may be chosen again
            target.value = '';
          }}
        />
        <ImageUp aria-hidden="true" size={28} />
        <p>{t('drop')}</p>
        <Button onClick={() => input.current?.click()}>{t('choose')}</Button>
        <small>{t('formats')}</small>
      </div>
      {wrong && <Notice kind="error">{t(wrong, { megabytes: most / 1_048_576 })}</Notice>}
    </>
  );
}
