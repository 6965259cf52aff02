import { BrowserWindow, dialog, type OpenDialogOptions } from 'electron'

/** Data roots of a rootless engine are below a directory whose name begins with a dot. */
const OPTIONS: OpenDialogOptions = { properties: ['openDirectory', 'showHiddenFiles'] }

/** Lets the user point at a directory, in a dialog that belongs to the window. Null when none was chosen. */
export async function chooseDirectory(): Promise<string | null> {
  const window = BrowserWindow.getAllWindows()[0]
  const choice = await (window === undefined ? dialog.showOpenDialog(OPTIONS) : dialog.showOpenDialog(window, OPTIONS))
  return choice.canceled ? null : (choice.filePaths[0] ?? null)
}
