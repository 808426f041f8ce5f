import type { Metadata } from 'next';
import { Suspense } from 'react';
import { AppHeader } from '../../../../shell/app-header.tsx';
import { decodedSegment } from '../../../../speed/decoded-segment.ts';
import { DriverDashboard } from '../../../../speed/view/driver-dashboard.tsx';

interface DriverPageProps {
  readonly params: Promise<{ readonly id: string }>;
}

export async function generateMetadata({ params }: DriverPageProps): Promise<Metadata> {
  return { title: `${decodedSegment((await params).id)} · Speed` };
}

export default async function DriverPage({ params }: DriverPageProps) {
  return (
    <>
      <AppHeader variant="bar" />
      <Suspense fallback={<main className="visually-hidden">Reading the driver’s windows …</main>}>
        <DriverDashboard driverId={decodedSegment((await params).id)} />
      </Suspense>
    </>
  );
}
