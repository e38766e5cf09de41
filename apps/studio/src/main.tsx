import './theme/tokens.css';
import './theme/base.css';
import '@likeness/react/styles.css';
import { CSPProvider } from '@base-ui/react/csp-provider';
import { LikenessProvider } from '@likeness/react';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { PageBoundary } from './frame/page-boundary.tsx';
import { LanguageProvider } from './language/language.tsx';
import { likeness } from './session/likeness.ts';
import { SessionProvider } from './session/session.tsx';
import { chooseTheme, keptTheme } from './theme/theme.ts';

chooseTheme(keptTheme());

const queries = new QueryClient({
  defaultOptions: {
    // the client tries again by itself; without a network it says so, rather than wait in silence
    queries: { staleTime: 10_000, retry: false, networkMode: 'always' },
    mutations: { networkMode: 'always' },
  },
});

createRoot(document.getElementById('root') as HTMLElement).render(
  <StrictMode>
    <CSPProvider disableStyleElements>
      <LanguageProvider>
        <PageBoundary>
          <QueryClientProvider client={queries}>
            <LikenessProvider likeness={likeness}>
              <SessionProvider>
                <App />
              </SessionProvider>
            </LikenessProvider>
          </QueryClientProvider>
        </PageBoundary>
      </LanguageProvider>
    </CSPProvider>
  </StrictMode>,
);
