'use client';

import { Keyboard, X } from 'lucide-react';
import { useEffect, useRef } from 'react';
import styles from './help-button.module.css';
import button from './icon-button.module.css';
import { shortcuts } from './keyboard-shortcuts.ts';
import { isTyping } from './typing-target.ts';

/** A button, and the key ?, that show what the keyboard can do. */
export function HelpButton() {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== '?' || isTyping(event)) return;
      event.preventDefault();
      if (dialog.current?.open) dialog.current.close();
      else dialog.current?.showModal();
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, []);
  return (
    <>
      <button
        type="button"
        className={`${button.button} ${styles.open}`}
        aria-label="Keyboard help"
        title="Keyboard help (?)"
        onClick={() => dialog.current?.showModal()}
      >
        <Keyboard size={18} aria-hidden="true" />
      </button>
      <dialog ref={dialog} className={styles.dialog} aria-labelledby="help-title">
        <div className={styles.head}>
          <h2 id="help-title">Keyboard</h2>
          <button
            type="button"
            className={button.button}
            aria-label="Close help"
            onClick={() => dialog.current?.close()}
          >
            <X size={18} aria-hidden="true" />
          </button>
        </div>
        <dl className={styles.keys}>
          {shortcuts.map(({ keys, does }) => (
            <div key={does} className={styles.row}>
              <dt>
                {keys.map((key) => (
                  <kbd key={key}>{key}</kbd>
                ))}
              </dt>
              <dd>{does}</dd>
            </div>
          ))}
        </dl>
      </dialog>
    </>
  );
}
