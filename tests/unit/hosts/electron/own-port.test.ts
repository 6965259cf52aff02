import { EventEmitter } from 'node:events'
import { describe, expect, it } from 'vitest'
import { portFromOwnPage, type PortEvent } from '../../../../src-main/hosts/electron/own-port.ts'

/** Shaped as Electron's port; which one comes back is all that is asked of it here. */
const port = Object.assign(new EventEmitter(), {
  start: () => undefined,
  close: () => undefined,
  postMessage: () => undefined,
}) as unknown as PortEvent['ports'][number]

const page = { url: 'app://plimsoll/#/containers', parent: null }

describe('portFromOwnPage', () => {
  it('takes the port of our own page', () => {
    expect(portFromOwnPage({ senderFrame: page, ports: [port] })).toBe(port)
  })

  it.each([
    ['a page of the web', { senderFrame: { ...page, url: 'https://example.com/' }, ports: [port] }],
    ['a page from a file', { senderFrame: { ...page, url: 'file:///app/index.html' }, ports: [port] }],
    ['a page that looks like ours', { senderFrame: { ...page, url: 'app://plimsoll.example.com/' }, ports: [port] }],
    ['a frame that is gone', { senderFrame: null, ports: [port] }],
    ['nobody, as it holds no port', { senderFrame: page, ports: [] }],
    ['a page that sends two', { senderFrame: page, ports: [port, port] }],
  ])('takes nothing from %s', (_sender, event) => {
    expect(portFromOwnPage(event)).toBe(null)
  })

  it('takes nothing from a frame inside our page', () => {
    const inside = { url: page.url, parent: page } as unknown as PortEvent['senderFrame']
    expect(portFromOwnPage({ senderFrame: inside, ports: [port] })).toBe(null)
  })
})
