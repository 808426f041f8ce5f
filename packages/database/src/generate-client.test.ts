import { cp, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { generateClient } from './generate-client.ts';
import { prismaFolder } from './migrations.ts';

test('the committed Prisma client is what the schema generates', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'rumo-client-'));
  try {
    await cp(join(prismaFolder, 'schema.prisma'), join(folder, 'prisma', 'schema.prisma'));
    await generateClient(join(folder, 'prisma', 'schema.prisma'));
    const made = await readTree(join(folder, 'packages', 'database', 'src', 'generated'));
    expect(Object.keys(made).length).toBeGreaterThan(5);
    expect(made).toEqual(await readTree(fileURLToPath(new URL('generated', import.meta.url))));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

async function readTree(folder: string): Promise<Record<string, string>> {
  const files = await readdir(folder, { recursive: true, withFileTypes: true });
  const contents = files
    .filter((file) => file.isFile())
    .map(async (file) => {
      const path = join(file.parentPath, file.name);
      return [path.slice(folder.length), await readFile(path, 'utf8')] as const;
    });
  return Object.fromEntries(await Promise.all(contents));
}
