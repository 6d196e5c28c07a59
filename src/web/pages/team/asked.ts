import type { BoardRow, Figure, PERIODS } from '../../../api/team.ts'

/** Which number was asked for: of whom, and over which stretch; null asks about everybody. */
export type Asked = { figure: Figure; period: (typeof PERIODS)[number]; row: BoardRow | null }

/** Whose or which rule's answers to alerts were asked for. */
export type ResponseAsked = { name: string; person?: string; team?: string; rule?: string }
