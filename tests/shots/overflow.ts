import type { Page } from 'playwright-core'

/** Text that cannot be read: cut off without an ellipsis, over the edge of its box or of the window. One line each. */
export function overflowingText(page: Page): Promise<readonly string[]> {
  return page.evaluate(() => {
    const found = new Set<string>()
    const named = (element: Element): string => {
      const name = element.tagName.toLowerCase() + [...element.classList].map((each) => `.${each}`).join('')
      return `${name} "${element.textContent.replace(/\s+/g, ' ').trim().slice(0, 60)}"`
    }
    const scrolls = (element: Element): boolean => {
      const { overflowX } = getComputedStyle(element)
      return overflowX === 'auto' || overflowX === 'scroll'
    }
    const isInScroller = (element: Element): boolean => {
      for (let at = element.parentElement; at !== null; at = at.parentElement) if (scrolls(at)) return true
      return false
    }
    const hasText = (element: Element): boolean =>
      [...element.childNodes].some((node) => node.nodeType === 3 && (node.textContent ?? '').trim() !== '')

    if (document.documentElement.scrollWidth > window.innerWidth) found.add('the page scrolls sideways')
    for (const element of document.body.querySelectorAll<HTMLElement>('*')) {
      if (!hasText(element) || element.closest('.sr-only, .skip, svg, [aria-hidden=true]') !== null) continue
      const style = getComputedStyle(element)
      const box = element.getBoundingClientRect()
      if (style.visibility === 'hidden' || box.width <= 1 || box.height <= 1) continue
      if (box.right > window.innerWidth + 1 && !isInScroller(element))
        found.add(`over the window's edge: ${named(element)}`)
      if (style.display === 'inline') continue
      if (element.scrollWidth <= element.clientWidth + 1 || scrolls(element)) continue
      if (style.overflowX === 'visible') found.add(`out of its box: ${named(element)}`)
      else if (style.textOverflow !== 'ellipsis') found.add(`cut off: ${named(element)}`)
    }
    return [...found]
  })
}
