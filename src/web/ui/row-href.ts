import { createContext } from 'react'

/** Where the row goes that is being drawn; a card is a link as a whole, a row of a table is not. */
export const RowHref = createContext<{ href: string; isCard: boolean } | null>(null)
