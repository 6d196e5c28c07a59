/** A document as plain parts that a Word file and a PDF are drawn from alike. */
export type Block =
  | { kind: 'letterhead'; text: string; lines?: readonly string[] }
  | { kind: 'title'; text: string }
  | { kind: 'heading'; text: string }
  | { kind: 'text'; text: string; bold?: boolean }
  | { kind: 'table'; head: readonly string[]; rows: readonly (readonly string[])[]; right: readonly number[] }
  /** two parties side by side, with room for their seals */
  | { kind: 'seals'; parties: readonly { title: string; name: string; lines: readonly string[] }[] }
