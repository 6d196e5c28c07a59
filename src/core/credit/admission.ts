/** What was decided about dealing with a customer at all (C006), from the widest to none. */
export const ADMISSIONS = ['admit', 'limited', 'prepay', 'refuse'] as const
export type Admission = (typeof ADMISSIONS)[number]

/** Whether the second gives less than the first; nothing decided yet stands like a plain admission. */
export function isStricter(before: Admission | null, after: Admission): boolean {
  return ADMISSIONS.indexOf(after) > ADMISSIONS.indexOf(before ?? 'admit')
}

/** What a checker found about one item of the file (C004); what nobody looked at has no row. */
export const VERDICTS = ['passed', 'doubtful', 'refused'] as const

/** Items in words only: what the company is, where it stands, who leads it. */
export const TEXT_ITEMS = ['history', 'position', 'team', 'licence'] as const
