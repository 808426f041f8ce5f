import { MapScreen } from '../map/map-screen.tsx';

export default function MapPage() {
  return <MapScreen />;
}
