// What `import ... from 'electron'` gets in the program when it runs under the stand-in.
export { app } from './app.ts'
export { BrowserWindow } from './browser-window.ts'
export { ipcMain } from './ipc-main.ts'
export { protocol } from './protocol.ts'
export { Menu } from './menu.ts'
export { clipboard, dialog, nativeTheme, screen, session, shell } from './surroundings.ts'
