/** Items by each of their keys; an item with the same key twice is there once. */
export function group<Item>(
  items: Iterable<Item>,
  keys: (item: Item) => readonly string[],
): ReadonlyMap<string, readonly Item[]> {
  const groups = new Map<string, Item[]>()
  for (const item of items) for (const key of new Set(keys(item))) push(groups, key, item)
  return groups
}

/** IDs of the items that have a key. */
export function groupIds<Item extends { readonly id: string }>(
  items: Iterable<Item>,
  key: (item: Item) => string | null,
): ReadonlyMap<string, readonly string[]> {
  const groups = new Map<string, string[]>()
  for (const item of items) {
    const found = key(item)
    if (found !== null) push(groups, found, item.id)
  }
  return groups
}

function push<Value>(map: Map<string, Value[]>, key: string, value: Value): void {
  const list = map.get(key)
  if (list === undefined) map.set(key, [value])
  else list.push(value)
}
