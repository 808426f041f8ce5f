'use client';

import 'maplibre-gl/dist/maplibre-gl.css';
import './attribution.css';
import { useEffect, useRef, useState } from 'react';
import type { ClientCity } from '../city/client-city.ts';
import styles from './map-canvas.module.css';
import { type MapController, startMapController } from './map-controller.ts';

interface MapCanvasProps {
  readonly city: ClientCity;
  readonly address: string;
  /** The running map, null once it is gone. */
  readonly onController: (controller: MapController | null) => void;
}

/** The map and, above it, the cars. React makes the two elements and leaves them alone. */
export default function MapCanvas({ city, address, onController }: MapCanvasProps) {
  const container = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const [problem, setProblem] = useState<string | null>(null);

  useEffect(() => {
    if (container.current === null || canvas.current === null) return;
    let controller: ReturnType<typeof startMapController>;
    try {
      controller = startMapController(container.current, canvas.current, city, address);
    } catch (error) {
      setProblem((error as Error).message);
      return;
    }
    onController(controller);
    // For the browser's console and for tests: where cars are drawn, and how many pictures there were.
    Object.assign(globalThis, { rumo: { cars: controller.cars, pictures: controller.pictures } });
    return () => {
      onController(null);
      controller.close();
    };
  }, [city, address, onController]);

  return (
    <>
      <div ref={container} className={styles.map} />
      <canvas ref={canvas} className={styles.cars} />
      {problem === null ? null : (
        <p role="alert" className={styles.problem}>
          The map cannot be drawn. {problem}
        </p>
      )}
    </>
  );
}
