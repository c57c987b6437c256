// Entries of a record by names that come from outside (paths, artifacts): `constructor` and `__proto__` are names like any
// other, and never what every object has.

export function ownNamed<Value>(record: Readonly<Record<string, Value>>, name: string): Value | undefined {
  return Object.hasOwn(record, name) ? record[name] : undefined;
}

export function setNamed<Value>(record: Record<string, Value>, name: string, value: Value): void {
  Object.defineProperty(record, name, { value, writable: true, enumerable: true, configurable: true });
}
