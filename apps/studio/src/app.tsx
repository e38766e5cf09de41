import { lazy, Suspense } from 'react';
import { Route, Switch } from 'wouter';
import { useText } from './language/language.tsx';
import { useSession } from './session/session.tsx';
import { SignInPage } from './session/sign-in-page.tsx';
import { Shell } from './shell.tsx';
import { PageHead } from './ui/page-head.tsx';
import { Loading } from './ui/states.tsx';

const Picture = lazy(() =>
  import('./pages/picture/picture-page.tsx').then((m) => ({ default: m.PicturePage })),
);
const Bodies = lazy(() => import('./pages/bodies/bodies-page.tsx').then((m) => ({ default: m.BodiesPage })));
const Tape = lazy(() => import('./pages/bodies/tape-page.tsx').then((m) => ({ default: m.TapePage })));
const Photos = lazy(() => import('./pages/photos/photos-page.tsx').then((m) => ({ default: m.PhotosPage })));
const Compare = lazy(() =>
  import('./pages/bodies/compare-page.tsx').then((m) => ({ default: m.ComparePage })),
);
const Body = lazy(() => import('./pages/bodies/body-page.tsx').then((m) => ({ default: m.BodyPage })));
const Admin = lazy(() => import('./pages/admin/admin-pages.tsx').then((m) => ({ default: m.AdminPages })));

/** Every page and its address. */
export function App() {
  return (
    <Suspense fallback={null}>
      <Shell>
        <Suspense fallback={<Loading />}>
          <Pages />
        </Suspense>
      </Shell>
    </Suspense>
  );
}

function Pages() {
  const { person, error } = useSession();
  if (person === undefined && !error) return <Loading />;
  if (!person) return <SignInPage />;
  return (
    <Switch>
      <Route path="/" component={Picture} />
      <Route path="/bodies" component={Bodies} />
      <Route path="/bodies/tape" component={Tape} />
      <Route path="/bodies/photos" component={Photos} />
      <Route path="/bodies/compare" component={Compare} />
      <Route path="/bodies/:id">{({ id }) => <Body id={id} />}</Route>
      <Route path="/admin/*?" component={Admin} />
      <Route component={NotFound} />
    </Switch>
  );
}

function NotFound() {
  const t = useText('shell');
  return <PageHead title={t('notFound')} lead={t('notFoundHint')} />;
}
