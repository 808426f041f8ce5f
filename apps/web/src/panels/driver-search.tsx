'use client';

import type { DriverStatus } from '@rumo/events';
import { Route, Search, X } from 'lucide-react';
import { useEffect, useId, useRef, useState } from 'react';
import type { FoundStreet, StreetsAnswer } from '../city/city-answers.ts';
import { useLive } from '../live/live-store.ts';
import type { MapController } from '../map/map-controller.ts';
import { fetchJson } from '../shell/fetch-json.ts';
import { distanceText } from '../speed/speed-text.ts';
import styles from './driver-search.module.css';
import { statusWords } from './driver-status.ts';
import { StatusMark } from './status-mark.tsx';

type Choice =
  | { readonly kind: 'driver'; readonly driverId: string; readonly status: DriverStatus }
  | { readonly kind: 'street'; readonly street: FoundStreet };

/** More than anybody reads; typing narrows it down. */
const mostChoices = 60;
const typingPauseMs = 150;

/**
 * Finds drivers, those in view while nothing is typed, any of the fleet by a part of the id; and streets by their
 * names. A combobox after the ARIA practices: arrows choose, Enter selects, Esc closes.
 */
export function DriverSearch({ controller }: { readonly controller: MapController | null }) {
  const [text, setText] = useState('');
  const [open, setOpen] = useState(false);
  const [choices, setChoices] = useState<readonly Choice[]>([]);
  const [total, setTotal] = useState(0);
  const [active, setActive] = useState(-1);
  const [answered, setAnswered] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const listId = useId();
  const wanted = text.trim();

  useEffect(() => {
    if (!open || controller === null) return;
    let current = true;
    setAnswered(false);
    const timer = setTimeout(
      async () => {
        const found = wanted === '' ? await inView(controller) : await lookedFor(controller, wanted);
        if (!current) return;
        setChoices(found.choices);
        setTotal(found.total);
        setActive(-1);
        setAnswered(true);
      },
      wanted === '' ? 0 : typingPauseMs,
    );
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [open, wanted, controller]);

  useEffect(() => {
    list.current?.children[active]?.scrollIntoView({ block: 'nearest' });
  }, [active]);

  const shown = choices.slice(0, mostChoices);
  const more = total - shown.length;

  function choose(choice: Choice | undefined): void {
    if (choice === undefined) return;
    if (choice.kind === 'driver') controller?.select(choice.driverId);
    else controller?.showStreet(choice.street);
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
          aria-label="Find a driver or a street"
          aria-expanded={open}
          aria-controls={listId}
          aria-autocomplete="list"
          aria-activedescendant={open && active >= 0 ? `${listId}-${active}` : undefined}
          autoComplete="off"
          autoCapitalize="off"
          spellCheck={false}
          maxLength={128}
          placeholder="Find a driver or a street"
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
          {caption(wanted, answered, total)}
        </p>
        <div
          ref={list}
          id={listId}
          role="listbox"
          aria-label="Drivers and streets"
          className={styles.list}
          tabIndex={-1}
        >
          {shown.map((choice, at) => (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are the input's, as a combobox wants it
            <div
              key={choice.kind === 'driver' ? choice.driverId : `street ${choice.street.name}`}
              id={`${listId}-${at}`}
              role="option"
              aria-selected={at === active}
              tabIndex={-1}
              className={styles.choice}
              onMouseDown={(event) => event.preventDefault()}
              onClick={() => choose(choice)}
            >
              {choice.kind === 'driver' ? (
                <>
                  <StatusMark status={choice.status} />
                  <span className={styles.id}>{choice.driverId}</span>
                  <span className={styles.status}>{statusWords[choice.status]}</span>
                </>
              ) : (
                <>
                  <Route size={16} aria-hidden="true" className={styles.street} />
                  <span className={styles.id}>{choice.street.name}</span>
                  <span className={styles.status}>{distanceText(choice.street.lengthM)}</span>
                </>
              )}
            </div>
          ))}
        </div>
        {more > 0 ? <p className={styles.caption}>and {more} more: type a part of the id</p> : null}
      </div>
    </search>
  );
}

interface Found {
  readonly choices: readonly Choice[];
  readonly total: number;
}

async function inView(controller: MapController): Promise<Found> {
  const { cars, total } = await controller.list({
    filter: useLive.getState().filter,
    order: 'driver',
    descending: false,
    limit: mostChoices,
  });
  return { choices: cars.map(({ driverId, status }) => ({ kind: 'driver', driverId, status })), total };
}

/** Streets stand first where the text reads like a name: ids of drivers end in figures. */
async function lookedFor(controller: MapController, text: string): Promise<Found> {
  const query = new URLSearchParams({ text, limit: '6' });
  const [drivers, streets] = await Promise.all([
    controller.find(text),
    fetchJson<StreetsAnswer>(`/api/city/streets?${query}`).then(
      (answer) => answer.streets,
      () => [],
    ),
  ]);
  const found: Choice[] = [
    ...streets.map((street) => ({ kind: 'street' as const, street })),
    ...drivers.map(({ driverId, status }) => ({ kind: 'driver' as const, driverId, status })),
  ];
  return { choices: found, total: found.length };
}

function caption(wanted: string, answered: boolean, count: number): string {
  if (!answered) return 'Looking…';
  if (wanted === '') return count === 0 ? 'No drivers in view' : `${count} drivers in view`;
  return count === 0 ? `No driver and no street with “${wanted}” in its name` : `${count} found`;
}
