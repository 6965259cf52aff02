/** What a browser keeps for a page, in a map that can be looked at. */
export function memoryStorage(kept: Record<string, string> = {}) {
  const texts = new Map(Object.entries(kept))
  return {
    texts,
    getItem: (key: string) => texts.get(key) ?? null,
    setItem: (key: string, text: string) => void texts.set(key, text),
    removeItem: (key: string) => void texts.delete(key),
  }
}
