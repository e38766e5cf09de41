import { lazy, Suspense } from 'react';
import { Link, Redirect, Route, Switch, useLocation, useSearch } from 'wouter';
import { PageBoundary } from './frame/page-boundary.tsx';
import { useLanguage, useText } from './language/language.tsx';
import { useSession } from './session/session.tsx';
import { SignInDialog } from './session/sign-in-dialog.tsx';
import { SignedInBeside, SignInPage } from './session/sign-in-page.tsx';
import { Shell } from './shell.tsx';
import buttons from './ui/button.module.css';
import { PageHead } from './ui/page-head.tsx';
import { ErrorState, Loading } from './ui/states.tsx';

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

/** The frame, and within it the page that the address means. */
export function App() {
  const [location] = useLocation();
  const { person } = useSession();
  const { language } = useLanguage();
  return (
    <>
      <Shell>
        {/* for somebody else every page starts anew */}
        <PageBoundary key={person?.entity.id} at={`${language} ${location}`}>
          <Suspense fallback={<Loading />}>
            <Way />
          </Suspense>
        </PageBoundary>
      </Shell>
      <SignInDialog />
    </>
  );
}

/** In, or the page. Who comes in stays at the address that was asked for. */
function Way() {
  const { person, error, lookAgain } = useSession();
  if (person) return <Pages />;
  if (error && (error.status === 0 || error.status >= 500)) {
    return <ErrorState error={error} onRetry={() => void lookAgain().catch(() => {})} />;
  }
  return person === null || error ? <SignInPage /> : <Loading />;
}

/** Every page and its address. */
function Pages() {
  return (
    <Switch>
      <Route path="/" component={Picture} />
      <Route path="/bodies" component={Bodies} />
      <Route path="/bodies/tape" component={Tape} />
      <Route path="/bodies/photos" component={Photos} />
      <Route path="/bodies/compare" component={Compare} />
      <Route path="/bodies/:id">{({ id }) => <Body id={id} />}</Route>
      <Route path="/admin/*?" component={Admin} />
      <Route path="/sign-in" component={SignedIn} />
      <Route component={NotFound} />
    </Switch>
  );
}

function SignedIn() {
  return useSearch() === 'beside' ? <SignedInBeside /> : <Redirect to="/" replace />;
}

function NotFound() {
  const t = useText('shell');
  return (
    <>
      <PageHead title={t('notFound')} lead={t('notFoundHint')} />
      <Link to="/" className={buttons.button}>
        {t('home')}
      </Link>
    </>
  );
}
