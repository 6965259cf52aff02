import type { Inventory } from '../model/inventory.ts'

/** Makes something of an inventory once, and again only for another one: what many requests look things up in. */
export function ofInventory<T>(make: (inventory: Inventory) => T): (inventory: Inventory) => T {
  let last: { readonly of: Inventory; readonly made: T } | null = null
  return (inventory) => {
    if (last?.of !== inventory) last = { of: inventory, made: make(inventory) }
    return last.made
  }
}
