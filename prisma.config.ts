import type { PrismaConfig } from 'prisma-cli/config';

export default {
  schema: 'prisma/schema.prisma',
  migrations: { path: 'prisma/migrations' },
  datasource: { url: process.env.DATABASE_URL ?? 'postgresql://localhost:5432/rumo' },
} satisfies PrismaConfig;
