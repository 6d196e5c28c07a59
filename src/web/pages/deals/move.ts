/** A deal on its way to another stage of its process. */
export type Move = { deal: Movable; to: Stage; back: boolean }

export type Stage = { id: string; name: string; nameEn: string; kind: 'open' | 'won' | 'lost' }
export type Movable = {
  id: string
  title: string
  stageId: string
  version: number
  /** in the deal's own currency */
  amountFen: number | null
  currency: string
}
