/**
 * What a merge does with every table that names a customer (C209). A test holds this to the schema, so that
 * a new table cannot be forgotten.
 *
 * fact: known as of a time, so the past must go on saying what was known then. The row itself goes over and
 *   counts as known from the merge; a copy with the former customer counts until the merge, as if it had
 *   been corrected. Both readings of the past stay true (law 2).
 * moved: current records with children of their own; they name the other customer from now on.
 * own: belongs to the merge's own steps (periods, members, group).
 * stays: history of decisions about a record; it is read beside the record it was made for.
 * derived: follows from the others and is worked out anew.
 */
export type MergeKind = 'fact' | 'moved' | 'own' | 'stays' | 'derived'

/** Facts in the order in which they may be copied: what is pointed at comes first. */
export const MERGE_FACTS = [
  'invoice',
  'bill',
  'payment',
  'instalment',
  'allocation',
  'complaint',
  'complaint_course',
  'dispute',
  'provision_judgement',
  'recovery',
  'activity',
  'credit_item',
  'credit_statement',
  'credit_cover',
  'credit_document',
  'register_snapshot',
] as const
export type MergeFact = (typeof MERGE_FACTS)[number]

/** Column by column, since a table may name two customers or any record. */
export const MERGE_MOVES: readonly { table: string; column: string; kind?: string }[] = [
  { table: 'contact', column: 'customer_id' },
  { table: 'deal', column: 'customer_id' },
  { table: 'quote', column: 'customer_id' },
  { table: 'sales_order', column: 'customer_id' },
  { table: 'delivery_note', column: 'customer_id' },
  { table: 'allowance', column: 'customer_id' },
  { table: 'contract', column: 'customer_id' },
  { table: 'dunning_step', column: 'customer_id' },
  { table: 'customer_mail', column: 'customer_id' },
  { table: 'statement_answer', column: 'customer_id' },
  { table: 'task', column: 'customer_id' },
  { table: 'task', column: 'record_id', kind: 'record_kind' },
  { table: 'write_off', column: 'customer_id' },
  { table: 'penalty_waiver', column: 'customer_id' },
  { table: 'legal_hold', column: 'customer_id' },
  { table: 'receipt', column: 'customer_id' },
  { table: 'receipt', column: 'proposed_customer_id' },
  { table: 'handover_item', column: 'customer_id' },
  { table: 'alert', column: 'customer_id' },
  { table: 'alert_withheld', column: 'customer_id' },
  { table: 'quiet_period', column: 'customer_id' },
  { table: 'approval_case', column: 'customer_id' },
  { table: 'record_file', column: 'record_id', kind: 'record_kind' },
]

export const MERGE_OTHERS: Readonly<Record<string, Exclude<MergeKind, 'fact' | 'moved'>>> = {
  'customer.merged_into': 'own',
  'customer_merge.kept_id': 'own',
  'customer_merge.gone_id': 'own',
  'customer_period.customer_id': 'own',
  'customer_member.customer_id': 'own',
  'credit_group_member.customer_id': 'own',
  'credit_decision.customer_id': 'stays',
  'credit_grant.customer_id': 'stays',
  'credit_rating.customer_id': 'stays',
  'credit_request.customer_id': 'stays',
  'customer_release.customer_id': 'stays',
  'register_lookup.customer_id': 'stays',
  'event.customer_id': 'stays',
  'event.subject_id': 'stays',
  'alert.subject_id': 'stays',
  'alert_withheld.subject_id': 'stays',
  'approval_case.subject_id': 'stays',
  'handover_item.subject_id': 'stays',
  'customer_state.customer_id': 'derived',
  'customer_search_key.customer_id': 'derived',
  'custom_value.record_id': 'derived',
  'data_defect.record_id': 'derived',
  'watch_state.subject_id': 'derived',
  'watch_dirty.subject_id': 'derived',
}

/** How the merge treats a column that names a customer; null: nobody has decided. */
export function mergeKindOf(table: string, column: string): MergeKind | null {
  if (column === 'customer_id' && (MERGE_FACTS as readonly string[]).includes(table)) return 'fact'
  if (MERGE_MOVES.some((move) => move.table === table && move.column === column)) return 'moved'
  return MERGE_OTHERS[`${table}.${column}`] ?? null
}
