import type { getScorecards } from '../../../api/scores.ts'
import type { ReplyOf } from '../../api.ts'

export type Cards = ReplyOf<typeof getScorecards>
export type CardOf = Cards['people'][number]
export type LineOf = CardOf['lines'][number]
export type LineDef = Cards['lines'][number]

/** Which line of whose card was asked for. */
export type AskedLine = { card: CardOf; line: LineOf; def: LineDef }
