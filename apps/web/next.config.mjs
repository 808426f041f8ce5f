import { fileURLToPath } from 'node:url';
import { layerEncodingHeaders } from './src/city/layer-encoding.mjs';

const securityHeaders = [
  { key: 'X-Content-Type-Options', value: 'nosniff' },
  { key: 'Referrer-Policy', value: 'same-origin' },
  { key: 'Content-Security-Policy', value: "frame-ancestors 'none'; base-uri 'self'; object-src 'none'" },
  { key: 'Permissions-Policy', value: 'camera=(), microphone=(), geolocation=()' },
];

const root = fileURLToPath(new URL('../..', import.meta.url));

/** @type {import('next').NextConfig} */
export default {
  // `standalone` gathers what a server needs beside the build, for an image without node_modules.
  output: process.env.WEB_OUTPUT || undefined,
  outputFileTracingRoot: root,
  // Another folder lets two builds of one tree live side by side.
  distDir: process.env.WEB_DIST_DIR || '.next',
  transpilePackages: ['@rumo/city', '@rumo/database', '@rumo/events', '@rumo/geo', '@rumo/service'],
  // Loaded from node_modules as they are: compiling them would take a third of the build.
  serverExternalPackages: ['@prisma/adapter-pg', '@prisma/client', 'pg', 'pino', 'prom-client', 'zod'],
  turbopack: { root },
  // `npm run check` checks the types; a build must not need the type packages, which are dev dependencies.
  typescript: { ignoreBuildErrors: true },
  // The first start waits for the build: what no browser loads is neither made small nor mapped.
  experimental: { turbopackMinify: { server: false, client: true }, turbopackSourceMaps: false },
  poweredByHeader: false,
  agentRules: false,
  headers: async () => [{ source: '/:path*', headers: securityHeaders }, ...layerEncodingHeaders],
};
