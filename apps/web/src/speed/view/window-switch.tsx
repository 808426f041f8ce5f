'use client';

import { type WindowChoice, windowChoices } from '../window-length.ts';
import styles from './window-switch.module.css';

interface WindowSwitchProps {
  readonly value: WindowChoice;
  readonly onChange: (choice: WindowChoice) => void;
}

/** Chooses the length of the windows; radio buttons, so that arrow keys move within. */
export function WindowSwitch({ value, onChange }: WindowSwitchProps) {
  return (
    <fieldset className={styles.switch}>
      <legend className="visually-hidden">Length of the windows</legend>
      {windowChoices.map((choice) => (
        <label key={choice.window} className={styles.choice}>
          <input
            type="radio"
            name="window"
            className={styles.radio}
            checked={choice.window === value.window}
            onChange={() => onChange(choice)}
          />
          <span>{choice.label}</span>
        </label>
      ))}
    </fieldset>
  );
}
