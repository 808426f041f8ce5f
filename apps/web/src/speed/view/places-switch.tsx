'use client';

import { type PlaceWindow, placeWindows } from '../page-state.ts';
import { durationText } from '../speed-text.ts';
import { windowLengths } from '../window-length.ts';
import styles from './window-switch.module.css';

interface PlacesSwitchProps {
  readonly value: PlaceWindow;
  readonly onChange: (window: PlaceWindow) => void;
}

/** Chooses the windows in which streets and cells are summed up. */
export function PlacesSwitch({ value, onChange }: PlacesSwitchProps) {
  return (
    <fieldset className={styles.switch}>
      <legend className="visually-hidden">Length of the windows of places</legend>
      {placeWindows.map((window) => (
        <label key={window} className={styles.choice}>
          <input
            type="radio"
            name="places"
            className={styles.radio}
            checked={window === value}
            onChange={() => onChange(window)}
          />
          <span>{durationText(windowLengths[window])}</span>
        </label>
      ))}
    </fieldset>
  );
}
