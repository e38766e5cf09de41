import './theme/tokens.css';
import './theme/base.css';
import { CSPProvider } from '@base-ui/react/csp-provider';
import { LikenessError } from '@likeness/client';
import { LikenessProvider } from '@likeness/react';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { LanguageProvider } from './language/language.tsx';
import { likeness } from './session/likeness.ts';
import { SessionProvider } from './session/session.tsx';
import { chooseTheme, keptTheme } from './theme/theme.ts';

chooseTheme(keptTheme());

const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 10_000,
      // what the server refuses it refuses again; no answer at all may be the network
      retry: (tries, error) => tries < 2 && error instanceof LikenessError && [0, 503].includes(error.status),
    },
  },
});

createRoot(document.getElementById('root') as HTMLElement).render(
  <StrictMode>
    <CSPProvider disableStyleElements>
      <QueryClientProvider client={queries}>
        <LanguageProvider>
          <LikenessProvider likeness={likeness}>
            <SessionProvider>
              <App />
            </SessionProvider>
          </LikenessProvider>
        </LanguageProvider>
      </QueryClientProvider>
    </CSPProvider>
  </StrictMode>,
);
