'use client';

import type { FoundDriver } from '@rumo/events';
import { Search, X } from 'lucide-react';
import { useEffect, useId, useRef, useState } from 'react';
import type { MapController } from '../map/map-controller.ts';
import styles from './driver-search.module.css';
import { statusWords } from './driver-status.ts';
import { StatusMark } from './status-mark.tsx';

type Choice = Pick<FoundDriver, 'driverId' | 'status'>;

/** More than anybody reads; typing narrows it down. */
const mostChoices = 60;
const typingPauseMs = 150;

/**
 * Finds drivers: those in view while nothing is typed, any of the fleet by a part of the id. A combobox after the
 * ARIA practices: arrows choose, Enter selects, Esc closes.
 */
export function DriverSearch({ controller }: { readonly controller: MapController | null }) {
  const [text, setText] = useState('');
  const [open, setOpen] = useState(false);
  const [choices, setChoices] = useState<readonly Choice[]>([]);
  const [active, setActive] = useState(-1);
  const [answered, setAnswered] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const listId = useId();
  const wanted = text.trim();

  useEffect(() => {
    if (!open || controller === null) return;
    let current = true;
    const show = (found: readonly Choice[]) => {
      if (!current) return;
      setChoices(found);
      setActive(-1);
      setAnswered(true);
    };
    setAnswered(false);
    if (wanted === '') {
      show(controller.inView());
      return;
    }
    const timer = setTimeout(() => controller.find(wanted).then(show, () => show([])), typingPauseMs);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [open, wanted, controller]);

  useEffect(() => {
    list.current?.children[active]?.scrollIntoView({ block: 'nearest' });
  }, [active]);

  const shown = choices.slice(0, mostChoices);
  const more = choices.length - shown.length;

  function choose(choice: Choice | undefined): void {
    if (choice === undefined) return;
    controller?.select(choice.driverId);
    setOpen(false);
    setText('');
    input.current?.blur();
  }

  function onKeyDown(event: React.KeyboardEvent): void {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      setOpen(true);
      const step = event.key === 'ArrowDown' ? 1 : -1;
      if (shown.length > 0)
        setActive((at) => (at + step + shown.length + (at < 0 && step < 0 ? 1 : 0)) % shown.length);
    } else if (event.key === 'Enter') {
      choose(shown[active] ?? (wanted === '' ? undefined : shown[0]));
    } else if (event.key === 'Escape') {
      event.stopPropagation();
      setOpen(false);
      setText('');
      input.current?.blur();
    }
  }

  return (
    <search
      className={styles.search}
      onBlur={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget)) setOpen(false);
      }}
    >
      <div className={styles.field}>
        <Search size={16} aria-hidden="true" className={styles.icon} />
        <input
          ref={input}
          id="driver-search"
          type="text"
          className={styles.input}
          role="combobox"
          aria-label="Find a driver"
          aria-expanded={open}
          aria-controls={listId}
          aria-autocomplete="list"
          aria-activedescendant={open && active >= 0 ? `${listId}-${active}` : undefined}
          autoComplete="off"
          autoCapitalize="off"
          spellCheck={false}
          maxLength={128}
          placeholder="Find a driver"
          value={text}
          onChange={(event) => {
            setText(event.target.value);
            setOpen(true);
          }}
          onFocus={() => setOpen(true)}
          onKeyDown={onKeyDown}
        />
        {text === '' ? (
          <kbd className={styles.key}>/</kbd>
        ) : (
          <button type="button" className={styles.clear} aria-label="Clear" onClick={() => setText('')}>
            <X size={16} aria-hidden="true" />
          </button>
        )}
      </div>
      <div className={styles.results} hidden={!open}>
        <p className={styles.caption} role="status">
          {caption(wanted, answered, choices.length)}
        </p>
        <div ref={list} id={listId} role="listbox" aria-label="Drivers" className={styles.list} tabIndex={-1}>
          {shown.map((choice, at) => (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are the input's, as a combobox wants it
            <div
              key={choice.driverId}
              id={`${listId}-${at}`}
              role="option"
              aria-selected={at === active}
              tabIndex={-1}
              className={styles.choice}
              onMouseDown={(event) => event.preventDefault()}
              onClick={() => choose(choice)}
            >
              <StatusMark status={choice.status} />
              <span className={styles.id}>{choice.driverId}</span>
              <span className={styles.status}>{statusWords[choice.status]}</span>
            </div>
          ))}
        </div>
        {more > 0 ? <p className={styles.caption}>and {more} more: type a part of the id</p> : null}
      </div>
    </search>
  );
}

function caption(wanted: string, answered: boolean, count: number): string {
  if (!answered) return 'Looking…';
  if (wanted === '') return count === 0 ? 'No drivers in view' : `${count} drivers in view`;
  return count === 0 ? `No driver with “${wanted}” in the id` : `${count} found`;
}
