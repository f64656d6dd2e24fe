/** Which address shows what. Pages come when they are first needed. */
import type { ComponentType } from 'react';
import { createBrowserRouter, Navigate, useRouteError } from 'react-router';
import { BareShell } from './bare-shell.tsx';
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
    // A screen has nothing around its pictures.
    element: <BareShell />,
    errorElement: <PageFault />,
    hydrateFallbackElement: <div className="mc-app" data-theme="dark" />,
    children: [{ path: 'screen/:name', lazy: page(() => import('../features/walls/screen-page.tsx')) }],
  },
  {
    element: <Shell />,
    errorElement: <PageFault />,
    hydrateFallbackElement: <div className="mc-app" data-theme="dark" />,
    children: [
      { index: true, element: <HomePage /> },
      {
        path: 'wall/:hallId',
        lazy: page(() => import('../features/wall/wall-page.tsx')),
        children: [{ path: 'camera/:cameraId', lazy: page(() => import('../features/wall/large-view.tsx')) }],
      },
      { path: 'walls', lazy: page(() => import('../features/walls/walls-page.tsx')) },
      { path: 'walls/trouble', lazy: page(() => import('../features/walls/trouble-page.tsx')) },
      { path: 'walls/new', lazy: page(() => import('../features/walls/editor-page.tsx')) },
      { path: 'walls/:wallId', lazy: page(() => import('../features/walls/wall-view-page.tsx')) },
      { path: 'walls/:wallId/edit', lazy: page(() => import('../features/walls/editor-page.tsx')) },
      { path: 'walls/tours/new', lazy: page(() => import('../features/walls/tour-editor-page.tsx')) },
      { path: 'walls/tours/:tourId', lazy: page(() => import('../features/walls/tour-page.tsx')) },
      {
        path: 'walls/tours/:tourId/edit',
        lazy: page(() => import('../features/walls/tour-editor-page.tsx')),
      },
      { path: 'setup', lazy: page(() => import('../features/registry/setup-page.tsx')) },
      { path: 'registry', element: <Navigate to="/registry/halls" replace /> },
      {
        path: 'registry/discover',
        lazy: page(() => import('../features/discovery/discover-page.tsx')),
      },
      { path: 'registry/import/:importId?', lazy: page(() => import('../features/imports/import-page.tsx')) },
      { path: 'registry/matters/new', lazy: page(() => import('../features/matters/matter-form-page.tsx')) },
      {
        path: 'registry/matters/:matterId/edit',
        lazy: page(() => import('../features/matters/matter-form-page.tsx')),
      },
      {
        path: 'registry/matters/:matterId',
        lazy: page(() => import('../features/matters/matter-page.tsx')),
      },
      { path: 'registry/:tab', lazy: page(() => import('../features/registry/registry-page.tsx')) },
      {
        path: 'registry/halls/:hallId/shifts',
        lazy: page(() => import('../features/clerks/shifts-page.tsx')),
      },
      {
        path: 'registry/halls/:hallId/:tab?',
        lazy: page(() => import('../features/registry/hall-page.tsx')),
      },
      {
        path: 'registry/halls/:hallId/cameras/:cameraId/zones',
        lazy: page(() => import('../features/zones/zones-page.tsx')),
      },
      { path: 'calendar', lazy: page(() => import('../features/calendar/calendar-page.tsx')) },
      { path: 'exchange/:tab?', lazy: page(() => import('../features/exchange/exchange-page.tsx')) },
      { path: 'health', lazy: page(() => import('../features/health/health-page.tsx')) },
      { path: 'overview', lazy: page(() => import('../features/overview/overview-page.tsx')) },
      { path: 'alerts/:alertId?', lazy: page(() => import('../features/alerts/alerts-page.tsx')) },
      {
        path: 'leads/rules/:hallId?',
        lazy: page(() => import('../features/lead-rules/lead-rules-page.tsx')),
      },
      { path: 'leads/:leadId?', lazy: page(() => import('../features/leads/leads-page.tsx')) },
      { path: 'answers/:alertId?', lazy: page(() => import('../features/alerts/answers-page.tsx')) },
      { path: 'patrols/rounds/:roundId', lazy: page(() => import('../features/patrols/walk-page.tsx')) },
      { path: 'patrols/:tab?', lazy: page(() => import('../features/patrols/patrols-page.tsx')) },
      { path: 'rules', lazy: page(() => import('../features/rules/rules-page.tsx')) },
      { path: 'duty', lazy: page(() => import('../features/duty/duty-page.tsx')) },
      { path: 'desk', lazy: page(() => import('../features/desk/desk-page.tsx')) },
      { path: 'playback', lazy: page(() => import('../features/playback/playback-page.tsx')) },
      { path: 'cases', lazy: page(() => import('../features/cases/cases-page.tsx')) },
      { path: 'cases/:caseId', lazy: page(() => import('../features/cases/case-page.tsx')) },
      { path: 'findings/:findingId?', lazy: page(() => import('../features/findings/findings-page.tsx')) },
      { path: 'holds/:holdId?', lazy: page(() => import('../features/holds/holds-page.tsx')) },
      { path: 'recordings', lazy: page(() => import('../features/recordings/recordings-page.tsx')) },
      {
        path: 'cases/:caseId/playback',
        lazy: page(() => import('../features/case-playback/case-playback-page.tsx')),
      },
      { path: 'rights', lazy: page(() => import('../features/people/rights-page.tsx')) },
      {
        path: 'people/users/:userId/rights',
        lazy: page(() => import('../features/people/rights-page.tsx')),
      },
      {
        path: 'people/cameras/:cameraId/viewers',
        lazy: page(() => import('../features/people/viewers-page.tsx')),
      },
      { path: 'people/:tab?', lazy: page(() => import('../features/people/people-page.tsx')) },
      { path: 'inbox', lazy: page(() => import('../features/notices/inbox-page.tsx')) },
      { path: 'account/notices', lazy: page(() => import('../features/notices/own-page.tsx')) },
      { path: 'notices/:tab?', lazy: page(() => import('../features/notices/notices-page.tsx')) },
      { path: 'account/attention', lazy: page(() => import('../features/attention/attention-page.tsx')) },
      { path: 'account', lazy: page(() => import('../features/account/account-page.tsx')) },
      { path: 'evidence', lazy: page(() => import('../features/evidence/evidence-page.tsx')) },
      { path: 'audit', lazy: page(() => import('../features/audit/audit-page.tsx')) },
      { path: '*', element: <NotFoundPage /> },
    ],
  },
]);
