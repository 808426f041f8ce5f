import { join } from 'node:path';
import { generateClient } from './generate-client.ts';
import { prismaFolder } from './migrations.ts';

await generateClient(join(prismaFolder, 'schema.prisma'));
