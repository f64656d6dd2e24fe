/** Which address shows what. Pages come when they are first needed. */
import type { ComponentType } from 'react';
import { createBrowserRouter, useRouteError } from 'react-router';
import { Crashed } from './crash-guard.tsx';
import { HomePage } from './home-page.tsx';
import { NotFoundPage } from './not-found-page.tsx';
import { Shell } from './shell.tsx';

const page = (load: () => Promise<{ default: ComponentType }>) => async () => ({
  Component: (await load()).default,
});

function PageFault() {
  return <Crashed error={useRouteError()} />;
}

export const router = createBrowserRouter([
  {
    element: <Shell />,
    errorElement: <PageFault />,
    children: [
      { index: true, element: <HomePage /> },
      {
        path: 'wall/:hallId',
        lazy: page(() => import('../features/wall/wall-page.tsx')),
        children: [{ path: 'camera/:cameraId', lazy: page(() => import('../features/wall/large-view.tsx')) }],
      },
      { path: '*', element: <NotFoundPage /> },
    ],
  },
]);
