/** One value for the whole process. Each route may be a bundle of its own, with module state of its own. */
export function processWide<T>(name: string, make: () => T): T {
  const holder = globalThis as { [key: symbol]: T | undefined };
  const key = Symbol.for(`rumo.web.${name}`);
  const value = holder[key] ?? make();
  holder[key] = value;
  return value;
}
