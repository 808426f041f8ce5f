import { AppHeader } from '../shell/app-header.tsx';

export default function MapPage() {
  return <AppHeader variant="floating" subtitle="Montevideo" />;
}
