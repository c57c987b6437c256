// The two halves of a model's id, `provider/model`; the second may hold slashes itself.

export function providerOf(id: string): string {
  return id.split("/", 1)[0] ?? id;
}

export function modelName(id: string): string {
  return id.slice(id.indexOf("/") + 1);
}
