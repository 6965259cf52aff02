import { describe, expect, it } from 'vitest'
import packageJson from '../../../../package.json' with { type: 'json' }
import { isLinkedPage, isPageUrl } from '../../../../src-main/hosts/electron/page-address.ts'

describe('isPageUrl', () => {
  it.each(['app://plimsoll/', 'app://plimsoll/containers/my.app?tab=files#top', 'app://plimsoll'])(
    'knows %s',
    (url) => {
      expect(isPageUrl(url)).toBe(true)
    },
  )

  it.each([
    'https://plimsoll/',
    'app://other/',
    'app://plimsoll.evil.example/',
    'app://plimsoll@evil.example/',
    'app://plimsoll:80/',
    'appx://plimsoll/',
    'file:///index.html',
    'about:blank',
    'data:text/html,x',
    '',
  ])('takes %j for a stranger', (url) => {
    expect(isPageUrl(url)).toBe(false)
  })
})

describe('isLinkedPage', () => {
  it('knows the documentation that our texts link to', () => {
    expect(isLinkedPage('https://docs.docker.com/engine/storage/drivers/')).toBe(true)
  })

  it.each([packageJson.homepage, packageJson.bugs.url])('knows %s, to which the Help menu leads', (url) => {
    expect(isLinkedPage(url)).toBe(true)
  })

  it.each([
    'http://docs.docker.com/',
    'https://docs.docker.com.evil.example/',
    'https://docs.docker.com@evil.example/',
    'https://user@docs.docker.com/',
    'https://docs.docker.com:8443/',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'not a url',
  ])('opens nothing for %j', (url) => {
    expect(isLinkedPage(url)).toBe(false)
  })
})
