import { noteProblem } from './findings.ts'
import { knownOnly } from './known-only.ts'

const ROLES = [
  ...[
    'quit',
    'undo',
    'redo',
    'cut',
    'copy',
    'paste',
    'selectAll',
    'window',
    'help',
    'minimize',
    'close',
    'zoom',
    'front',
  ],
  ...['resetZoom', 'zoomIn', 'zoomOut', 'togglefullscreen', 'services', 'hide', 'hideOthers', 'unhide'],
]

const TYPES = ['normal', 'separator', 'submenu', 'checkbox', 'radio']

/** Of the syntax that Electron documents, what a menu of ours may hold. */
const ACCELERATOR = /^(CommandOrControl|Alt)\+(Shift\+)?([A-Z0-9=]|Plus|F\d{1,2})$/

interface Template {
  readonly id?: string
  readonly role?: string
  readonly label?: string
  readonly type?: string
  readonly accelerator?: string
  readonly enabled?: boolean
  readonly visible?: boolean
  readonly checked?: boolean
  readonly submenu?: readonly Template[]
  readonly click?: () => void
}

/** A menu as the program has built it. */
class BuiltMenu {
  readonly items: readonly (Omit<Template, 'submenu'> & { readonly submenu: BuiltMenu | null })[]

  constructor(template: readonly Template[]) {
    this.items = template.map((item) => {
      checkItem(item)
      return { ...item, submenu: item.submenu === undefined ? null : new BuiltMenu(item.submenu) }
    })
  }

  getMenuItemById(id: string): object | null {
    for (const item of this.items) {
      const found = item.id === id ? item : item.submenu?.getMenuItemById(id)
      if (found != null) return found
    }
    return null
  }

  accelerators(): readonly string[] {
    return this.items.flatMap(({ accelerator, submenu }) => [
      ...(accelerator === undefined ? [] : [accelerator]),
      ...(submenu?.accelerators() ?? []),
    ])
  }
}

/** What real Electron throws at, or shows as a menu that does nothing. */
function checkItem({ role, label, type, accelerator, submenu, click }: Template): void {
  if (role !== undefined && !ROLES.includes(role)) throw new Error(`The stand-in has no menu role ${role}.`)
  if (type !== undefined && !TYPES.includes(type)) throw new Error(`Unknown menu item type ${type}`)
  if (type === 'separator') return
  if (label === undefined || label === '') noteProblem(`a menu item says nothing: ${role ?? 'without a role'}`)
  if (accelerator !== undefined && !ACCELERATOR.test(accelerator)) noteProblem(`no accelerator: ${accelerator}`)
  if (role === undefined && submenu === undefined && click === undefined) noteProblem(`does nothing: ${String(label)}`)
}

let applicationMenu: BuiltMenu | null = null

export const Menu = knownOnly('Menu', {
  buildFromTemplate: (template: readonly Template[]): BuiltMenu => new BuiltMenu(template),
  setApplicationMenu(menu: BuiltMenu): void {
    const keys = menu.accelerators()
    const twice = keys.filter((key, index) => keys.indexOf(key) !== index)
    if (twice.length > 0) noteProblem(`two menu items have ${twice.join(', ')}`)
    applicationMenu = menu
  },
  getApplicationMenu: (): BuiltMenu | null => applicationMenu,
})
