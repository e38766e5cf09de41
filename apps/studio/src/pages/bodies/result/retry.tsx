import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useText } from '../../../language/language.tsx';
import { likeness } from '../../../session/likeness.ts';
import { Button } from '../../../ui/button.tsx';
import { ErrorText } from '../../../ui/states.tsx';
import { changed } from '../body-queries.ts';

/** Another try for a body that could not be made. */
export function Retry({ id }: { id: string }) {
  const t = useText('bodies');
  const client = useQueryClient();
  const { mutate, isPending, error } = useMutation({
    mutationFn: () => likeness.bodies.retry(id),
    onSuccess: () => changed(client),
  });
  return (
    <div>
      <Button busy={isPending} onClick={() => mutate()}>
        {t('tryAgain')}
      </Button>
      {error && <ErrorText error={error} />}
    </div>
  );
}
