import type { FunctionalComponent, VNode } from 'vue'

/** Draws the content that a page has for a cell; null where it leaves the cell to the table. */
export type CellRenderer<Row> = ((of: { readonly row: Row }) => readonly VNode[]) | null

/** A cell with content of the page's own. Apart, so that it is drawn again only when what it reads changes. */
export const RenderedCell: FunctionalComponent<{ row: unknown; render: NonNullable<CellRenderer<never>> }> = ({
  row,
  render,
}) => [...render({ row: row as never })]

RenderedCell.props = ['row', 'render']
