/** The whole page: who is signed in decides between the sign-in page and the rest. */
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { useCallback, useEffect, useState } from 'react';
import { RouterProvider } from 'react-router/dom';
import { ErrorView } from '../components/state-views.tsx';
import { SignInPage } from '../features/sign-in/sign-in-page.tsx';
import { ApiError, whenSignedOut } from '../lib/api.ts';
import { forgetUser, meKey, signOutKey, useMe } from '../lib/me.ts';
import { createServices, type Services, ServicesContext } from '../lib/services.ts';
import { CrashGuard } from './crash-guard.tsx';
import { router } from './routes.tsx';
import './app.css';

const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 10_000,
      refetchOnWindowFocus: false,
      retry: (failures, error) =>
        failures < 2 && error instanceof ApiError && (error.status === 0 || error.status >= 500),
    },
  },
});

export function App() {
  return (
    <QueryClientProvider client={queries}>
      <CrashGuard>
        <Gate />
      </CrashGuard>
    </QueryClientProvider>
  );
}

function Gate() {
  const { data, error, refetch } = useMe();
  const [ended, setEnded] = useState(false);
  const signedIn = data !== undefined && data !== null;
  const end = useCallback(() => {
    if (queries.getQueryData(meKey) == null) return;
    // Who signs out is told nothing of an ended session.
    setEnded(queries.isMutating({ mutationKey: signOutKey }) === 0);
    forgetUser(queries);
  }, []);
  useEffect(() => whenSignedOut(end), [end]);
  useEffect(() => {
    if (signedIn) setEnded(false);
  }, [signedIn]);
  if (error !== null && data === undefined)
    return (
      <div className="mc-app" data-theme="dark">
        <ErrorView error={error} onRetry={() => void refetch()} />
      </div>
    );
  if (data === undefined) return <div className="mc-app" data-theme="dark" aria-busy="true" />;
  if (!signedIn)
    return (
      <div className="mc-app" data-theme="dark">
        <SignInPage ended={ended} />
      </div>
    );
  return <WithServices key={data.id} onEnded={end} />;
}

function WithServices({ onEnded }: { onEnded: () => void }) {
  const [services, setServices] = useState<Services>();
  useEffect(() => {
    const made = createServices();
    setServices(made);
    const detach = [
      made.connection.on('session:ended', onEnded),
      // What is shown and what may be done is asked again.
      made.connection.on('rights:changed', () => void queries.invalidateQueries()),
      // A refused handshake may mean an ended session; asking for it tells.
      made.connection.onRefused(() => void queries.invalidateQueries({ queryKey: meKey })),
    ];
    return () => {
      for (const each of detach) each();
      made.close();
    };
  }, [onEnded]);
  if (services === undefined) return null;
  return (
    <ServicesContext.Provider value={services}>
      <RouterProvider router={router} />
    </ServicesContext.Provider>
  );
}
