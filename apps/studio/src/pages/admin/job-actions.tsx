import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useText } from '../../language/language.tsx';
import { Button } from '../../ui/button.tsx';
import { Confirm } from '../../ui/confirm.tsx';
import { ErrorText } from '../../ui/states.tsx';
import { cancelJob, type JobRow, retryJob } from './admin-api.ts';

/** A failed job may be tried again, one that has not ended may be cancelled. */
export function JobActions({ job }: { job: JobRow }) {
  const t = useText('admin');
  const client = useQueryClient();
  const again = () => client.invalidateQueries({ queryKey: ['admin', 'jobs'] });
  const retry = useMutation({ mutationFn: () => retryJob(job), networkMode: 'always', onSettled: again });
  if (job.status === 'failed') {
    return (
      <>
        <Button busy={retry.isPending} onClick={() => retry.mutate()}>
          {t('retry')}
        </Button>
        {retry.error && (
          <div role="alert">
            <ErrorText error={retry.error} />
          </div>
        )}
      </>
    );
  }
  if (job.status !== 'queued' && job.status !== 'processing') return null;
  return (
    <Confirm
      trigger={<Button>{t('stop')}</Button>}
      title={t('stopTitle')}
      action={t('stop')}
      onConfirm={async () => {
        try {
          await cancelJob(job);
        } finally {
          await again();
        }
      }}
    >
      <p>{t('stopText')}</p>
    </Confirm>
  );
}
