/**
 * What the dashboard's page may load: its own scripts, styles, fonts and pictures, and nothing else from anywhere.
 * Sent as a header by every host that shows the page, so that no page can be without it.
 *
 * `connect`: where the page may open connections to; `null` where it talks through a MessagePort alone.
 */
export function contentSecurityPolicy(connect: string | null): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    `connect-src ${connect ?? "'none'"}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ')
}
