'use client';

import { type PointerEvent, type ReactNode, useEffect, useRef, useState } from 'react';
import styles from './bottom-sheet.module.css';
import { nearestHeight, nextHeight, type SheetHeight } from './sheet-height.ts';

interface BottomSheetProps {
  readonly label: string;
  /** At half height no higher than what it holds. */
  readonly fits?: boolean;
  readonly children: ReactNode;
}

/** A panel beside the map; on a phone a sheet of three heights, dragged by its handle or stepped through by it. */
export function BottomSheet({ label, fits = false, children }: BottomSheetProps) {
  const [height, setHeight] = useState<SheetHeight>('half');
  const [draggedPx, setDraggedPx] = useState<number | null>(null);
  const sheet = useRef<HTMLElement>(null);
  useEffect(() => (sheet.current === null ? undefined : tellHeight(sheet.current)), []);
  const drag = useRef<{ startY: number; startPx: number; moved: boolean } | null>(null);

  function onPointerDown(event: PointerEvent): void {
    if (sheet.current === null) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    drag.current = { startY: event.clientY, startPx: sheet.current.offsetHeight, moved: false };
  }
  function onPointerMove(event: PointerEvent): void {
    if (drag.current === null) return;
    const upPx = drag.current.startY - event.clientY;
    if (Math.abs(upPx) > 6) drag.current.moved = true;
    if (drag.current.moved) setDraggedPx(drag.current.startPx + upPx);
  }
  function onPointerUp(): void {
    if (drag.current?.moved && draggedPx !== null) setHeight(nearestHeight(draggedPx, innerHeight));
    setDraggedPx(null);
  }
  function onClick(): void {
    // The click that ends a drag is not one.
    if (!drag.current?.moved) setHeight(nextHeight(height));
    drag.current = null;
  }

  return (
    <aside
      ref={sheet}
      className={styles.sheet}
      data-height={height}
      data-fits={fits}
      data-dragged={draggedPx !== null}
      style={draggedPx === null ? undefined : { height: draggedPx }}
      aria-label={label}
    >
      <button
        type="button"
        className={styles.handle}
        aria-label={`Panel height: ${height}. Change to ${nextHeight(height)}`}
        onPointerDown={onPointerDown}
        onPointerMove={onPointerMove}
        onPointerUp={onPointerUp}
        onPointerCancel={onPointerUp}
        onClick={onClick}
      />
      <div className={styles.content}>{children}</div>
    </aside>
  );
}

/** Keeps `--sheet` of what holds the sheet at its height, so that the map's attribution stays above it. */
function tellHeight(sheet: HTMLElement): () => void {
  const holder = sheet.parentElement;
  const observer = new ResizeObserver(() => holder?.style.setProperty('--sheet', `${sheet.offsetHeight}px`));
  observer.observe(sheet);
  return () => {
    observer.disconnect();
    holder?.style.removeProperty('--sheet');
  };
}
