import type { Theme } from '../shell/theme.ts';

/** Every colour of the map in one theme. */
export interface MapPalette {
  readonly ground: string;
  readonly sea: string;
  readonly water: string;
  readonly park: string;
  readonly pitch: string;
  readonly sand: string;
  readonly path: string;
  readonly rail: string;
  readonly building: string;
  readonly buildingLine: string;
  readonly roadMinor: string;
  readonly roadMain: string;
  readonly roadFast: string;
  readonly casing: string;
  readonly casingFast: string;
  readonly streetName: string;
  readonly placeName: string;
  readonly parkName: string;
  readonly halo: string;
  readonly tripLine: string;
  readonly pickup: string;
  readonly dropoff: string;
  /** Along the street that was looked for: no car has it. */
  readonly streetMark: string;
  readonly cars: CarPalette;
}

export interface CarPalette {
  readonly available: string;
  readonly toPickup: string;
  readonly onTrip: string;
  readonly stale: string;
  readonly casing: string;
  /** Around cars coloured by speed, whose scale begins nearly black. */
  readonly speedCasing: string;
  readonly halo: string;
  readonly trail: string;
}

/** Car colours are Okabe and Ito's, told apart by colour-blind eyes. */
export const mapPalettes: Readonly<Record<Theme, MapPalette>> = {
  light: {
    ground: '#f4f1ea',
    sea: '#cfe0e8',
    water: '#c3d9e4',
    park: '#dfe9d3',
    pitch: '#d3e2c8',
    sand: '#f1e6c8',
    path: '#cfc6b4',
    rail: '#c9c2b6',
    building: '#e9e3d7',
    buildingLine: '#dcd4c4',
    roadMinor: '#ffffff',
    roadMain: '#ffffff',
    roadFast: '#fdf3dc',
    casing: '#d9d2c3',
    casingFast: '#dcc89a',
    streetName: '#5d5a52',
    placeName: '#3d4248',
    parkName: '#4f6b42',
    halo: '#fbf9f4',
    tripLine: '#1b222a',
    pickup: '#e69f00',
    dropoff: '#0072b2',
    streetMark: '#cc79a7',
    cars: {
      available: '#009e73',
      toPickup: '#e69f00',
      onTrip: '#0072b2',
      stale: '#8a8f94',
      casing: '#ffffff',
      speedCasing: '#ffffff',
      halo: '#0a62a0',
      trail: '#0a62a0',
    },
  },
  dark: {
    ground: '#161e27',
    sea: '#0c131b',
    water: '#0e1721',
    park: '#18272a',
    pitch: '#1b2d2e',
    sand: '#2a2a24',
    path: '#2b3743',
    rail: '#2c3844',
    building: '#1c2631',
    buildingLine: '#222e3a',
    roadMinor: '#26313d',
    roadMain: '#2f3c49',
    roadFast: '#3d4a56',
    casing: '#10171e',
    casingFast: '#10171e',
    streetName: '#aeb9c3',
    placeName: '#d3dbe2',
    parkName: '#7f9c84',
    halo: '#121920',
    tripLine: '#e8edf1',
    pickup: '#e69f00',
    dropoff: '#56b4e9',
    streetMark: '#cc79a7',
    cars: {
      available: '#009e73',
      toPickup: '#e69f00',
      onTrip: '#56b4e9',
      stale: '#7d8892',
      casing: '#0b1117',
      speedCasing: '#c3ced8',
      halo: '#8fd0fa',
      trail: '#8fd0fa',
    },
  },
};

/** '#rrggbb' as three numbers 0 … 1. */
export function rgbOf(hex: string): readonly [number, number, number] {
  const value = Number.parseInt(hex.slice(1), 16);
  return [(value >> 16) / 255, ((value >> 8) & 255) / 255, (value & 255) / 255];
}
