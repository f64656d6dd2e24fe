/** A page without rail and bar: a screen in a monitoring room, dark as the walls are. */
import { useEffect } from 'react';
import { Outlet } from 'react-router';

export function BareShell() {
  useEffect(() => {
    document.documentElement.dataset.theme = 'dark';
  }, []);
  return (
    <div className="mc-app" data-theme="dark">
      <Outlet />
    </div>
  );
}
