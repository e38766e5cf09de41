// A page with nothing but viewers: what it shows is set from outside through `window.trial`.
import {
  BodyViewer,
  type BodyViewerHandle,
  type BodyViewerProps,
  createCameraLink,
} from '@likeness/react/body-viewer';
import { StrictMode, useMemo, useRef, useState } from 'react';
import { createRoot } from 'react-dom/client';
import { useLiveBody, useModelTapes } from '../../../apps/studio/src/solver/index.ts';

type Request = NonNullable<Parameters<typeof useLiveBody>[0]>;
type Shown = Partial<Omit<BodyViewerProps, 'source'>> & { file?: string };

function Page() {
  const [request, ask] = useState<Request | null>(null);
  const [shown, show] = useState<Shown[]>([{}]);
  const [highlighted, highlight] = useState<string>();
  const handle = useRef<BodyViewerHandle>(null);
  const link = useMemo(createCameraLink, []);
  const live = useLiveBody(request);
  const [tapes, setModel] = useModelTapes();
  Object.assign(window, { trial: { ask, show, highlight, handle, live, highlighted, tapes } });
  return shown.map(({ file, ...props }, i) => (
    <BodyViewer
      key={i}
      className="viewer"
      label={`Body ${i + 1}`}
      source={file ? { glb: file } : live.result}
      tapes={file ? tapes : (live.result?.tapes ?? [])}
      onModel={setModel}
      highlighted={highlighted}
      onHighlight={highlight}
      handle={i === 0 ? handle : undefined}
      sync={shown.length > 1 ? link : undefined}
      fallback={<img src="/thumbnail.png" alt="The body" width="200" height="300" />}
      {...props}
    />
  ));
}

createRoot(document.getElementById('root') as HTMLElement).render(
  <StrictMode>
    <Page />
  </StrictMode>,
);
