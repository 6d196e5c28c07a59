/** What a metric is read on, and what a rule watches. */
export const SUBJECT_KINDS = [
  'customer',
  'deal',
  'quote',
  'order',
  'contract',
  'instalment',
  'stage',
  'rep',
  'team',
  'org',
] as const
export type SubjectKind = (typeof SUBJECT_KINDS)[number]

export type SubjectRef = { kind: SubjectKind; id: string; label?: string }

/** Both languages travel together, so that a notice can be written without asking anybody again. */
export type Bilingual = { zh: string; en: string }
