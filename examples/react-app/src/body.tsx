import type { Job } from '@likeness/client';
import { useLikeness } from '@likeness/react';
import { BodyViewer } from '@likeness/react/body-viewer';
import { useMemo, useState } from 'react';

/** A body from four numbers, followed while it is made, then shown. */
export function Body() {
  const likeness = useLikeness();
  const [job, setJob] = useState<Job>();
  const [glb, setGlb] = useState<Blob>();
  const [error, setError] = useState<Error>();
  const source = useMemo(() => glb && { glb }, [glb]);

  async function make() {
    setError(undefined);
    setGlb(undefined);
    try {
      const body = await likeness.bodies.fromMeasurements({
        name: 'From the example',
        sex: 'female',
        measurements: { height: 168, chest: 92, waist: 74, hip: 99 },
      });
      for await (const state of body) setJob(state);
      const { id } = await body.done();
      setGlb(await likeness.bodies.model(id));
    } catch (problem) {
      setError(problem as Error);
    } finally {
      setJob(undefined);
    }
  }

  return (
    <section aria-labelledby="body">
      <h2 id="body">A body</h2>
      <button type="button" onClick={make} disabled={job !== undefined}>
        Make one
      </button>
      <p role="status">{job && `${job.currentStep ?? 'Waiting'}: ${job.progress} %`}</p>
      {error && <p role="alert">{error.message}</p>}
      {source && <BodyViewer source={source} label="The body that was made" className="viewer" />}
    </section>
  );
}
