'use client';

import { Check, Link2 } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { MapController } from '../map/map-controller.ts';
import button from '../shell/icon-button.module.css';

const saidMs = 2_000;

/** Copies the address that shows what is seen now; where the browser does not allow it, shows it to be copied. */
export function CopyLink(props: { readonly controller: MapController | null; readonly what: string }) {
  const { controller, what } = props;
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), saidMs);
    return () => clearTimeout(timer);
  }, [copied]);

  async function copy(): Promise<void> {
    if (controller === null) return;
    const address = controller.address();
    try {
      // Only pages of https or of this machine may write to the clipboard.
      await navigator.clipboard.writeText(address);
      setCopied(true);
    } catch {
      prompt('Copy this link:', address);
    }
  }
  const Icon = copied ? Check : Link2;
  return (
    <>
      <button
        type="button"
        className={button.button}
        aria-label={`Copy a link to ${what}`}
        title={copied ? 'Copied' : `Copy a link to ${what}`}
        onClick={copy}
      >
        <Icon size={18} aria-hidden="true" />
      </button>
      <span className="visually-hidden" role="status">
        {copied ? 'Link copied' : ''}
      </span>
    </>
  );
}
