/** What is kept in this browser under a key; null for nothing, and for a text that is no JSON: somebody else's. */
export function storedJson(storage: Pick<Storage, 'getItem'>, key: string): unknown {
  const text = storage.getItem(key)
  if (text === null) return null
  try {
    return JSON.parse(text)
  } catch (error) {
    if (error instanceof SyntaxError) return null
    throw error
  }
}
