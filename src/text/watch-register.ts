import type { LeafFinding } from '../core/watch/evaluate.ts'
import type { Bilingual } from '../core/watch/subject.ts'

/** What the register shows, as somebody would say it; the second is said of a part that does not hold. */
const WORDS: Readonly<Record<string, readonly [Bilingual, Bilingual]>> = {
  register_ended: [
    {
      zh: '工商登记显示已注销或吊销',
      en: 'The register shows the company struck off or its licence revoked',
    },
    { zh: '没有注销或吊销', en: 'Not struck off' },
  ],
  register_dishonest: [
    { zh: '被列入失信被执行人名单', en: 'On the list of dishonest judgment debtors' },
    { zh: '不在失信名单上', en: 'Not on the list of dishonest debtors' },
  ],
  register_enforced: [
    { zh: '正被法院强制执行', en: 'A court is enforcing against it' },
    { zh: '没有被执行', en: 'No enforcement' },
  ],
  register_new_rep: [
    { zh: '最近 180 天换了法定代表人', en: 'Another legal representative within 180 days' },
    { zh: '法定代表人没有变', en: 'The same legal representative' },
  ],
  register_capital_cut: [
    { zh: '最近 180 天减少了注册资本', en: 'Registered capital cut within 180 days' },
    { zh: '注册资本没有减少', en: 'Capital not cut' },
  ],
  register_moved: [
    { zh: '最近 180 天迁到了别的区县', en: 'Moved to another district within 180 days' },
    { zh: '没有搬迁', en: 'Not moved' },
  ],
}

type Say = (leaf: LeafFinding) => Bilingual

export const REGISTER_SENTENCES: Readonly<Record<string, Say>> = Object.fromEntries(
  Object.entries(WORDS).map(([metric, [is, isNot]]): [string, Say] => [
    `customer.${metric}`,
    ({ value }) => ((value ?? 0) > 0 ? is : isNot),
  ]),
)
