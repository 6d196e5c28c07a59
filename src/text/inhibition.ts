import type { HoldReason } from '../core/watch/quiet.ts'
import type { Bilingual } from '../core/watch/subject.ts'

/** Why an alert or a friendly word is held back, short enough for a tag. */
export const INHIBITION_WORDS: Record<HoldReason, Bilingual> = {
  inhibited_legal_hold: { zh: '法务已接管', en: 'legal has taken over' },
  inhibited_lawyer: { zh: '欠款已交律师', en: 'the debt is with the lawyers' },
  inhibited_written_off: { zh: '有已核销、仍在追的债权', en: 'a written-off claim still stands' },
  inhibited_quiet: { zh: '静默期', en: 'quiet period' },
  inhibited_dispute: { zh: '到期的欠款都有争议', en: 'all that is due is contested' },
}
