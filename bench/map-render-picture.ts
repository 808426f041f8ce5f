import { writeFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { openBrowser } from '../tests/harness/browser.ts';
import { servePage } from './map-render/served-page.ts';

/** A picture of so many cars on the dark map, drawn by the product's own code: docs/images/map-100k.png. */
const [file = 'map-100k.png', cars = '100000', zoom = '12.1'] = process.argv.slice(3);
const size = { width: 1920, height: 1080 };
/** New cars fade in. */
const fadeMs = 3_000;

interface PageGlobals {
  readonly stage: {
    start(way: 'rumo', cars: number, isPanning: boolean): Promise<void>;
    pictures(): number;
  };
}

const served = await servePage();
const browser = await openBrowser();
try {
  const page = await browser.newPage({ viewport: size });
  await page.goto(`${served.url}?dark&zoom=${zoom}`);
  await page.evaluate(
    (cars) => (globalThis as unknown as PageGlobals).stage.start('rumo', cars, false),
    Number(cars),
  );
  await page.waitForFunction(() => (globalThis as unknown as PageGlobals).stage.pictures() > 3);
  await wait(fadeMs);
  writeFileSync(file, await page.screenshot());
  process.stdout.write(`${cars} cars in ${file}\n`);
} finally {
  await browser.close();
  served.close();
}
