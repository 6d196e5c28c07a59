/** Refusals of merging customers and of taking it back (C209): what stands in the way and what to do. */
export const MERGE_SENTENCES: Record<string, { zh: string; en: string }> = {
  merge_same: {
    zh: '这是同一条记录，请选另一个客户。',
    en: 'This is the same record. Choose another customer.',
  },
  merge_two_companies: {
    zh: '两条记录的统一社会信用代码不同，是两家公司，不能合并。录错了请先改正代码。',
    en: 'The two have different registered numbers: two companies cannot be merged. Correct the number first if it is wrong.',
  },
  merge_numbers: {
    zh: '两边都有发票号 {numbers}。请先作废录重的那一张再合并。',
    en: 'Both have invoices numbered {numbers}. Take back the one entered twice, then merge.',
  },
  merge_request_pending: {
    zh: '要并掉的那条记录还有待审批的申请，请先处理完。',
    en: 'A request about the record that would go is still waiting. Settle it first.',
  },
  merge_undone: { zh: '这次合并已经撤销了。', en: 'This merge has been undone already.' },
  merge_too_late: {
    zh: '合并超过 30 天，不能撤销了。',
    en: 'The merge is more than 30 days old and can no longer be undone.',
  },
  merge_later_merge: {
    zh: '保留的记录后来又并入了别的客户，请先撤销那次合并。',
    en: 'The kept record was merged on later. Undo that merge first.',
  },
  merge_changed: {
    zh: '合并之后有 {n} 条往来变动过（核销、作废或更正），不能撤销。撤回这些变动后可以再试。',
    en: '{n} entries were changed since (set against, taken back or corrected), so it cannot be undone. Take those back and try again.',
  },
  merge_built_on: {
    zh: '合并之后有 {n} 条新的往来记在并过来的单据上，不能撤销。撤回它们后可以再试。',
    en: '{n} new entries have been recorded on what went over, so it cannot be undone. Take those back and try again.',
  },
  merge_name_taken: {
    zh: '另一个客户“{name}”用了原来的名称或编号，请先改掉再撤销。',
    en: 'Another customer, "{name}", has the former name or code now. Change it first.',
  },
}
