import type { ReactNode } from 'react';
import { LightOnPaper } from '../../speed/view/light-on-paper.tsx';
import '../../speed/view/print.css';

/** What the speed pages share: they can be printed. */
export default function SpeedLayout({ children }: { readonly children: ReactNode }) {
  return (
    // As long as the page, so that the header stays in sight to its end.
    <div>
      <LightOnPaper />
      {children}
    </div>
  );
}
