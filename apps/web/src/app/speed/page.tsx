import type { Metadata } from 'next';
import { Suspense } from 'react';
import { AppHeader } from '../../shell/app-header.tsx';
import { SpeedDashboard } from '../../speed/view/speed-dashboard.tsx';

export const metadata: Metadata = {
  title: 'Speed',
  description: 'How fast the fleet drives, in windows of event time.',
};

export default function SpeedPage() {
  return (
    <>
      <AppHeader variant="bar" />
      <Suspense fallback={<main className="visually-hidden">Reading the windows …</main>}>
        <SpeedDashboard />
      </Suspense>
    </>
  );
}
