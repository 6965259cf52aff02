/** Outlines on a 16 × 16 grid, drawn with the text's colour. */
export const ICON_PATHS = {
  overview: 'M2.5 11a5.5 5.5 0 1 1 11 0M1 11h14M8 11V7.5',
  containers: 'M2.5 5 8 2.2 13.5 5v6L8 13.8 2.5 11zM2.5 5 8 7.8 13.5 5M8 7.8v6',
  recent: 'M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2zM8 4.8V8l2.2 1.6',
  layers: 'M8 2.2 14 5.3 8 8.4 2 5.3zM2.5 8.2 8 11l5.5-2.8M2.5 11 8 13.8 13.5 11',
  volumes:
    'M3 4c0-1 2.2-1.7 5-1.7S13 3 13 4s-2.2 1.7-5 1.7S3 5 3 4zM3 4v8c0 1 2.2 1.7 5 1.7s5-.7 5-1.7V4M3 8c0 1 2.2 1.7 5 1.7S13 9 13 8',
  cache: 'M9.5 2.2 13.8 6.5 11.5 8.8 7.2 4.5zM8.8 6.9 3 12.7l.8.8 5.8-5.8',
  ledger: 'M3 2.5h9.5v11H3zM5.5 2.5v11M7.5 5.5h3M7.5 8h3M7.5 10.5h3',
  settings:
    'M2.5 5h7M12.5 5h1M2.5 11h1M6.5 11h7M11 3.2a1.8 1.8 0 1 0 0 3.6 1.8 1.8 0 0 0 0-3.6zM5 9.2a1.8 1.8 0 1 0 0 3.6 1.8 1.8 0 0 0 0-3.6z',
  search: 'M7 2.5a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9zM10.3 10.3 13.5 13.5',
  measure: 'M13 8a5 5 0 1 1-1.5-3.6M13 2v3h-3',
  down: 'M4.5 6.5 8 10l3.5-3.5',
  right: 'M6.5 4.5 10 8l-3.5 3.5',
  more: 'M3 8h.01M8 8h.01M13 8h.01',
  close: 'M4 4l8 8M12 4l-8 8',
  warning: 'M8 2.2 14.3 13.3H1.7zM8 6.5v3.2M8 11.4v.2',
  note: 'M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2zM8 7.2v3.6M8 5v.2',
  check: 'M3.5 8.5 6.5 11.5 12.5 5',
  lock: 'M4 7.5h8v6H4zM5.5 7.5V5a2.5 2.5 0 0 1 5 0v2.5',
  plug: 'M6 2v3.5M10 2v3.5M4.5 5.5h7V8a3.5 3.5 0 0 1-7 0zM8 11.5V14',
  folder: 'M2 12.8V3.5h4l1.6 2H14v7.3z',
  link: 'M6.8 9.2a2.6 2.6 0 0 0 3.7 0l2-2a2.6 2.6 0 0 0-3.7-3.7l-.9.9M9.2 6.8a2.6 2.6 0 0 0-3.7 0l-2 2a2.6 2.6 0 0 0 3.7 3.7l.9-.9',
  outside: 'M9 3h4v4M13 3 7.5 8.5M11 9v4H3V5h4',
  hole: 'M2.5 5V2.5H5M7 2.5h2M11 2.5h2.5V5M13.5 7v2M13.5 11v2.5H11M9 13.5H7M5 13.5H2.5V11M2.5 9V7',
  erased: 'M3 3h10v10H3zM5.5 5.5l5 5M10.5 5.5l-5 5',
  opaque: 'M2 12.8V3.5h4l1.6 2H14v7.3zM4 12 12.5 6',
  twice: 'M2.5 2.5h7v7h-7zM6.5 9.5v4h7v-7h-4',
  mount: 'M2.5 9.5 4.5 3h7l2 6.5v3.5h-11zM2.5 9.5h11M11 11.3v.1',
  copy: 'M5.5 5.5v-3h8v8h-3M2.5 5.5h8v8h-8z',
} as const

export type IconName = keyof typeof ICON_PATHS
