import { hostname, networkInterfaces } from 'node:os';
import { renderUnicodeCompact } from 'uqr';

/** This machine's own IPv4 addresses on networks, loopback apart. */
export function lanAddresses(): readonly string[] {
  return Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .filter((address) => address.family === 'IPv4' && !address.internal)
    .map((address) => address.address);
}

/** The names other devices may call this machine by. */
export function lanHosts(): readonly string[] {
  const name = hostname().toLowerCase();
  const names = name === '' ? [] : name.includes('.') ? [name] : [name, `${name}.local`];
  return [...lanAddresses(), ...names];
}

export function qrCode(address: string): string {
  return renderUnicodeCompact(address, { border: 2 });
}
