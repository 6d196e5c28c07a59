import type { BoardRow, Figure, PERIODS } from '../../../api/team.ts'

/** Which number was asked for: of whom, and over which stretch; null asks about everybody. */
export type Asked = { figure: Figure; period: (typeof PERIODS)[number]; row: BoardRow | null }
