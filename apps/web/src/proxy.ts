import { isAllowedHost } from '@rumo/service';
import { type NextRequest, NextResponse } from 'next/server';
import { webEnv } from './env.ts';

/** Refuses a Host that is not in ALLOWED_HOSTS, so that no foreign name can be bound to this server (D5). */
export function proxy(request: NextRequest): NextResponse {
  const host = request.headers.get('host') ?? undefined;
  if (isAllowedHost(host, webEnv().ALLOWED_HOSTS)) return NextResponse.next();
  return NextResponse.json({ error: `host ${JSON.stringify(host ?? '')} is not allowed` }, { status: 421 });
}
