/** pino's numbers for levels, and what a reader sees. */
const levels: Readonly<Record<number, string>> = { 40: 'WARN ', 50: 'ERROR ', 60: 'FATAL ' };
const hidden = new Set(['level', 'time', 'service', 'name', 'msg', 'err', 'pid', 'hostname']);

/** One line of a child's output for a person: a pino line is told in words, any other line stays as it is. */
export function formatLogLine(child: string, line: string): string {
  return `${child.padEnd(12)} │ ${describe(line)}`;
}

function describe(line: string): string {
  if (!line.startsWith('{')) return line;
  let record: Record<string, unknown>;
  try {
    record = JSON.parse(line);
  } catch {
    return line;
  }
  const details = Object.entries(record)
    .filter(([key]) => !hidden.has(key))
    .map(([key, value]) => `${key}=${typeof value === 'string' ? value : JSON.stringify(value)}`);
  const error = record.err as { message?: string } | undefined;
  const words = [String(record.msg ?? ''), error?.message ? `(${error.message})` : '', ...details];
  return (levels[Number(record.level)] ?? '') + words.filter((word) => word !== '').join(' ');
}
